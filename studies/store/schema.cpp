#include <actlab/studies/store/schema.h>

#include <string>
#include <vector>

namespace actlab::studies {
namespace {

std::string study_table(const Dialect& dialect) {
  return text("create table study (id ", dialect.identity, R"( primary key,
         name text not null unique,
         kind text not null,
         configuration text not null,
         creator text not null,
         created double precision not null))");
}

std::string trial_table(const Dialect& dialect) {
  return text("create table trial (id ", dialect.identity, R"( primary key,
         study bigint not null references study (id),
         number bigint not null,
         canonical_hash text not null,
         formula text not null,
         configuration text not null,
         seed bigint not null,
         budget bigint not null,
         rung bigint not null,
         priority double precision not null,
         state text not null default 'waiting'
           check (state in ('waiting', 'running', 'complete', 'pruned', 'failed')),
         outcome text check (outcome in ('ok', 'diverged', 'constant')),
         reward double precision,
         error text,
         attempt bigint not null default 0,
         losses bigint not null default 0,
         step bigint not null default 0,
         worker text,
         lease_token bigint not null default 0,
         lease_until double precision,
         lease_seconds double precision,
         lease_clock text,
         checkpoint text,
         created double precision not null,
         started double precision,
         finished double precision,
         unique (study, canonical_hash, seed, budget),
         unique (study, number),
         check ((state in ('complete', 'pruned')) = (outcome is not null and reward is not null)),
         check ((state = 'running') = (lease_until is not null))))");
}

constexpr const char* kTrialQueue =
    "create index trial_queue on trial (state, priority desc, study, number)";

constexpr const char* kMetricTable = R"(create table metric (
         trial bigint not null references trial (id),
         step bigint not null,
         name text not null,
         value double precision,
         primary key (trial, name, step)))";

std::string controller_table(const Dialect& dialect) {
  const std::string blob = text(" ", dialect.blob, " not null,");
  // "update" is a word of SQL
  return text(R"(create table controller (
         study bigint not null references study (id),
         "update" bigint not null,
         consumed bigint not null,
         weights)",
              blob, R"(
         optimizer)",
              blob, R"(
         random_state)",
              blob, R"(
         baseline double precision,
         report text not null,
         primary key (study, "update")))");
}

constexpr const char* kProposalTable = R"(create table proposal (
         study bigint not null references study (id),
         number bigint not null,
         trial bigint not null references trial (id),
         tokens text not null,
         primary key (study, number)))";

// Of version 1.
std::vector<std::string> first_tables(const Dialect& dialect) {
  return {study_table(dialect), trial_table(dialect),      kTrialQueue,
          kMetricTable,         controller_table(dialect), kProposalTable};
}

constexpr const char* kDriverTable = R"(create table driver (
         study bigint primary key references study (id),
         name text not null,
         token bigint not null,
         lease_until double precision,
         lease_seconds double precision,
         lease_clock text))";

void check_version(const Database& database, std::int64_t version) {
  if (version > kSchemaVersion) {
    throw Error(text("[store] ", database.name(), " was written by a newer version of this program",
                     " (schema ", version, ", this one knows up to ", kSchemaVersion,
                     "): update this program, or choose another store with --store"));
  }
}

}  // namespace

void prepare_schema(Database& database, Missing missing) {
  {
    Transaction transaction(database, Database::Access::read);
    const std::int64_t version = database.schema_version();
    transaction.commit();
    check_version(database, version);
    if (version == kSchemaVersion) return;
    if (version == 0 && missing == Missing::refuse) {
      throw UsageError(text("[store] there are no studies in ", database.name(),
                            " yet: ./run search or ./run study grid makes one; or check --store"));
    }
  }
  // Somebody else may have made the tables in the meantime: look again, now under the lock.
  Transaction transaction(database, Database::Access::write);
  const std::int64_t version = database.schema_version();
  if (version == 0) {
    for (const std::string& table : first_tables(database.dialect())) database.execute(table);
  }
  if (version < 2) database.execute(kDriverTable);
  if (version < kSchemaVersion) database.set_schema_version(kSchemaVersion);
  transaction.commit();
}

}  // namespace actlab::studies

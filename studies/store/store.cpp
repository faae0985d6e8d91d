#include <actlab/studies/store/store.h>

#include <algorithm>
#include <random>

#include <actlab/core/base/joined.h>
#include <actlab/studies/store/postgres_store.h>
#include <actlab/studies/store/schema.h>
#include <actlab/studies/store/sqlite_store.h>
#include <actlab/studies/store/store_address.h>
#include <actlab/studies/store/trial_rows.h>

namespace actlab::studies {
namespace {

std::unique_ptr<Database> open_database(const std::string& address, Missing missing) {
  require_store_address(address);
  if (is_postgres(address)) return open_postgres_store(address);
  return open_sqlite_store(address, missing);
}

constexpr const char* kStudyColumns = "id, name, kind, configuration, created";

Study study_from(const Row& row) {
  return {row.integer(0), row.string(1), row.string(2), row.string(3), row.real(4)};
}

// Names the caller of create_study, so that a repetition after a broken connection knows its own
// work from another's.
std::string creator_name() {
  std::random_device entropy;
  return text(entropy(), "-", entropy());
}

constexpr std::size_t kLongestName = 100;  // it becomes part of file names

}  // namespace

void require_study_name(const std::string& name) {
  if (name.empty()) throw UsageError("[store] a study needs a name");
  if (name.size() > kLongestName) {
    throw UsageError(text("[store] the name of a study may have ", kLongestName,
                          " bytes, this one has ", name.size(), ": '", name.substr(0, 30), "...'"));
  }
  const auto breaks = [](unsigned char c) { return c < ' ' || c == 127; };
  if (std::ranges::any_of(name, breaks)) {
    throw UsageError(
        "[store] the name of a study may have no line end, tab or other control character");
  }
}

TrialStore TrialStore::open(const std::string& address, Missing missing, const Waiting& waiting) {
  for (int failures = 0;; ++failures) {
    try {
      return {open_database(address, missing), missing, waiting};
    } catch (const StoreUnavailable& reason) {
      if (!wait_for_database(waiting, reason.what(), failures)) throw;
    }
  }
}

TrialStore::TrialStore(std::unique_ptr<Database> database, Missing missing, Waiting waiting)
    : connection_(std::make_unique<PatientConnection>(std::move(database), std::move(waiting))) {
  prepare_schema(connection_->database(), missing);
}

std::string TrialStore::name() const { return connection_->database().name(); }

Study TrialStore::create_study(const std::string& name, const std::string& kind,
                               const std::string& configuration) {
  require_study_name(name);
  const std::string creator = creator_name();
  return connection_->write([&](Database& database) {
    database.execute(
        text("insert into study (name, kind, configuration, creator, created) values ",
             "($1, $2, $3, $4, ", database.dialect().wall_clock, ") on conflict (name) do nothing"),
        {name, kind, configuration, creator});
    const std::vector<Row> rows = database.execute(
        text("select ", kStudyColumns, " from study where name = $1 and creator = $2"),
        {name, creator});
    if (!rows.empty()) return study_from(rows.front());
    throw UsageError(text("[store] a study named '", name, "' exists already in ", database.name(),
                          ": continue it with --resume, or choose another name"));
  });
}

std::optional<Study> TrialStore::find_study(const std::string& name) {
  return connection_->read([&](Database& database) {
    const std::vector<Row> rows =
        database.execute(text("select ", kStudyColumns, " from study where name = $1"), {name});
    return rows.empty() ? std::nullopt : std::optional(study_from(rows.front()));
  });
}

Study TrialStore::get_study(const std::string& name) {
  if (const std::optional<Study> found = find_study(name)) return *found;
  const std::string known = joined(studies(), ", ", &Study::name);
  throw UsageError(text(
      "[store] no study is named '", name, "' in ", this->name(), "; there ",
      known.empty() ? "is none yet: ./run search or ./run study grid makes one" : "are: " + known));
}

std::vector<Study> TrialStore::studies() {
  return connection_->read([&](Database& database) {
    std::vector<Study> result;
    for (const Row& row :
         database.execute(text("select ", kStudyColumns, " from study order by id"))) {
      result.push_back(study_from(row));
    }
    return result;
  });
}

std::vector<AddedTrial> TrialStore::add_trials(std::int64_t study,
                                               std::span<const NewTrial> trials) {
  return connection_->write([&](Database& database) {
    lock_study(database, study);
    std::int64_t number = next_number(database, study);
    std::vector<AddedTrial> result;
    for (const NewTrial& trial : trials) {
      const auto [id, inserted] = insert_trial(database, study, number, trial);
      result.push_back({id, inserted});
      if (inserted) ++number;
    }
    return result;
  });
}

std::vector<Trial> TrialStore::trials(std::int64_t study, std::optional<TrialState> state) {
  return connection_->read([&](Database& database) {
    std::vector<Value> parameters = {study};
    if (state) parameters.push_back(to_text(*state));
    std::vector<Trial> result;
    for (const Row& row : database.execute(
             text("select ", trial_columns(database.dialect()), " from trial where study = $1",
                  state ? " and state = $2" : "", " order by number"),
             parameters)) {
      result.push_back(trial_from(row));
    }
    return result;
  });
}

std::optional<Trial> TrialStore::trial(std::int64_t id) {
  return connection_->read([&](Database& database) {
    const std::vector<Row> rows = database.execute(
        text("select ", trial_columns(database.dialect()), " from trial where id = $1"), {id});
    return rows.empty() ? std::nullopt : std::optional(trial_from(rows.front()));
  });
}

std::map<TrialState, std::int64_t> TrialStore::counts(std::optional<std::int64_t> study) {
  return connection_->read([&](Database& database) {
    std::map<TrialState, std::int64_t> result;
    const std::string condition = study ? " where study = $1" : "";
    const std::vector<Value> parameters = study ? std::vector<Value>{*study} : std::vector<Value>{};
    for (const Row& row : database.execute(
             "select state, count(*) from trial" + condition + " group by state", parameters)) {
      result[parse_state(row.string(0))] = row.integer(1);
    }
    return result;
  });
}

bool TrialStore::has_open_trials(std::optional<std::int64_t> study) {
  return std::ranges::any_of(counts(study),
                             [](const auto& entry) { return !is_terminal(entry.first); });
}

std::vector<Metric> TrialStore::metrics(std::int64_t trial) {
  return connection_->read([&](Database& database) {
    std::vector<Metric> result;
    for (const Row& row : database.execute(
             "select step, name, value from metric where trial = $1 order by name, step",
             {trial})) {
      Metric metric{row.integer(0), row.string(1)};
      if (!row.is_null(2)) metric.value = row.real(2);
      result.push_back(std::move(metric));
    }
    return result;
  });
}

}  // namespace actlab::studies

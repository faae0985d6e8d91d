// The queue of trials: the functions of TrialStore that workers call.
#include <algorithm>
#include <cmath>

#include <actlab/studies/store/store.h>
#include <actlab/studies/store/trial_rows.h>

namespace actlab::studies {
namespace {

// A worker that has the trial by this token still has it.
constexpr const char* kHolds = " where id = $1 and lease_token = $2 and state = 'running' ";

// The lease columns of a trial that nobody has; the token stays, for finish() to be repeatable.
constexpr const char* kNoLease = "lease_until = null, lease_seconds = null, lease_clock = null";

// What exceptions say goes into the store as ASCII of bounded length: a database refuses text that
// is no UTF-8, and a trial's failure must not fail to be recorded.
std::string storable(const std::string& message) {
  constexpr std::size_t kLongest = 2000;
  std::string result = message.substr(0, kLongest);
  std::ranges::replace_if(
      result, [](char c) { return (c < ' ' && c != '\n') || c > '~'; }, '?');
  return result;
}

// Trials of lost workers wait again, unless they lose every worker.
void take_back_lost(Database& database, const QueueRules& rules) {
  const Dialect& dialect = database.dialect();
  database.execute(
      text("update trial set losses = losses + 1, ", kNoLease,
           ", state = case when losses + 1 >= $1 then 'failed' else 'waiting' end",
           ", error = case when losses + 1 >= $1 then $2 else error end",
           ", finished = case when losses + 1 >= $1 then ", dialect.wall_clock, " end",
           " where id in (select id from trial where state = 'running' and ", lease_lost(dialect),
           dialect.skip_locked, ")"),
      {rules.losses, text(rules.losses, " workers in a row were lost while they had this trial")});
}

}  // namespace

std::optional<Trial> TrialStore::claim(const std::string& worker, const QueueRules& rules,
                                       std::optional<std::int64_t> study) {
  return connection_->write([&](Database& database) {
    const Dialect& dialect = database.dialect();
    take_back_lost(database, rules);
    std::vector<Value> parameters = {worker, rules.lease_seconds};
    if (study) parameters.push_back(*study);
    const std::vector<Row> rows = database.execute(
        text("update trial set state = 'running', worker = $1, lease_token = lease_token + 1",
             ", lease_until = ", dialect.lease_clock, " + $2, lease_seconds = $2",
             ", lease_clock = ", dialect.lease_clock_name, ", started = coalesce(started, ",
             dialect.wall_clock, ")", " where id = (select id from trial where state = 'waiting'",
             study ? " and study = $3" : "", " order by priority desc, study, number limit 1",
             dialect.skip_locked, ") returning ", trial_columns(dialect)),
        parameters);
    return rows.empty() ? std::nullopt : std::optional(trial_from(rows.front()));
  });
}

bool TrialStore::renew(const Lease& lease, std::int64_t step, const QueueRules& rules) {
  return connection_->write([&](Database& database) {
    const Dialect& dialect = database.dialect();
    return !database
                .execute(text("update trial set step = $3, lease_until = ", dialect.lease_clock,
                              " + $4, lease_seconds = $4, lease_clock = ", dialect.lease_clock_name,
                              kHolds, "returning id"),
                         {lease.trial, lease.token, step, rules.lease_seconds})
                .empty();
  });
}

bool TrialStore::record(const Lease& lease, std::span<const Metric> metrics) {
  return connection_->write([&](Database& database) {
    const std::string held = text("select id from trial", kHolds, database.dialect().row_lock);
    if (database.execute(held, {lease.trial, lease.token}).empty()) return false;
    for (const Metric& metric : metrics) {
      database.execute(
          "insert into metric (trial, step, name, value) values ($1, $2, $3, $4) "
          "on conflict (trial, name, step) do update set value = excluded.value",
          {lease.trial, metric.step, metric.name, metric.value});
    }
    return true;
  });
}

bool TrialStore::set_checkpoint(const Lease& lease, const std::string& path) {
  return connection_->write([&](Database& database) {
    return !database
                .execute(
                    text("update trial set checkpoint = $3, losses = 0", kHolds, "returning id"),
                    {lease.trial, lease.token, path})
                .empty();
  });
}

bool TrialStore::finish(const Lease& lease, const TrialResult& result) {
  if (!std::isfinite(result.reward)) {
    throw Error(text("[store] the reward of trial ", lease.trial, " must be a finite number, got ",
                     result.reward));
  }
  const std::string state = to_text(result.pruned ? TrialState::pruned : TrialState::complete);
  return connection_->write([&](Database& database) {
    const std::vector<Row> written = database.execute(
        text("update trial set state = $3, outcome = $4, reward = $5, error = $6, ", kNoLease,
             ", finished = ", database.dialect().wall_clock, kHolds, "returning id"),
        {lease.trial, lease.token, state, to_text(result.outcome), result.reward,
         storable(result.remark)});
    if (!written.empty()) return true;
    // Repeated after the connection broke: the result may be there already, under our token.
    return !database
                .execute("select id from trial where id = $1 and lease_token = $2 and state = $3",
                         {lease.trial, lease.token, state})
                .empty();
  });
}

bool TrialStore::fail(const Lease& lease, const std::string& why, const QueueRules& rules) {
  return connection_->write([&](Database& database) {
    return !database
                .execute(text("update trial set attempt = attempt + 1, error = $3, ", kNoLease,
                              ", state = case when attempt + 1 >= $4 then 'failed' ",
                              "else 'waiting' end, finished = case when attempt + 1 >= $4 then ",
                              database.dialect().wall_clock, " end", kHolds, "returning id"),
                         {lease.trial, lease.token, storable(why), rules.attempts})
                .empty();
  });
}

bool TrialStore::release(const Lease& lease) {
  return connection_->write([&](Database& database) {
    return !database
                .execute(
                    text("update trial set state = 'waiting', ", kNoLease, kHolds, "returning id"),
                    {lease.trial, lease.token})
                .empty();
  });
}

}  // namespace actlab::studies

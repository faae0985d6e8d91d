#include <actlab/studies/store/trial_rows.h>

namespace actlab::studies {

std::string trial_columns(const Dialect& dialect) {
  return text(
      "trial.id, trial.study, trial.number, trial.canonical_hash, trial.formula, "
      "trial.configuration, trial.seed, trial.budget, trial.rung, trial.priority, "
      "trial.checkpoint, trial.state, trial.outcome, trial.reward, trial.error, trial.attempt, "
      "trial.losses, trial.step, trial.worker, trial.lease_token, "
      "case when trial.lease_clock = ",
      dialect.lease_clock_name, " then trial.lease_until - ", dialect.lease_clock,
      " else trial.lease_until * 0.0 end, ", "trial.created, trial.started, trial.finished");
}

Trial trial_from(const Row& row, std::size_t first) {
  std::size_t column = first;
  Trial trial;
  trial.id = row.integer(column++);
  trial.study = row.integer(column++);
  trial.number = row.integer(column++);
  trial.canonical_hash = row.string(column++);
  trial.formula = row.string(column++);
  trial.configuration = row.string(column++);
  trial.seed = row.integer(column++);
  trial.budget = row.integer(column++);
  trial.rung = row.integer(column++);
  trial.priority = row.real(column++);
  trial.checkpoint = row.string_or_empty(column++);
  trial.state = parse_state(row.string(column++));
  const std::string outcome = row.string_or_empty(column++);
  if (!outcome.empty()) trial.outcome = parse_outcome(outcome);
  trial.reward = row.optional_real(column++);
  trial.error = row.string_or_empty(column++);
  trial.attempt = row.integer(column++);
  trial.losses = row.integer(column++);
  trial.step = row.integer(column++);
  trial.worker = row.string_or_empty(column++);
  trial.lease_token = row.integer(column++);
  trial.lease_left = row.optional_real(column++);
  trial.created = row.real(column++);
  trial.started = row.optional_real(column++);
  trial.finished = row.optional_real(column++);
  return trial;
}

std::string lease_lost(const Dialect& dialect, const std::string& table) {
  return text("(", table, ".lease_clock <> ", dialect.lease_clock_name, " or ", table,
              ".lease_until <= ", dialect.lease_clock, " or ", table, ".lease_until > ",
              dialect.lease_clock, " + ", table, ".lease_seconds)");
}

void lock_study(Database& database, std::int64_t study) {
  const std::string sql = "select id from study where id = $1" + database.dialect().row_lock;
  if (database.execute(sql, {study}).empty()) {
    throw UsageError(text("[store] ", database.name(), " has no study with the id ", study));
  }
}

std::int64_t next_number(Database& database, std::int64_t study) {
  return database
      .execute("select coalesce(max(number) + 1, 0) from trial where study = $1", {study})
      .front()
      .integer(0);
}

InsertedTrial insert_trial(Database& database, std::int64_t study, std::int64_t number,
                           const NewTrial& trial) {
  const std::vector<Row> added = database.execute(
      text("insert into trial (study, number, canonical_hash, formula, configuration, seed, ",
           "budget, rung, priority, checkpoint, created) values ($1, $2, $3, $4, $5, $6, $7, $8, ",
           "$9, $10, ", database.dialect().wall_clock, ") ",
           "on conflict (study, canonical_hash, seed, budget) do nothing returning id"),
      {study, number, trial.canonical_hash, trial.formula, trial.configuration, trial.seed,
       trial.budget, trial.rung, trial.priority, trial.checkpoint});
  if (!added.empty()) return {added.front().integer(0), true};
  const std::vector<Row> equal = database.execute(
      "select id from trial where study = $1 and canonical_hash = $2 and seed = $3 and budget = $4",
      {study, trial.canonical_hash, trial.seed, trial.budget});
  return {equal.front().integer(0), false};
}

void set_result(Database& database, std::int64_t trial, const TrialResult& result) {
  const std::string now = database.dialect().wall_clock;
  database.execute(text("update trial set state = $2, outcome = $3, reward = $4, error = $5, ",
                        "started = ", now, ", finished = ", now, " where id = $1"),
                   {trial, to_text(result.pruned ? TrialState::pruned : TrialState::complete),
                    to_text(result.outcome), result.reward, result.remark});
}

}  // namespace actlab::studies

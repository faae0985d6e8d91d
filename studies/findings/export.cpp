#include <actlab/studies/findings/export.h>

#include <ostream>

#include <actlab/studies/findings/study_configuration.h>
#include <actlab/studies/store/stored_json.h>

namespace actlab::studies {
namespace {

// With what the trial itself decides in its place, so that no line states another activation, seed
// or end than it was trained with.
Json trained_configuration(const Trial& trial) {
  Json configuration = json_or_text(trial.configuration);
  if (!configuration.is_object() || !configuration.value("config", Json()).is_object()) {
    return configuration;
  }
  Json& config = configuration["config"];
  // Where it says nothing else, its own seed draws the data.
  if (config.value("data_seed", Json()).is_null())
    config["data_seed"] = config.value("seed", Json(0));
  config["activation"] = trial.formula;
  config["seed"] = trial.seed;
  config["max_steps"] = trial.budget;
  config["epochs"] = nullptr;
  return configuration;
}

Json trial_object(const Study& study, const Trial& trial, const std::vector<Metric>& metrics) {
  Json object = {{"trial", trial.number},
                 {"formula", trial.formula},
                 {"canonical_hash", readable_hash(study, trial)},
                 {"configuration", trained_configuration(trial)},
                 {"seed", trial.seed},
                 {"budget", trial.budget},
                 {"rung", trial.rung},
                 {"priority", trial.priority},
                 {"state", to_text(trial.state)},
                 {"outcome", trial.outcome ? Json(to_text(*trial.outcome)) : Json()},
                 {"reward", or_null(trial.reward)},
                 {"error", trial.error},
                 {"attempt", trial.attempt},
                 {"step", trial.step},
                 {"worker", trial.worker},
                 {"checkpoint", trial.checkpoint},
                 {"created", trial.created},
                 {"started", or_null(trial.started)},
                 {"finished", or_null(trial.finished)},
                 {"metrics", Json::array()}};
  for (const Metric& metric : metrics) {
    object["metrics"].push_back(
        {{"step", metric.step}, {"name", metric.name}, {"value", finite_or_null(metric.value)}});
  }
  return object;
}

// What workers and searchers wrote may hold bytes that are no UTF-8: they are replaced.
void write_line(std::ostream& output, const Json& object) {
  output << object.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  if (!output) throw Error("[export] writing failed: is the disk full?");
}

}  // namespace

void export_study(TrialStore& store, const Study& study, std::ostream& output) {
  const std::vector<Trial> trials = store.trials(study.id);
  write_line(output, {{"study", study.name},
                      {"kind", study.kind},
                      {"configuration", json_or_text(study_configuration({study, trials, {}}))},
                      {"created", study.created}});
  for (const Trial& trial : trials) {
    write_line(output, trial_object(study, trial, store.metrics(trial.id)));
  }
  for (const ControllerState& state : store.controller_history(study.id)) {
    write_line(output, {{"update", state.update},
                        {"consumed", state.consumed},
                        {"baseline", finite_or_null(state.baseline)},
                        {"report", json_or_text(state.report)}});
  }
  for (const AnsweredProposal& proposal : store.proposals(study.id)) {
    write_line(output, {{"proposal", proposal.number},
                        {"tokens", proposal.tokens},
                        {"trial", proposal.trial.number}});
  }
}

}  // namespace actlab::studies

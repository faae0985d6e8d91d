#include "examples/search_flags.h"

#include "core/base/error.h"
#include "core/base/suggest.h"

namespace actlab {
namespace {

// What of training::Config belongs to a child; the rest is said by the search.
const std::vector<std::string> kChildFields = {
    "data",        "validation",   "augment",          "model",     "shortcut",
    "init-scheme", "batch-size",   "optimizer",        "lr",        "momentum",
    "nesterov",    "weight-decay", "decay-activation", "alpha",     "epsilon",
    "clip-norm",   "schedule",     "label-smoothing",  "lr-factor", "lr-steps"};

SearchPreset smoke() {
  SearchPreset preset;
  search::SearchPlan& plan = preset.plan;
  plan.space.units = 1;
  plan.space.unary = {"identity", "square", "sin", "tanh", "sigmoid", "erf", "max0"};
  plan.space.binary = {"add", "multiply", "max", "min"};
  plan.searcher = "evolution";
  plan.options.settings = R"({"population": 12, "sample": 4})";
  plan.options.ahead = 3;
  plan.trials = 40;
  plan.child.config.data = "shapes";
  plan.child.config.model = "resnet8";
  plan.child.config.batch_size = 32;
  plan.child.config.validation = 1000;
  plan.rungs.budgets = {150};
  preset.confirm = 4;
  return preset;
}

SearchPreset laptop() {
  SearchPreset preset;
  search::SearchPlan& plan = preset.plan;
  plan.space.units = 1;
  plan.searcher = "evolution";
  plan.options.settings = R"({"population": 50, "sample": 12})";
  plan.options.ahead = 8;
  plan.trials = 500;
  plan.child.config.data = "cifar10";
  plan.child.config.model = "resnet8";
  plan.child.config.batch_size = 64;
  plan.child.config.validation = 5000;
  plan.rungs.budgets = {500, 2000, 10000};
  plan.child.hopeless_step = 250;
  preset.confirm = 5;
  preset.confirm_seeds = 3;
  return preset;
}

SearchPreset paper() {
  SearchPreset preset;
  search::SearchPlan& plan = preset.plan;
  plan.space.units = 2;
  plan.searcher = "rnn";
  plan.options.ahead = 32;
  plan.trials = 10000;
  plan.child.config.data = "cifar10";
  plan.child.config.model = "resnet20";
  plan.child.config.validation = 5000;
  plan.rungs.budgets = {10000};
  plan.child.hopeless_step = 1000;
  preset.confirm = 10;
  return preset;
}

template <class Value, class Field>
void set(const std::optional<Value>& given, Field& field) {
  if (given) field = *given;
}

}  // namespace

SearchPreset search_preset(const std::string& name) {
  if (name == "smoke") return smoke();
  if (name == "laptop") return laptop();
  if (name == "paper") return paper();
  throw UsageError(text("[search] unknown preset \"", name, "\"; there are smoke, laptop and paper",
                        did_you_mean(name, {"smoke", "laptop", "paper"})));
}

SearchFlags::SearchFlags(CLI::App& app) : child_(app, kChildFields) {
  const auto list = [](CLI::Option* option) { option->delimiter(',')->expected(1, 100); };
  app.add_option("--searcher", searcher_,
                 "exhaustive, random, evolution or rnn; surrogate+NAME screens by a surrogate");
  app.add_option("--settings", settings_, "of the searcher, as JSON: '{\"population\": 50}'");
  app.add_option("--units", units_, "core units a formula is composed of");
  list(app.add_option("--unary", unary_, "names of unary functions; all: the paper's 25"));
  list(app.add_option("--binary", binary_, "names of binary functions; all: the paper's 10"));
  app.add_option("--wiring", wiring_, "chain or any: where the inputs of later units come from");
  app.add_option("--trials", trials_, "candidates to propose; more of them continues a search");
  app.add_option("--batch", batch_, "rewards that are learned from at once; 0: the searcher's own");
  app.add_option("--ahead", ahead_, "candidates proposed ahead of the rewards");
  app.add_option("--seed", seed_, "of the searcher");
  app.add_option("--child-seed", child_seed_, "of every child's training");
  list(app.add_option("--steps", steps_, "of a child; N,N,N: rungs of successive halving"));
  app.add_option("--promote-one-in", promote_one_in_, "of a rung's children to the next");
  app.add_option("--hopeless-step", hopeless_step_, "children are looked at there; 0: never");
  app.add_option("--hopeless-accuracy", hopeless_accuracy_, "who has no more is stopped");
}

void SearchFlags::apply(search::SearchPlan& plan) const {
  const auto all = [](std::optional<std::vector<std::string>> names) {
    if (names && *names == std::vector<std::string>{"all"}) names->clear();
    return names;
  };
  if (searcher_ && *searcher_ != plan.searcher) plan.options.settings.clear();
  set(searcher_, plan.searcher);
  set(settings_, plan.options.settings);
  set(units_, plan.space.units);
  set(all(unary_), plan.space.unary);
  set(all(binary_), plan.space.binary);
  if (wiring_) plan.space.wiring = search::parse_wiring(*wiring_);
  set(trials_, plan.trials);
  set(batch_, plan.options.batch);
  set(ahead_, plan.options.ahead);
  set(seed_, plan.options.seed);
  set(child_seed_, plan.child_seed);
  set(steps_, plan.rungs.budgets);
  set(promote_one_in_, plan.rungs.divisor);
  set(hopeless_step_, plan.child.hopeless_step);
  set(hopeless_accuracy_, plan.child.hopeless_accuracy);
  child_.apply(plan.child.config);
}

}  // namespace actlab

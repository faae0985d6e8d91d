#include "examples/search_flags.h"

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/suggest.h>
#include <actlab/search/searcher.h>
#include <actlab/studies/running/trial_settings.h>
#include <actlab/tasks/image_classification_config.h>
#include <actlab/training/run_folder.h>

namespace actlab {
namespace {

// What decides a child but for what the search says itself.
std::vector<std::string> settings_of_child(const training::Config& child) {
  std::vector<std::string> names = training::setting_names(child);
  std::erase_if(names, [](const std::string& name) {
    return !studies::decides_a_trial(name) || name == "activation" || name == "evaluate";
  });
  return names;
}

SearchPreset smoke() {
  tasks::ImageClassificationConfig child;
  child.data = "shapes";
  child.model = "resnet8";
  child.batch_size = 32;
  child.optimizer = "adam";  // with SGD the shapes need ten times the steps
  child.lr = 0.003;
  child.augment = false;
  child.validation = 1000;
  SearchPreset preset(child);
  search::SearchPlan& plan = preset.plan;
  plan.space.units = 1;
  plan.space.unary = {"identity", "square", "sin", "tanh", "sigmoid", "erf", "max0"};
  plan.space.binary = {"add", "multiply", "max", "min"};
  plan.searcher = "evolution";
  plan.options.settings = R"({"preset": "paper", "population": 8, "sample": 3})";
  plan.options.ahead = 3;
  plan.trials = 16;
  plan.rungs.budgets = {1200};  // with 600 the shapes are hardly learned, and luck decides
  preset.confirm = 3;
  preset.confirm_seeds = 3;
  return preset;
}

SearchPreset laptop() {
  tasks::ImageClassificationConfig child;
  child.data = "cifar10";
  child.model = "resnet8";
  child.batch_size = 64;
  child.validation = 5000;
  SearchPreset preset(child);
  search::SearchPlan& plan = preset.plan;
  plan.space.units = 1;
  plan.searcher = "evolution";
  plan.options.ahead = 8;
  plan.trials = 500;
  plan.rungs.budgets = {500, 2000, 10000};
  plan.child.hopeless_step = 250;
  preset.confirm = 5;
  preset.confirm_seeds = 3;
  return preset;
}

SearchPreset paper() {
  tasks::ImageClassificationConfig child;
  child.data = "cifar10";
  child.model = "resnet20";
  child.validation = 5000;
  SearchPreset preset(child);
  search::SearchPlan& plan = preset.plan;
  plan.space.units = 2;
  plan.searcher = "rnn";
  plan.options.settings = R"({"preset": "paper"})";
  plan.options.ahead = 32;
  plan.trials = 10000;
  plan.rungs.budgets = {10000};
  plan.child.hopeless_step = 1000;
  preset.confirm = 10;
  return preset;
}

struct PresetRow {
  const char* name;
  const char* help;
  SearchPreset (*make)();
};

constexpr PresetRow kPresets[] = {{"smoke", "minutes, generated shapes", smoke},
                                  {"laptop", "a night, CIFAR-10", laptop},
                                  {"paper", "as 1710.05941 has it", paper}};

template <class Value, class Field>
void set(const std::optional<Value>& given, Field& field) {
  if (given) field = *given;
}

template <class Value>
std::string some_or_all(const std::vector<Value>& values) {
  return values.empty() ? "all" : joined(values, ",");
}

std::string settings_text(const search::SearchPlan& plan) {
  return plan.options.settings.empty() ? "" : text(" --settings '", plan.options.settings, "'");
}

std::string preset_text(const PresetRow& row) {
  const SearchPreset preset = row.make();
  const search::SearchPlan& plan = preset.plan;
  const training::Config& child = *plan.child.config;
  const auto words = [&](const char* setting) { return training::field_text(child, setting); };
  return text("  ", row.name, ": --searcher ", plan.searcher, settings_text(plan), " --units ",
              plan.space.units, " --unary all --binary all\n    --trials ", plan.trials,
              " --ahead ", plan.options.ahead, " --steps ", some_or_all(plan.rungs.budgets),
              " --data ", words("data"), " --model ", words("model"), " --batch-size ",
              child.batch_size, "\n    --optimizer ", child.optimizer, " --lr ",
              training::learning_rate(child), " --augment ", words("augment"), " --validation ",
              child.validation, " --hopeless-step ", plan.child.hopeless_step, "\n    --confirm ",
              preset.confirm, " --confirm-seeds ", preset.confirm_seeds, "\n");
}

}  // namespace

SearchPreset search_preset(const std::string& name) {
  std::vector<std::string> names;
  for (const PresetRow& row : kPresets) {
    if (name == row.name) return row.make();
    names.emplace_back(row.name);
  }
  throw UsageError(text("[search] unknown preset \"", name, "\"; there are ", joined(names, ", "),
                        did_you_mean(name, names)));
}

std::string search_preset_list() {
  return joined(kPresets, ", ",
                [](const PresetRow& row) { return text(row.name, " (", row.help, ")"); });
}

SearchFlags::SearchFlags(CLI::App& app)
    : child_(app, settings_of_child(*smoke().plan.child.config), *smoke().plan.child.config) {
  const search::SearchPlan plan = smoke().plan;
  const auto add = [&](const char* name, auto& value, const std::string& usual, const char* help) {
    return app.add_option(name, value, help)->default_str(usual);
  };
  const auto add_list = [&](const char* name, auto& values, const auto& usual, const char* help) {
    return add(name, values, some_or_all(usual), help)->delimiter(',')->expected(1, 100);
  };
  add("--searcher", searcher_, plan.searcher, search::searcher_list().c_str());
  add("--settings", settings_, plan.options.settings, "of the searcher, as JSON");
  add("--units", units_, text(plan.space.units), "core units a formula is composed of");
  add_list("--unary", unary_, plan.space.unary, "names; all: the paper's 25");
  add_list("--binary", binary_, plan.space.binary, "names; all: the paper's 10");
  add("--wiring", wiring_, search::to_text(plan.space.wiring),
      "chain or any: where the inputs of later units come from");
  add("--trials", trials_, text(plan.trials),
      "candidates to propose; more of them than before continue a search");
  add("--batch", batch_, text(plan.options.batch),
      "rewards that are learned from at once; 0: the searcher's own");
  add("--ahead", ahead_, text(plan.options.ahead), "candidates proposed ahead of the rewards");
  add("--seed", seed_, text(plan.options.seed), "of the searcher");
  add("--child-seed", child_seed_, text(plan.child_seed), "of every child's training");
  add_list("--steps", steps_, plan.rungs.budgets, "of a child; N,N,N: rungs of successive halving");
  add("--promote-one-in", promote_one_in_, text(plan.rungs.divisor),
      "of a rung's children to the next");
  add("--hopeless-step", hopeless_step_, text(plan.child.hopeless_step),
      "children are looked at there; 0: never");
  add("--hopeless-accuracy", hopeless_accuracy_, text(plan.child.hopeless_accuracy),
      "who has no more is stopped");
  add("--refuse-hopeless", refuse_hopeless_, "off",
      "on: no training where the first gradients would vanish or explode");
  std::string others;
  for (const PresetRow& row : kPresets) {
    if (row.make != smoke) others += preset_text(row);
  }
  app.footer("Defaults are those of the preset smoke. The others:\n" + others);
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
  if (seed_) plan.options.seed = static_cast<std::uint64_t>(search::require_seed("seed", *seed_));
  set(child_seed_, plan.child_seed);
  set(steps_, plan.rungs.budgets);
  set(promote_one_in_, plan.rungs.divisor);
  set(hopeless_step_, plan.child.hopeless_step);
  set(hopeless_accuracy_, plan.child.hopeless_accuracy);
  set(refuse_hopeless_, plan.refuse_hopeless);
  const std::string data = training::field_text(*plan.child.config, "data");
  child_.apply(*plan.child.config);
  // A search that already has the path as it was typed goes on with it.
  if (training::field_text(*plan.child.config, "data") != data) {
    training::make_data_path_absolute(*plan.child.config);
  }
}

}  // namespace actlab

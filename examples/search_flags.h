// The flags of ./run search that say what a search is, and the presets that they change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <actlab/search/plan.h>
#include "examples/command_line.h"
#include "examples/config_flags.h"

namespace actlab {

// A search that fits a purpose:
//   smoke   some minutes: one unit of few functions, resnet8 on generated shapes
//   laptop  a night: one unit of all functions, resnet8 on CIFAR-10 on rungs
//   paper   two units, ResNet-20 on CIFAR-10 for 10,000 steps, as 1710.05941 has it
// and how many of its best are confirmed on how many seeds.
struct SearchPreset {
  explicit SearchPreset(const training::Config& child) : plan(child) {}

  search::SearchPlan plan;
  std::int64_t confirm = 0;
  std::int64_t confirm_seeds = 5;
};
// A row of a table each. Throws UsageError for an unknown name, with the nearest known one.
SearchPreset search_preset(const std::string& name);

std::string search_preset_list();  // with what each is for

class SearchFlags {
 public:
  explicit SearchFlags(CLI::App& app);

  // Sets what was given.
  void apply(search::SearchPlan& plan) const;

 private:
  std::optional<std::string> searcher_, settings_, wiring_;
  std::optional<int> units_;
  std::optional<std::vector<std::string>> unary_, binary_;
  std::optional<std::int64_t> trials_, batch_, ahead_, seed_, child_seed_;
  std::optional<std::int64_t> promote_one_in_, hopeless_step_;
  std::optional<double> hopeless_accuracy_;
  std::optional<bool> refuse_hopeless_;
  std::optional<std::vector<std::int64_t>> steps_;
  ConfigFlags child_;
};

}  // namespace actlab

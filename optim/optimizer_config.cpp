#include <actlab/optim/optimizer_config.h>

#include <sstream>
#include <utility>

#include <actlab/core/base/joined.h>
#include <actlab/core/base/setting_checks.h>
#include <actlab/optim/table.h>

namespace actlab::optim {
namespace {

// "sgd: stochastic gradient descent; adam: ..."
std::string optimizer_help() {
  return joined(optimizers(), "; ",
                [](const OptimizerRow& row) { return text(row.name, ": ", row.help); });
}

// "sgd 0.1, adam 0.001": what is usual for each.
std::string usual_text(double OptimizerRow::*value) {
  return joined(optimizers(), ", ",
                [=](const OptimizerRow& row) { return text(row.name, " ", row.*value); });
}

}  // namespace

Settings settings(OptimizerConfig& c) {
  const OnResume free = OnResume::free;
  Settings all = {{"optimizer", &c.optimizer, OnResume::fixed, optimizer_help()},
                  {"lr", &c.lr, free, "learning rate; default: " + usual_text(&OptimizerRow::lr)},
                  {"weight-decay", &c.weight_decay, free,
                   "default: " + usual_text(&OptimizerRow::weight_decay)},
                  {"without-decay", &c.without_decay, free,
                   "groups without weight decay: none, or some of " + joined(group::names(), ",")},
                  {"clip-norm", &c.clip_norm, free, "longest gradient; 0: not clipped"},
                  {"average-decay", &c.average_decay, OnResume::fixed,
                   "the network is judged by a moving average of its weights, 0.9999 as for "
                   "ImageNet; 0: by its "
                   "weights"}};
  std::vector<RowOfTable> rows;
  for (const OptimizerRow& row : optimizers()) {
    rows.push_back({row.name, row.settings, row.name == c.optimizer});
  }
  for (Setting& setting : settings_of(rows, c.of_optimizer, free)) {
    all.push_back(std::move(setting));
  }
  return all;
}

void check(const OptimizerConfig& config) {
  require_range("lr", learning_rate(config), 0.0, 1e6);
  require_range("weight-decay", weight_decay(config), 0.0, 1e3);
  require_range("clip-norm", config.clip_norm, 0.0, 1e30);
  require_range("average-decay", config.average_decay, 0.0, 0.99999999);
  for (const std::string& name : groups_without_decay(config)) {
    if (name == "none") {
      throw UsageError(
          text("[config] --without-decay: none stands alone, got ", config.without_decay));
    }
    require_choice("without-decay", name, group::names());
  }
  make_optimizer(config, {});  // says what is wrong with its settings
}

double learning_rate(const OptimizerConfig& config) {
  return config.lr.value_or(find_optimizer(config.optimizer).lr);
}

double weight_decay(const OptimizerConfig& config) {
  return config.weight_decay.value_or(find_optimizer(config.optimizer).weight_decay);
}

std::vector<std::string> groups_without_decay(const OptimizerConfig& config) {
  std::vector<std::string> names;
  if (config.without_decay == "none") return names;
  std::istringstream list(config.without_decay);
  for (std::string name; std::getline(list, name, ',');) names.push_back(name);
  return names;
}

void fill_in(OptimizerConfig& config) {
  config.lr = learning_rate(config);
  config.weight_decay = weight_decay(config);
  config.of_optimizer.fill_in(find_optimizer(config.optimizer).settings);
}

std::unique_ptr<Optimizer> make_optimizer(const OptimizerConfig& config,
                                          std::vector<ParameterGroup> groups) {
  const OptimizerRow& row = find_optimizer(config.optimizer);
  return row.make(std::move(groups), config.of_optimizer.only(row.settings));
}

}  // namespace actlab::optim

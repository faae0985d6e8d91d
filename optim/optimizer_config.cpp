#include <actlab/optim/optimizer_config.h>

#include <utility>

#include <actlab/core/base/setting_checks.h>
#include <actlab/optim/table.h>

namespace actlab::optim {
namespace {

// "sgd: stochastic gradient descent; adam: ..."
std::string optimizer_help() {
  std::string list;
  for (const OptimizerRow& row : optimizers()) {
    list += text(list.empty() ? "" : "; ", row.name, ": ", row.help);
  }
  return list;
}

// "sgd 0.1, adam 0.001": what is usual for each.
std::string usual_text(double OptimizerRow::*value) {
  std::string list;
  for (const OptimizerRow& row : optimizers()) {
    list += text(list.empty() ? "" : ", ", row.name, " ", row.*value);
  }
  return list;
}

}  // namespace

Settings settings(OptimizerConfig& c) {
  constexpr OnResume free = OnResume::free;
  Settings all = {
      {"optimizer", &c.optimizer, OnResume::fixed, optimizer_help()},
      {"lr", &c.lr, free, "learning rate; default: " + usual_text(&OptimizerRow::lr)},
      {"weight-decay", &c.weight_decay, free,
       "default: " + usual_text(&OptimizerRow::weight_decay)},
      {"decay-activation", &c.decay_activation, free, "activation parameters decay as well"},
      {"clip-norm", &c.clip_norm, free, "longest gradient; 0: not clipped"}};
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
  make_optimizer(config, {});  // says what is wrong with its settings
}

double learning_rate(const OptimizerConfig& config) {
  return config.lr.value_or(find_optimizer(config.optimizer).lr);
}

double weight_decay(const OptimizerConfig& config) {
  return config.weight_decay.value_or(find_optimizer(config.optimizer).weight_decay);
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

#include <actlab/optim/table.h>

#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/core/tensor/autograd.h>
#include <actlab/optim/adam.h>
#include <actlab/optim/optimizer_config.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::optim;
using test::contains;
using test::usage_error_text;

namespace {

// A parameter after two steps of an optimizer.
float stepped(const std::string& name, const GivenSettings& given) {
  Tensor p = Tensor::ones({1});
  p.set_requires_gradient(true);
  const auto optimizer = make_optimizer(name, {{"all", {{"p", p}}}}, given);
  for (const float gradient : {1.0f, -0.25f}) {
    p.clear_gradient();
    accumulate_gradient(p.slot(), Tensor::full({1}, gradient));
    optimizer->step(gradient > 0.0f ? 0.1 : 0.05);
  }
  return p.item();
}

// Another value that the setting may have.
SettingValue other_value(const RowSetting& setting) {
  if (const auto* on = std::get_if<bool>(&setting.usual)) return !*on;
  return std::get<double>(setting.usual) == 0.5 ? 0.25 : 0.5;
}

std::string refusal(const std::string& name, const GivenSettings& given) {
  return usage_error_text([&] { make_optimizer(name, {}, given); });
}

const Setting& find(const Settings& all, const std::string& name) {
  return *std::ranges::find(all, name, &Setting::name);
}

}  // namespace

TEST_CASE("optimizers: every setting of every row reaches the updates") {
  for (const OptimizerRow& row : optimizers()) {
    for (const RowSetting& setting : row.settings) {
      GivenSettings given;
      const SettingField place = given.field(setting);
      const SettingValue value = other_value(setting);
      if (const auto* on = std::get_if<bool>(&value)) *std::get<std::optional<bool>*>(place) = *on;
      if (const auto* x = std::get_if<double>(&value)) {
        *std::get<std::optional<double>*>(place) = *x;
      }
      CHECK_MESSAGE(stepped(row.name, given) != stepped(row.name, {}), row.name, " ", setting.name);
    }
  }
}

TEST_CASE("optimizers: the defaults of a row are those of its options") {
  CHECK(std::get<double>(find_optimizer("adam").settings[1].usual) == AdamOptions{}.beta2);
  CHECK(stepped("adam", {}) == stepped("adam", {{"beta1", 0.9}, {"beta2", 0.999}}));
  CHECK(stepped("rmsprop-tf", {}) == stepped("rmsprop", {{"epsilon", 1},
                                                         {"epsilon-inside", true},
                                                         {"square-start", 1.0},
                                                         {"rate-inside", true}}));
}

TEST_CASE("optimizers: what a row does not have, or not in that range, is refused") {
  CHECK(contains(refusal("adamm", {}), "--optimizer: unknown value \"adamm\"; there are sgd, "));
  CHECK(contains(refusal("adamm", {}), "did you mean 'adam'?"));
  CHECK(contains(refusal("adam", {{"beta", 0.5}}),
                 "adam has no setting \"beta\"; the settings of adam: --beta1, --beta2, --epsilon; "
                 "did you mean 'beta1'?"));
  CHECK(contains(refusal("adam", {{"beta1", 1.0}}), "--beta1 must be from 0 to 0.999999, got 1"));
  CHECK(contains(refusal("adam", {{"beta2", 1.0}}), "--beta2 must be from 0 to 0.9999999, got 1"));
  CHECK(contains(refusal("adam", {{"beta1", true}}), "--beta1 needs a number"));
  CHECK(contains(refusal("sgd", {{"nesterov", 1}}), "--nesterov needs on or off"));
  CHECK(contains(refusal("sgd", {{"nesterov", true}, {"momentum", 0.0}}), "Nesterov needs"));
}

TEST_CASE("optimizers: a configuration says whose each setting is, and which has no effect") {
  OptimizerConfig config;
  config.optimizer = "adam";
  const Settings all = settings(config);
  CHECK(find(all, "epsilon").help ==
        "added to the root of the average of squares (rmsprop: 0.001; rmsprop-tf: 1; adam, adamw: "
        "1e-08)");
  CHECK(find(all, "beta1").idle.empty());
  CHECK(find(all, "momentum").idle ==
        "--momentum belongs to sgd, rmsprop, rmsprop-tf; the settings of adam: --beta1, --beta2, "
        "--epsilon");
  *std::get<std::optional<double>*>(find(all, "momentum").field) = 7.0;  // of nobody: no harm
  CHECK_NOTHROW(check(config));
  *std::get<std::optional<double>*>(find(all, "beta1").field) = 0.5;
  fill_in(config);
  CHECK(*config.lr == 0.001);
  CHECK(std::get<double>(*config.of_optimizer.find("beta1")) == 0.5);
  CHECK(std::get<double>(*config.of_optimizer.find("beta2")) == 0.999);
  CHECK(contains(find(all, "optimizer").help, "rmsprop-tf: in TensorFlow's form"));
  CHECK(contains(find(all, "lr").help, "sgd 0.1, rmsprop 0.001, rmsprop-tf 0.01"));
}

TEST_CASE("optimizers: rows that share a setting explain it alike, and no name stands twice") {
  std::map<std::string, std::string> help;
  for (const OptimizerRow& row : optimizers()) {
    CHECK(std::ranges::count(optimizers(), row.name, &OptimizerRow::name) == 1);
    for (const RowSetting& setting : row.settings) {
      CHECK(help.emplace(setting.name, setting.help).first->second == setting.help);
      CHECK(std::ranges::count(row.settings, setting.name, &RowSetting::name) == 1);
    }
  }
}

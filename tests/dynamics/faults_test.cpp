// Faults are planted, and must be named; healthy runs must not be accused.
#include <actlab/dynamics/faults.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <vector>

#include <actlab/dynamics/alerts.h>
#include <actlab/dynamics/findings.h>
#include <actlab/dynamics/words.h>
#include <actlab/tasks/points_classification.h>
#include "tests/dynamics/probed_run.h"
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::dynamics;
using namespace actlab::test;

namespace {

constexpr int kCases = 20;

struct Kept : SnapshotSink {
  Layout layout;
  std::vector<Snapshot> snapshots;
  void write(const Layout& of, const Snapshot& snapshot) override {
    layout = of;
    snapshots.push_back(snapshot);
  }
};

// Data, function and optimizer go through all combinations with the number of the case.
tasks::PointsConfig healthy_config(int number) {
  constexpr std::array kData = {"spirals", "moons", "circles", "checkerboard"};
  constexpr std::array kFunctions = {"relu", "swish", "tanh", "gelu", "elu", "sine", "mish"};
  const auto i = static_cast<std::size_t>(number);
  tasks::PointsConfig config;
  config.data = kData[i % kData.size()];
  config.activation = kFunctions[i % kFunctions.size()];
  config.of_model.set("batch-norm", i % 3 == 0 ? "on" : "off");
  config.optimizer = i % 2 == 0 ? "adam" : "sgd";
  config.lr = i % 2 == 0 ? 0.01 : i % 3 == 0 ? 0.1 : 0.5;  // what trains well
  config.seed = 100 + number;
  config.count = 600;
  config.max_steps = 60;
  config.probe = "every=10";
  config.probe_examples = 300;
  return config;
}

using Plant = std::function<void(layers::Module& model)>;

Kept probed(
    const tasks::PointsConfig& config, const Plant& plant = [](layers::Module&) {}) {
  tasks::PointsClassification task(config);
  plant(task.model());
  const auto optimizer = training::make_optimizer(config, task.model());
  training::Loop loop = training::make_loop(config, task, *optimizer);
  Kept kept;
  Probe probe(task, probe_options(config), [](const std::string&) {});
  probe.to(kept);
  loop.with(probe);
  error_of([&] { loop.run(); });  // a planted fault may end it
  return kept;
}

// Changes every value of one parameter.
Plant with(const std::string& parameter, const std::function<float(float)>& change) {
  return [=](layers::Module& model) {
    int found = 0;
    for (NamedParameter& p : model.parameters()) {
      if (p.name != parameter) continue;
      for (float& value : p.tensor.values()) value = change(value);
      ++found;
    }
    REQUIRE_MESSAGE(found == 1, parameter);
  };
}

std::string layer_of(int number) { return text("layers.", number % 3); }

std::string told(const std::vector<Finding>& all) {
  std::string result;
  for (const Finding& f : all) result += f.kind + " at " + f.site + ": " + f.sentence + "\n";
  return result;
}

bool names(const std::vector<Finding>& all, FaultKind kind, const std::string& layer) {
  return std::ranges::any_of(all, [&](const Finding& f) {
    return f.accuses && f.kind == fault_name(kind) && f.site.starts_with(layer);
  });
}

}  // namespace

TEST_CASE("findings: no healthy run is accused") {
  for (int i = 0; i < kCases; ++i) {
    const Kept kept = probed(healthy_config(i));
    REQUIRE(kept.snapshots.size() == 7);
    const std::vector<Finding> all = findings(kept.layout, kept.snapshots);
    CHECK_MESSAGE(std::ranges::none_of(all, &Finding::accuses), i, "\n", told(all));
    CHECK(all.size() <= kMostFindings);
    CHECK_FALSE(all.empty());
  }
}

// A first look has nothing to be compared with, and soon after it the loss may well stand still.
TEST_CASE("findings: no healthy run is accused where probing begins late") {
  for (int i = 0; i < kCases; ++i) {
    for (const char* steps : {"at=5", "at=5,60", "at=30,40,50,60", "at=1,2,3,4,60"}) {
      tasks::PointsConfig config = healthy_config(i);
      config.probe = steps;
      const Kept kept = probed(config);
      const std::vector<Finding> all = findings(kept.layout, kept.snapshots);
      CHECK_MESSAGE(std::ranges::none_of(all, &Finding::accuses), i, " ", steps, "\n", told(all));
    }
  }
}

TEST_CASE("findings: a dead layer is named") {
  constexpr std::array kFunctions = {"relu", "elu", "relu_squared", "swish"};
  for (int i = 0; i < kCases; ++i) {
    tasks::PointsConfig config = healthy_config(i);
    config.activation = kFunctions[static_cast<std::size_t>(i) % 4];
    config.of_model.set("batch-norm", i % 2 == 0 ? "on" : "off");
    const std::string bias = layer_of(i) + (i % 2 == 0 ? ".norm.bias" : ".linear.bias");
    const Kept kept = probed(config, with(bias, [](float) { return -1000.0f; }));
    const std::vector<Finding> all = findings(kept.layout, kept.snapshots);
    CHECK_MESSAGE(names(all, FaultKind::dead, layer_of(i)), i, "\n", told(all));
  }
}

TEST_CASE("findings: an exploding layer is named") {
  for (int i = 0; i < kCases; ++i) {
    tasks::PointsConfig config = healthy_config(i);
    config.of_model.set("batch-norm", "off");
    const Plant plant = with(layer_of(i) + ".linear.weight", [](float w) { return 100.0f * w; });
    const Kept kept = probed(config, plant);
    const std::vector<Finding> all = findings(kept.layout, kept.snapshots);
    CHECK_MESSAGE(names(all, FaultKind::exploding, layer_of(i)), i, "\n", told(all));
  }
}

TEST_CASE("findings: a rate ten times too high is named") {
  for (int i = 0; i < kCases; ++i) {
    tasks::PointsConfig config = healthy_config(i);
    config.lr = 10.0 * *config.lr;
    config.probe = "every=3";  // some diverge within ten steps
    const Kept kept = probed(config);
    const std::vector<Finding> all = findings(kept.layout, kept.snapshots);
    CHECK_MESSAGE(names(all, FaultKind::rate, ""), i, "\n", told(all));
  }
}

TEST_CASE("findings: a rate ten times too high is named where probing begins late") {
  for (int i = 0; i < kCases; ++i) {
    tasks::PointsConfig config = healthy_config(i);
    config.lr = 10.0 * *config.lr;
    config.probe = "at=1,2,3,4,5,6,8,10,15,20,30,40,50,60";
    const Kept kept = probed(config);
    const std::vector<Finding> all = findings(kept.layout, kept.snapshots);
    CHECK_MESSAGE(names(all, FaultKind::rate, ""), i, "\n", told(all));
  }
}

TEST_CASE("findings: a gradient that grows on its way back does not fade near the loss") {
  for (const char* function : {"1000*x", "1/x", "30*sin(x)", "swish"}) {
    tasks::PointsConfig config = healthy_config(1);
    config.activation = function;
    config.max_steps = 3;
    config.probe = "at=0";
    const Kept kept = probed(config);
    const std::vector<Finding> all = findings(kept.layout, kept.snapshots);
    CHECK_MESSAGE(!names(all, FaultKind::vanishing, ""), function, "\n", told(all));
    CHECK_MESSAGE(!contains(told(all), "its gradient is 1/"), function, "\n", told(all));
  }
  tasks::PointsConfig config = healthy_config(1);  // by 1/3000 a layer
  config.activation = "x/3000";
  const Kept kept = probed(config);
  const std::vector<Finding> all = findings(kept.layout, kept.snapshots);
  CHECK_MESSAGE(names(all, FaultKind::vanishing, "layers.0"), told(all));
}

TEST_CASE("findings: a scale of a normalisation that is off is named") {
  for (int i = 0; i < kCases; ++i) {
    tasks::PointsConfig config = healthy_config(i);
    config.of_model.set("batch-norm", "on");
    const float factor = i % 2 == 0 ? 0.01f : 100.0f;
    const Plant plant = with(layer_of(i) + ".norm.weight", [=](float s) { return factor * s; });
    const Kept kept = probed(config, plant);
    const std::vector<Finding> all = findings(kept.layout, kept.snapshots);
    CHECK_MESSAGE(names(all, FaultKind::scale, layer_of(i)), i, "\n", told(all));
  }
}

TEST_CASE("findings: a normalisation without scale is named unless the function can do without") {
  for (const char* name : {"swish", "tanh", "relu", "leaky_relu"}) {
    tasks::PointsConfig config = healthy_config(0);
    config.activation = name;
    config.of_model.set("batch-norm", "no-scale");
    const Kept kept = probed(config);
    const std::vector<Finding> all = findings(kept.layout, kept.snapshots);
    const bool needs_scale = name == std::string("swish") || name == std::string("tanh");
    CHECK_MESSAGE(names(all, FaultKind::scale, "layers.0.norm") == needs_scale, told(all));
    if (name != std::string("swish")) continue;
    CHECK(all.front().sentence ==
          "step 0: layers.0.norm and 2 more have no scale, and swish cannot make up for that: it "
          "is not homogeneous");
  }
}

TEST_CASE("findings: a saturated sigmoid is named") {
  for (int i = 0; i < kCases; ++i) {
    tasks::PointsConfig config = healthy_config(i);
    config.activation = "sigmoid";
    const std::string bias =
        layer_of(i) + (to_text(config.of_model.find("batch-norm").value()) == "on"
                           ? ".norm.bias"
                           : ".linear.bias");
    const float shift = i % 4 < 2 ? 20.0f : -20.0f;
    const Kept kept = probed(config, with(bias, [=](float) { return shift; }));
    const std::vector<Finding> all = findings(kept.layout, kept.snapshots);
    CHECK_MESSAGE(names(all, FaultKind::saturated, layer_of(i)), i, "\n", told(all));
  }
}

TEST_CASE("alerts: a fault is said when it appears, with its gradient, and once") {
  tasks::PointsConfig config = healthy_config(1);
  config.of_model.set("batch-norm", "on");
  config.activation = "sigmoid";
  const Kept kept = probed(config, with("layers.1.norm.bias", [](float) { return 12.0f; }));
  std::vector<std::string> said;
  Alerts alerts([&](const std::string& line) { said.push_back(line); });
  for (const Snapshot& snapshot : kept.snapshots) alerts.write(kept.layout, snapshot);
  REQUIRE_FALSE(said.empty());
  CHECK(said.front().starts_with("step 0: 100 % of layers.1.act is flat, 0 % would be usual; "));
  CHECK_MESSAGE(contains(said.front(), "its gradient is 1/"), said.front());
  CHECK(contains(said.front(), " of layers.2.act's"));
  std::ranges::sort(said);
  CHECK(std::ranges::adjacent_find(said) == said.end());
}

TEST_CASE("words: numbers as a person writes them") {
  CHECK(percent(0.412) == "41 %");
  CHECK(percent(0.0012) == "0.1 %");
  CHECK(percent(0.0) == "0 %");
  CHECK(fraction(1.0 / 30.0) == "1/30");
  CHECK(fraction(0.6) == "0.6");
  CHECK(short_number(0.04123) == "0.0412");
}

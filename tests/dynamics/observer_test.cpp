#include <actlab/dynamics/observer.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <actlab/core/formula/language/reference.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/look.h>
#include <actlab/layers/state.h>
#include <actlab/tasks/points_classification.h>
#include "tests/dynamics/direct.h"
#include "tests/support/error_text.h"
#include "tests/training/tiny_run.h"

using namespace actlab;
using namespace actlab::dynamics;
using namespace actlab::test;

namespace {

constexpr const char* kSwish = "x * sigmoid(beta * x) where beta = 1";

tasks::ImageClassification tiny_task() {
  return {tiny_config("sgd"), tiny_data(), tiny_model(kSwish)};
}

// All that a look is made of, kept whole.
struct Stored {
  std::map<std::string, std::vector<float>> z, entering, leaving;
  std::map<std::string, std::vector<std::vector<float>>> gradients;  // a slice each
  double loss = 0.0;
};

void append(std::vector<float>& to, const Tensor& values, float factor) {
  for (const float value : values.values()) to.push_back(factor * value);
}

Stored stored(training::Task& task, const Observer& observer) {
  Stored all;
  const layers::Look look(task.model());
  const layers::Watch watch(task.model(), [&](const layers::Seen& seen) {
    const std::string name(seen.name);
    append(all.z[name], seen.input.tensor(), 1.0f);
    const auto keep = [&all, name](auto member) {
      return [&all, name, member](const Tensor& g) { append((all.*member)[name], g, 4.0f); };
    };
    seen.output.watch_gradient(keep(&Stored::entering));
    if (seen.input.requires_gradient()) seen.input.watch_gradient(keep(&Stored::leaving));
  });
  for (const auto& slice : observer.slices()) {
    const training::Outcome outcome = task.forward_items(training::Part::train, slice);
    all.loss += static_cast<double>(outcome.loss.item());
    backward(outcome.loss);
    for (const NamedParameter& p : task.model().parameters()) {
      append(all.gradients[p.name].emplace_back(), p.tensor.gradient(), 1.0f);
    }
    task.model().clear_gradients();
  }
  all.loss /= static_cast<double>(observer.slices().size());
  return all;
}

}  // namespace

TEST_CASE("Observer: statistics of an activation are those of its stored values") {
  tasks::ImageClassification task = tiny_task();
  Observer observer(task, {.examples = 30, .batch_size = 4});
  const Snapshot snapshot = observer.look(0);
  const Stored all = stored(task, observer);
  CHECK(agrees(snapshot.loss, all.loss));
  const ActivationLook& a = find_site(snapshot, "2")->activation.value();
  const std::vector<float>& z = all.z.at("2");
  REQUIRE(z.size() == 28 * 64 * 8);
  CHECK(std::abs(a.z_mean - direct_mean(z)) < 1e-6);
  CHECK(agrees(a.z_deviation, direct_deviation(z)));
  CHECK(a.z == direct_histogram(Scale::value, z));
  const formula::FormulaPointer f = formula::compile(kSwish);
  std::vector<double> y, slope;
  for (const float value : z) {
    y.push_back(formula::evaluate(f->value, static_cast<double>(value)));
    slope.push_back(formula::evaluate(f->derivative, static_cast<double>(value)));
  }
  CHECK(agrees(a.y_mean, direct_mean(y)));
  CHECK(agrees(a.y_square, direct_mean_square(y)));
  CHECK(agrees(a.slope_square, direct_mean_square(slope)));
  const auto flat =
      std::ranges::count_if(slope, [](double s) { return std::abs(s) < 1e-3 * 1.0998393194; });
  CHECK(agrees(a.flat, static_cast<double>(flat) / static_cast<double>(z.size())));
  CHECK(a.gradient == direct_histogram(Scale::gradient, all.entering.at("2")));
}

TEST_CASE("Observer: gradients of sites and parameters are those of stored ones") {
  tasks::ImageClassification task = tiny_task();
  Observer observer(task, {.examples = 32, .batch_size = 3});
  const Snapshot snapshot = observer.look(0);
  CHECK(observer.layout().slices == 10);
  const Stored all = stored(task, observer);
  for (const SiteLook& site : snapshot.sites) {
    const double scale = 3.0 / 4.0;  // slices of three, stored times four
    CHECK(agrees(site.entering, scale * std::sqrt(direct_mean_square(all.entering.at(site.name)))));
    if (site.name == "0") continue;  // reads the images
    CHECK(agrees(site.leaving, scale * std::sqrt(direct_mean_square(all.leaving.at(site.name)))));
  }
  for (const ParameterLook& p : snapshot.parameters) {
    const auto& slices = all.gradients.at(p.name);
    std::vector<double> means;
    double noise = 0.0;
    for (std::size_t i = 0; i < slices.front().size(); ++i) {
      std::vector<double> values;
      for (const auto& slice : slices) values.push_back(static_cast<double>(slice[i]));
      means.push_back(direct_mean(values));
      noise += std::pow(direct_deviation(values), 2) * 10.0 / 9.0;
    }
    const double square = direct_mean_square(means);
    CHECK(agrees(p.gradient, std::sqrt(square)));
    const double signal = square * static_cast<double>(means.size());
    CHECK(std::abs(p.signal_over_noise / std::sqrt(signal / noise) - 1.0) < 1e-5);
  }
}

TEST_CASE("Observer: sites are named, ordered and described") {
  tasks::ImageClassification task = tiny_task();
  Observer observer(task, {.examples = 12, .batch_size = 4});
  observer.look(0);
  const Layout& layout = observer.layout();
  CHECK(layout.examples == 12);
  CHECK(layout.task == "images");
  REQUIRE(layout.sites.size() == 6);
  const std::vector<SiteKind> kinds = {SiteKind::weights,    SiteKind::normalisation,
                                       SiteKind::activation, SiteKind::other,
                                       SiteKind::other,      SiteKind::weights};
  for (std::size_t i = 0; i < kinds.size(); ++i) CHECK(layout.sites[i].kind == kinds[i]);
  CHECK(layout.sites[2].units == 8);
  CHECK(layout.sites[2].places == 64);
  CHECK(layout.sites[2].formula == 0);
  CHECK(layout.formulas.at(0).slope_square == doctest::Approx(0.379483));
  CHECK(layout.parameters.at(3).name == "2.beta");
  CHECK(layout.parameters.at(3).site == "2");
}

TEST_CASE("Observer: a look leaves no trace") {
  tasks::ImageClassification task = tiny_task();
  const layers::State before = layers::state(task.model());
  task.next();
  const float expected = task.forward().loss.item();
  layers::load_state(task.model(), before, "the start");
  Observer observer(task, {.examples = 12, .batch_size = 4});
  observer.look(0);
  for (const auto& entry : layers::state(task.model())) {
    const Tensor& was = before.at(entry.first);
    CHECK_MESSAGE(std::ranges::equal(entry.second.values(), was.values()), entry.first);
  }
  for (const NamedParameter& p : task.model().parameters()) {
    CHECK_FALSE(p.tensor.gradient().defined());
  }
  CHECK(task.position() == datasets::Position{0, 1});
  CHECK(task.forward().loss.item() == expected);
}

TEST_CASE("Observer: some layers alone; one that does not exist is refused with the nearest") {
  tasks::ImageClassification task = tiny_task();
  Observer observer(task, {.only = {"2"}, .examples = 12, .batch_size = 4});
  const Snapshot snapshot = observer.look(0);
  REQUIRE(snapshot.sites.size() == 1);
  CHECK(snapshot.sites[0].name == "2");
  REQUIRE(snapshot.parameters.size() == 1);
  CHECK(snapshot.parameters[0].values.size() == 8);
  tasks::PointsConfig config;
  tasks::PointsClassification points(config);
  CHECK(usage_error_text([&] { Observer(points, {.only = {"layers.1.akt"}}); }) ==
        "[dynamics] there is no layer \"layers.1.akt\" to look at; did you mean 'layers.1.act'?");
}

TEST_CASE("Observer: units that die and come back are counted between looks") {
  tasks::ImageClassificationConfig config = tiny_config("sgd");
  tasks::ImageClassification task(config, tiny_data(), tiny_model("relu"));
  Observer observer(task, {.examples = 12, .batch_size = 4});
  const auto shift_first = [&](std::size_t units, float by) {
    for (NamedParameter& p : task.model().parameters()) {
      if (p.name == "1.bias") std::fill_n(p.tensor.data(), units, by);
    }
  };
  const auto look = [&](bool remember) {
    const ActivationLook a = *find_site(observer.look(0, remember), "2")->activation;
    return std::array{a.dead, a.died, a.revived};
  };
  CHECK(look(true) == std::array<std::int64_t, 3>{0, 0, 0});
  shift_first(3, -1000.0f);
  CHECK(look(false) == std::array<std::int64_t, 3>{3, 3, 0});
  CHECK(look(true) == std::array<std::int64_t, 3>{3, 3, 0});  // the one before was not remembered
  CHECK(look(true) == std::array<std::int64_t, 3>{3, 0, 0});
  shift_first(2, 0.0f);
  CHECK(look(true) == std::array<std::int64_t, 3>{1, 0, 2});
}

// Figures 6 and 7 from records whose numbers are known.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include <actlab/dynamics/report/parameter_figure.h>
#include <actlab/dynamics/report/pre_activation_figure.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::dynamics;
using actlab::test::contains;
using actlab::test::error_of;

namespace {

SiteLook activation_look(const std::string& name, std::vector<std::int64_t> counts, double bump) {
  SiteLook look{.name = name};
  look.activation.emplace();
  look.activation->z = {static_cast<std::int64_t>(bin_of(Scale::value, -0.25f)), std::move(counts)};
  look.activation->bump = bump;
  return look;
}

// Layers of one and of three units; z lies in [-0.25, 0) and [0, 0.25) alone.
Recording two_layers() {
  Recording recording;
  recording.layout.description = {{"model", "net"}, {"activation", "swish1"}};
  recording.layout.sites = {{"layer1.a", SiteKind::activation, "swish1", 1, 1},
                            {"layer1.c", SiteKind::weights, "Linear", 9, 1},
                            {"layer2.b", SiteKind::activation, "swish1", 3, 1}};
  for (const std::int64_t step : {0, 50}) {
    const std::int64_t more = step / 50;
    recording.snapshots.push_back({.step = step, .loss = 1.0});
    recording.snapshots.back().sites = {
        activation_look("layer1.a", {2, 2}, 0.5),
        {.name = "layer1.c"},
        activation_look("layer2.b", {1 + 2 * more, 3 - 2 * more}, 0.25 + 0.5 * double(more))};
  }
  return recording;
}

Recording trained(double start, const std::vector<float>& values) {
  Recording recording;
  recording.layout.formulas = {{"swish", "x * sigmoid(beta * x)", {{"beta", start, true}}}};
  recording.layout.parameters = {{"act.beta", "act", "activations", {4}},
                                 {"bn.beta", "bn", "norms", {1}}};
  for (const bool end : {false, true}) {
    Snapshot snapshot{.step = end ? 10 : 0};
    ParameterLook look{.name = "act.beta"};
    look.values = end ? values : std::vector<float>(4, static_cast<float>(start));
    ParameterLook other{.name = "bn.beta"};
    other.values = {100.0f};
    snapshot.parameters = {look, other};
    recording.snapshots.push_back(snapshot);
  }
  return recording;
}

}  // namespace

TEST_CASE("figure 6: layers are pooled by their units, and the bump is said") {
  const Recording recording = two_layers();
  const PooledPreActivations end = pooled(recording.layout, recording.snapshots.back());
  const std::size_t below = bin_of(Scale::value, -0.25f);
  CHECK(end.shares[below] == doctest::Approx((0.5 + 3 * 0.75) / 4));
  CHECK(end.shares[below + 1] == doctest::Approx((0.5 + 3 * 0.25) / 4));
  CHECK(end.bump == doctest::Approx((0.5 + 3 * 0.75) / 4));
  const ToldFigure told = pre_activation_figure(recording);
  CHECK(told.sentence ==
        "between -5 and 0 lie 31.3 % of pre-activations at step 0 and 68.8 % at step 50 (N(0, 1): "
        "50 %); by layer then 50 % (layer1.a) to 75 % (layer2.b)");
  REQUIRE(told.figure.panels.size() == 4);
  const report::Series& drawn = told.figure.panels[0].series[1];
  CHECK(drawn.x[31] == -0.125);
  CHECK(drawn.y[31] == doctest::Approx(end.shares[below] / 0.25));
  CHECK(told.figure.panels[1].series[1].y == std::vector{50.0, 75.0});
  CHECK(told.figure.panels[2].series[1].label == "layer2");
}

TEST_CASE("figure 6: one look alone is no comparison") {
  Recording recording = two_layers();
  recording.snapshots.pop_back();
  CHECK(contains(error_of([&] { pre_activation_figure(recording); }), "--probe at=0,N"));
}

TEST_CASE("figure 7: the peak is told from the start, in bins of one width") {
  const std::vector<NamedRecording> runs = {{"a", trained(0.5, {0.5f, 0.5f, 0.5f, 0.9f})},
                                            {"b", trained(2.0, {1.5f, 1.5f, 1.5f, 2.0f})}};
  const ToldFigure told = parameter_figure(runs, "beta");
  CHECK(
      told.sentence ==
      "from 0.5: peak between 0.475 and 0.525, where it started; median 0.5, 90 % between 0.5 and "
      "0.84\nfrom 2: peak between 1.475 and 1.525, away from its start; median 1.5, 90 % between "
      "1.5 and 1.92");
  const report::Panel& values = told.figure.panels[0];
  CHECK(values.series[0].y[1] == 75.0);
  CHECK(values.series[2].x == std::vector{0.5, 0.5});
  CHECK(told.figure.panels[1].series[1].y == std::vector{2.0, 1.5});
}

TEST_CASE("figure 7: where the record names no start, the first look does") {
  Recording one = trained(0.5, {0.5f, 0.6f, 0.7f, 0.9f});
  one.layout.formulas.clear();
  CHECK(contains(parameter_figure({{"a", one}}, "beta").sentence, "from 0.5: peak between "));
}

TEST_CASE("figure 7: runs of one start are told apart, and a run without betas is refused") {
  const Recording one = trained(1.0, {1.0f, 1.0f, 1.0f, 1.0f});
  const ToldFigure told = parameter_figure({{"a", one}, {"b", one}}, "beta");
  CHECK(contains(told.sentence, "from 1 (a): peak between 0.975 and 1.025, where it started"));
  CHECK(contains(told.sentence, "from 1 (b): "));
  CHECK(contains(error_of([&] {
                   parameter_figure({{"runs/relu", one}}, "slope");
                 }),
                 "runs/relu has no look at a parameter 'slope'"));
}

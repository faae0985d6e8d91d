#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include <actlab/dynamics/experiments/twins_finding.h>
#include "tests/dynamics/experiments/points_run.h"

using namespace actlab;
using namespace actlab::dynamics;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// linear, act, head; the gradient's factor in the activation is given.
TwinGap made_up(std::int64_t step, double slope_a, double slope_b) {
  const auto site = [](const char* name, SiteKind kind) {
    return SiteGap{.name = name,
                   .kind = kind,
                   .input = 0.1,
                   .output = 0.1,
                   .gradient = 0.5,
                   .angle = 30.0,
                   .length_a = 1.0,
                   .length_b = 2.0,
                   .factor_a = 1.0,
                   .factor_b = 1.1};
  };
  TwinGap gap{.step = step, .loss_a = 0.5, .loss_b = 0.25};
  gap.sites = {site("linear", SiteKind::weights), site("act", SiteKind::activation),
               site("head", SiteKind::weights)};
  gap.sites[0].output = gap.sites[1].input = 0.0;
  gap.sites[1].factor_a = slope_a;
  gap.sites[1].factor_b = slope_b;
  return gap;
}

TwinGap look_at(const std::string& a, const std::string& b) {
  test::PointsRun run_a(test::small_points(a)), run_b(test::small_points(b));
  return Twins(*run_a.task, *run_b.task).compare(0);
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("Twins that are not finite are never called the same") {
  for (const char* a : {"relu", "log(x)"}) {
    const std::string finding = twins_finding(a, "log(x)", {look_at(a, "log(x)")});
    CAPTURE(finding);
    CHECK(!has(finding, "the same"));
    CHECK(has(finding, std::string(a) == "relu" ? "log(x) diverges" : "both diverge"));
    CHECK(has(finding, " at step 0 (first in layers.0.act), so that the two cannot be compared."));
  }
  const TwinGap same{.step = 0, .loss_a = 1.0, .loss_b = 1.0};
  CHECK(twins_finding("a", "a", {same}) ==
        "a and a are the same to the last bit at every look of 1.");
  CHECK(twins_finding("a", "a", {same, {.step = 1, .loss_a = kNan, .loss_b = kNan}}) ==
        "a and a: both diverge at step 1 (first in the loss); no difference was seen at the looks "
        "before, of 1.");
}

TEST_CASE("The gap is told by the last look at which both are finite") {
  TwinGap bad = made_up(2, kNan, kNan);
  bad.loss_b = kNan;
  bad.sites[2].finite_b.values = false;
  const std::string finding = twins_finding("a", "b", {made_up(1, 1.0, 0.25), bad});
  CHECK(has(finding,
            "by step 1, the last look at which both are finite, the gap of their "
            "gradients comes from f' first of all"));
  CHECK(has(finding, "losses 0.500 and 0.250; b diverges at step 2 (first in head)."));
  CHECK(!has(finding, "nan"));
  bad.sites[2].finite_b = {.gradients = false};
  CHECK(
      has(twins_finding("a", "b", {bad}), "b diverges at step 2 (first in the gradient of head)"));
  const TwinDivergence thrown{.step = 7, .where = "act", .a = true};
  CHECK(has(twins_finding("a", "b", {made_up(1, 1.0, 0.25)}, thrown),
            "0.250; a diverges at step 7 (first in act)."));
}

TEST_CASE("A slope of 0 is the whole gap") {
  CHECK(std::isinf(chain_terms(made_up(0, 1.0, 0.0)).slopes));
  const std::string none_of_b = twins_finding("a", "b", {made_up(0, 1.0, 0.0)});
  CHECK(has(none_of_b, "comes from f' first of all"));
  CHECK(has(none_of_b, "f' x0, normalisation x1.00, weights x1.21; no gradient of b passes act)"));
  const std::string none_of_a = twins_finding("a", "b", {made_up(0, 0.0, 1.0)});
  CHECK(has(none_of_a, "f' x infinity"));
  CHECK(has(none_of_a, "no gradient of a passes act"));
  CHECK(has(twins_finding("a", "b", {made_up(0, 0.0, 0.0)}), "no gradient of either passes act"));
  TwinGap no_loss = made_up(0, 1.0, kNan);
  no_loss.sites.back().length_b = 0.0;
  CHECK(has(twins_finding("a", "b", {no_loss}), "no gradient of b comes from the loss"));
}

TEST_CASE("sign passes no gradient: f' is named, and angles are told where there are any") {
  for (const char* smooth : {"tanh", "sigmoid"}) {
    const TwinGap gap = look_at(smooth, "sign(x)");
    CHECK(has(twins_finding(smooth, "sign(x)", {gap}),
              "comes from f' first of all (the loss makes its length x"));
    CHECK(
        has(twins_finding(smooth, "sign(x)", {gap}), "no gradient of sign(x) passes layers.2.act"));
    CHECK(std::isnan(gap.sites.front().angle));
    CHECK(gap.sites.back().angle > 0.0);
  }
}

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/random.h>
#include <actlab/dynamics/experiments/twins_finding.h>
#include "tests/dynamics/experiments/points_run.h"

using namespace actlab;
using namespace actlab::dynamics;

namespace {

struct Twin : test::PointsRun {
  explicit Twin(const std::string& activation, std::int64_t seed = 0)
      : test::PointsRun(config_of(activation, seed)) {}
  static tasks::PointsConfig config_of(const std::string& activation, std::int64_t seed) {
    tasks::PointsConfig config = test::small_points(activation);
    config.of_model.set("depth", 4);
    config.of_model.set("width", 16);
    config.of_model.set("batch-norm", "on");
    config.max_steps = 12;
    config.seed = seed;
    return config;
  }
};

}  // namespace

TEST_CASE("A function against itself is zero everywhere, bit for bit, at every step") {
  const int before = threads();
  for (const int count : {1, 2, 7}) {
    set_threads(count);
    Twin a("swish"), b("swish");
    Twins twins(*a.task, *b.task);
    std::vector<TwinGap> gaps = {twins.compare(0)};
    while (a.loop->step() && b.loop->step()) gaps.push_back(twins.compare(a.loop->steps_done()));
    REQUIRE(gaps.size() == 13);
    for (const TwinGap& gap : gaps) CHECK(gap.is_zero());
    CHECK(!parting(gaps));
    CHECK(twins_finding("swish", "swish", gaps).find("the same to the last bit") !=
          std::string::npos);
  }
  set_threads(before);
}

TEST_CASE("Two functions part at once in the first activation, by f'") {
  Twin a("relu"), b("tanh");
  Twins twins(*a.task, *b.task);
  const TwinGap gap = twins.compare(0);
  const auto first = parting({gap});
  REQUIRE(first);
  CHECK(first->site == "layers.0.act");
  CHECK(first->kind == SiteKind::activation);
  CHECK(gap.sites.front().output == 0.0);  // layers.0.linear
  CHECK(chain_terms(gap).slopes != 0.0);
}

TEST_CASE("A change planted in one layer is named as the first cause, 20 times of 20") {
  for (std::int64_t seed = 0; seed < 20; ++seed) {
    Twin a("gelu", seed), b("gelu", seed);
    Random random(static_cast<std::uint64_t>(seed), Purpose::test);
    auto parameters = b.task->model().parameters();
    NamedParameter& changed =
        parameters[static_cast<std::size_t>(random.below(std::ssize(parameters)))];
    for (float& value : changed.tensor.values()) value = 1.1f * value + 0.01f;
    CAPTURE(changed.name);
    Twins twins(*a.task, *b.task);
    std::vector<TwinGap> gaps = {twins.compare(0)};
    for (int step = 1; step <= 3; ++step) {
      a.loop->step();
      b.loop->step();
      gaps.push_back(twins.compare(step));
    }
    const auto first = parting(gaps);
    REQUIRE(first);
    CHECK(first->step == 0);
    CHECK(first->site == changed.name.substr(0, changed.name.rfind('.')));
  }
}

TEST_CASE("Comparing leaves no trace in either run") {
  Twin watched("swish1"), other("relu"), alone("swish1");
  Twins twins(*watched.task, *other.task);
  for (int step = 0; step < 6; ++step) {
    twins.compare(step);
    watched.loop->step();
    alone.loop->step();
  }
  const auto a = watched.task->model().parameters(), b = alone.task->model().parameters();
  for (std::size_t i = 0; i < a.size(); ++i) {
    CHECK(std::ranges::equal(a[i].tensor.values(), b[i].tensor.values()));
  }
}

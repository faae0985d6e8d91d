#include <actlab/dynamics/attention_maps.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <string>

#include <actlab/dynamics/observer.h>
#include <actlab/dynamics/snapshot_json.h>
#include <actlab/layers/state.h>
#include <actlab/tasks/points_classification.h>
#include "tests/support/error_text.h"
#include "tests/support/small_corpus.h"

using namespace actlab;
using namespace actlab::dynamics;

namespace {

tasks::TranslationConfig dropping(const test::TemporaryFolder& folder) {
  test::write_small_corpus(folder);
  tasks::TranslationConfig config = test::small_translation(folder);
  config.attention_dropout = 0.5;
  return config;
}

constexpr const char* kCross = "decoder.layers.0.multihead_attn.attn_weights";

}  // namespace

TEST_CASE("attention maps: a look has them of every attention and the rows add up to 1") {
  const test::TemporaryFolder folder;
  tasks::Translation task = test::open_task(dropping(folder));
  Observer observer(task, {.examples = 8, .batch_size = 4});
  const layers::State before = layers::state(task.model());
  const Snapshot look = observer.look(0);
  const auto& sequences = observer.layout().sequences;
  REQUIRE(sequences.size() == 2);
  CHECK(sequences[0].back() == "end");
  CHECK(sequences[1].front() == "begin");
  int maps = 0;
  for (const SiteLook& site : look.sites) {
    if (!site.attention) continue;
    ++maps;
    CHECK(site.attention->heads == 2);
    for (std::size_t row = 0;
         row * static_cast<std::size_t>(site.attention->keys) < site.attention->weights.size();
         ++row) {
      const auto begin =
          site.attention->weights.begin() + static_cast<std::ptrdiff_t>(row) * site.attention->keys;
      CHECK(std::accumulate(begin, begin + site.attention->keys, 0.0) == doctest::Approx(1.0));
    }
  }
  CHECK(maps == 3);
  const AttentionLook& cross = *find_site(look, kCross)->attention;
  CHECK(cross.queries == std::ssize(sequences[1]));
  CHECK(cross.keys == std::ssize(sequences[0]));
  for (const auto& [name, tensor] : layers::state(task.model())) {
    CHECK(std::ranges::equal(tensor.values(), before.at(name).values()));
  }
}

TEST_CASE("attention maps: a record keeps them in thousandths") {
  const test::TemporaryFolder folder;
  tasks::Translation task = test::open_task(dropping(folder));
  Observer observer(task, {.only = {"decoder"}, .examples = 8, .batch_size = 4});
  const Snapshot look = observer.look(0);
  const Layout layout = parse_header(header_line(observer.layout()), "a");
  CHECK(layout.sequences == observer.layout().sequences);
  const Snapshot read = parse_snapshot(snapshot_line(look), "a");
  const AttentionLook &now = *find_site(read, kCross)->attention,
                      &then = *find_site(look, kCross)->attention;
  REQUIRE(now.weights.size() == then.weights.size());
  for (std::size_t i = 0; i < now.weights.size(); ++i) {
    CHECK(now.weights[i] == doctest::Approx(then.weights[i]).epsilon(0.00051));
  }
  CHECK(test::contains(test::error_text([] {
                         parse_snapshot(
                             R"({"step": 0, "sites": {"a": {"attention": {"heads": 2, "queries": 1,
                       "keys": 2, "weights": [1, 2, 3]}}}})",
                             "a line");
                       }),
                       "attention has another number of weights than its sizes say"));
}

TEST_CASE("attention maps: a network without attention has none") {
  tasks::PointsConfig config;
  tasks::PointsClassification points(config);
  CHECK_FALSE(AttentionMaps(points, {0, 1}).any());
}

#include <actlab/training/memory_report.h>

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <numeric>

#include <actlab/core/base/random.h>
#include <actlab/core/io/json.h>
#include <actlab/tasks/image_classification.h>
#include <actlab/training/setup.h>
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::training;
using namespace actlab::test;

namespace {

datasets::Dataset few_images() {
  datasets::LabelledImages images;
  images.height = images.width = 16;
  images.class_names = {"a", "b"};
  Random random(0, Purpose::test);
  for (std::int64_t i = 0; i < 8; ++i) images.labels.push_back(i % 2);
  for (int byte = 0; byte < 8 * 16 * 16 * 3; ++byte) {
    images.pixels.push_back(static_cast<std::uint8_t>(random.below(256)));
  }
  return {"few", std::move(images)};
}

// Two steps of a real network, as ./run train takes them.
MemoryReport report_of_run() {
  tasks::ImageClassificationConfig config;
  config.batch_size = 4;
  config.max_steps = 2;
  config.evaluate = false;
  const auto data =
      std::make_shared<const tasks::ImageData>(tasks::ImageData{few_images(), {}, {}, {}});
  reset_storage_peak();
  tasks::ImageClassification task(config, data, tasks::make_network(config, data->train));
  const auto optimizer = make_optimizer(config, task.model());
  make_loop(config, task, *optimizer).run();
  return memory_report(task, 0);
}

std::int64_t highest(const MemoryReport& report, MemoryUse use) {
  return report.storage.highest[static_cast<std::size_t>(use)];
}

}  // namespace

TEST_CASE("memory report: each use has its share and the shares add up to the peak") {
  const MemoryReport report = report_of_run();
  const std::int64_t weights = highest(report, MemoryUse::weights);
  CHECK(weights > 270000 * 4);  // the parameters of ResNet-20
  CHECK(weights < 320000 * 4);
  CHECK(highest(report, MemoryUse::optimizer_state) > 270000 * 4);  // SGD: one momentum each
  CHECK(highest(report, MemoryUse::gradients) > 270000 * 4);
  CHECK(highest(report, MemoryUse::data) >= 4 * 16 * 16 * 3 * 4);
  // each convolution's output is kept: seven in the first stage alone
  CHECK(highest(report, MemoryUse::activations) > 7 * 4 * 16 * 16 * 16 * 4);
  const BytesByUse& parts = report.storage.at_peak;
  CHECK(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == report.storage.peak_bytes);
  CHECK(report.scratch_bytes > 0);
  CHECK(report.data_set_bytes == 8 * 16 * 16 * 3);
}

TEST_CASE("memory report: the table and the file say the same") {
  const TemporaryFolder folder;
  MemoryReport report;
  for (std::size_t use = 0; use < kMemoryUses; ++use) {
    report.storage.highest[use] = static_cast<std::int64_t>(use + 1) << 10;
  }
  report.storage.at_peak[static_cast<std::size_t>(MemoryUse::gradients)] = 3 << 20;
  report.storage.highest[static_cast<std::size_t>(MemoryUse::gradients)] = 5 << 20;
  report.storage.peak_bytes = 3 << 20;
  report.storage.peak_held_bytes = 4 << 20;
  report.idle_bytes = 10 << 20;
  report.process_peak_bytes = 25 << 20;
  const std::string table = memory_table(report);
  CHECK(contains(table, "gradients                     3.0        5.0\n"));
  CHECK(contains(table, "waiting in the arena          1.0\n"));
  CHECK(contains(table, "process beyond idle          15.0\n"));
  write_memory_report(folder.path().string(), report);
  std::ifstream file(folder.file("memory.json"));
  const Json json =
      parse_json(std::string(std::istreambuf_iterator<char>(file), {}), "memory.json");
  CHECK(json["highest"]["gradients"] == 5 << 20);
  CHECK(json["highest"].size() == kMemoryUses);
  CHECK(json["at_peak"].size() == kMemoryUses);
  CHECK(json["highest"]["activations"] == 1 << 10);
  CHECK(json["highest"]["weights"] == 2 << 10);
  CHECK(json["highest"]["optimizer state"] == 3 << 10);
  CHECK(json["highest"]["data"] == 5 << 10);
  CHECK(json["waiting_in_arena"] == 1 << 20);
  CHECK(json["process_peak"] == 25 << 20);
}

#include <actlab/dynamics/event_file.h>

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <string>

#include <actlab/dynamics/record_files.h>
#include <actlab/dynamics/recording.h>
#include "tests/dynamics/event_reader.h"
#include "tests/dynamics/probed_run.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::dynamics;
using namespace actlab::test;

namespace {

std::string hexadecimal(const std::string& bytes) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string result;
  for (const char byte : bytes) {
    result += kDigits[static_cast<unsigned char>(byte) >> 4];
    result += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return result;
}

std::string events_file(const std::string& folder) {
  std::string found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("events.out.tfevents.")) continue;
    CHECK(found.empty());  // one a run
    found = entry.path().string();
  }
  return found;
}

void run_with_events(const std::string& folder, bool resume, std::int64_t to) {
  tasks::ImageClassificationConfig config = tiny_config("sgd");
  config.tensorboard = true;
  config.probe = "every=4";
  config.max_steps = 20;
  config.checkpoint_every = 4;
  tasks::ImageClassification task(config, tiny_data(), tiny_model("swish"));
  ProbedRun run(config, task, folder, resume);
  run.run_to(to);
  CHECK(run.said.empty());
}

// Without the time at which they were written, and the speed.
std::vector<Event> timeless(std::vector<Event> events) {
  for (Event& event : events) {
    event.wall_time = 0.0;
    event.values.erase("epoch/seconds");
    event.values.erase("epoch/images_per_second");
  }
  return events;
}

}  // namespace

TEST_CASE("event files: checksums and records are those of the format") {
  CHECK(crc32c("123456789") == 0xE3069283u);
  CHECK(crc32c("") == 0u);
  CHECK(hexadecimal(version_record(1.0)) ==
        "1800000000000000a37f4b2209000000000000f03f1a0d627261696e2e4576656e743a3286bf577a");
  Summary summary;
  summary.add("loss", 0.5);
  CHECK(hexadecimal(summary.record(1.0, 5)) ==
        "1a00000000000000129bd82d09000000000000f03f10052a0d0a0b0a046c6f7373150000003f1e6d8ff9");
}

TEST_CASE("event files: scalars are float32, buckets are those of the histogram") {
  Summary summary;
  summary.add("a", 1.0 / 3.0);
  const Histogram histogram{40, {2, 0, 300}};
  summary.add("z", Scale::value, histogram, 0.5, 2.0);
  summary.add("empty", Scale::value, {}, 0.0, 0.0);
  const std::vector<Event> events = read_events(summary.record(12.5, 70'000));
  REQUIRE(events.size() == 1);
  CHECK(events[0].step == 70'000);
  CHECK(events[0].wall_time == 12.5);
  CHECK(events[0].values.size() == 2);
  CHECK(events[0].values.at("a").number == static_cast<float>(1.0 / 3.0));
  const EventValue& z = events[0].values.at("z");
  CHECK(z.counts == std::vector<double>{2.0, 0.0, 300.0});
  CHECK(z.limits == std::vector<double>{edges(Scale::value)[41], edges(Scale::value)[42],
                                        edges(Scale::value)[43]});
  CHECK(z.doubles == std::map<int, double>{{1, edges(Scale::value)[40]},
                                           {2, edges(Scale::value)[43]},
                                           {3, 302.0},
                                           {4, 151.0},
                                           {5, 604.0}});
}

TEST_CASE("event files: hold every number of the record") {
  const TemporaryFolder folder;
  run_with_events(folder.path().string(), false, INT64_MAX);
  const std::vector<Event> events = read_events(file_text(events_file(folder.path().string())));
  CHECK(events.front().version == "brain.Event:2");
  int looks = 0, losses = 0, epochs = 0;
  const Recording recording = read_recording(folder.file("dynamics.jsonl"));
  for (const Event& event : events) {
    losses += event.values.contains("loss") ? 1 : 0;
    epochs += event.values.contains("epoch/test_accuracy") ? 1 : 0;
    if (!event.values.contains("look/loss")) continue;
    const Snapshot& look = recording.snapshots.at(static_cast<std::size_t>(looks++));
    CHECK(event.step == look.step);
    for (const NamedStatistic& s : statistics(look)) {
      if (std::isnan(s.value) || s.name.empty()) continue;
      // the record has decimals, which a float may round to its neighbour
      CHECK(event.values.at(s.statistic + "/" + s.name).number ==
            doctest::Approx(s.value).epsilon(1e-6));
    }
    const std::vector<std::int64_t>& counts = look.sites.at(2).activation->z.counts;
    CHECK(event.values.at("z/2").counts == std::vector<double>(counts.begin(), counts.end()));
  }
  CHECK(looks == 6);
  CHECK(losses == 20);
  CHECK(epochs == 3);
}

TEST_CASE("event files: a run that is resumed goes on in its own") {
  const TemporaryFolder whole, cut;
  run_with_events(whole.path().string(), false, INT64_MAX);
  run_with_events(cut.path().string(), false, 12);
  std::filesystem::copy(cut.file("last.safetensors"), cut.file("kept"));
  run_with_events(cut.path().string(), true, 15);
  std::filesystem::rename(cut.file("kept"), cut.file("last.safetensors"));
  std::ofstream(events_file(cut.path().string()), std::ios::app) << "half a rec";
  run_with_events(cut.path().string(), true, INT64_MAX);
  const auto expected = timeless(read_events(file_text(events_file(whole.path().string()))));
  const auto got = timeless(read_events(file_text(events_file(cut.path().string()))));
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CHECK(got[i].step == expected[i].step);
    REQUIRE(got[i].values.size() == expected[i].values.size());
    for (const auto& [tag, value] : expected[i].values) {
      CHECK(got[i].values.at(tag).number == value.number);
      CHECK(got[i].values.at(tag).counts == value.counts);
    }
  }
}

TEST_CASE("event files: one that cannot be written is said once, and training goes on") {
  std::vector<std::string> said;
  EventLog log("/nowhere", 1, [&](const std::string& line) { said.push_back(line); });
  tasks::ImageClassificationConfig config = tiny_config("sgd");
  config.max_steps = 3;
  tasks::ImageClassification task(config, tiny_data(), tiny_model("swish"));
  const auto optimizer = training::make_optimizer(config, task.model());
  training::Loop loop = training::make_loop(config, task, *optimizer);
  CHECK(loop.with(log).run().finished);
  REQUIRE(said.size() == 1);
  CHECK(said[0].starts_with("note: [dynamics] cannot write /nowhere/events.out.tfevents."));
  CHECK(
      said[0].ends_with(".actlab: No such file or directory; training goes on, and nothing more "
                        "is recorded there"));
}

#include <actlab/dynamics/probe.h>

#include <doctest/doctest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <actlab/dynamics/recording.h>
#include <actlab/dynamics/snapshot_json.h>
#include <actlab/dynamics/statistics.h>
#include <actlab/layers/state.h>
#include <actlab/tasks/points_classification.h>
#include <actlab/tasks/regression.h>
#include "tests/dynamics/direct.h"
#include "tests/dynamics/probed_run.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::dynamics;
using namespace actlab::test;

namespace {

constexpr const char* kSwish = "x * sigmoid(beta * x) where beta = 1";

struct TinyTask {
  tasks::ImageClassificationConfig config = tiny_config("sgd");
  tasks::ImageClassification task{config, tiny_data(), tiny_model(kSwish)};
};

// The "step" records without what depends on the clock.
std::string losses(const std::string& folder) {
  std::string result;
  const std::string csv = file_text(folder + "/steps.csv");
  for (std::size_t begin = 0; begin < csv.size();) {
    const std::size_t end = csv.find('\n', begin);
    result += csv.substr(begin, csv.rfind(',', end) - begin) + "\n";
    begin = end + 1;
  }
  return result;
}

struct End {
  std::vector<float> values;
  std::string losses;
  std::string record;
};

End tiny_end(const std::string& probe) {
  const TemporaryFolder folder;
  TinyTask tiny;
  tiny.config.probe = probe;
  tiny.config.probe_examples = 12;
  tiny.config.max_steps = 20;
  ProbedRun run(tiny.config, tiny.task, folder.path().string());
  CHECK(run.loop.run().finished);
  return {all_values(tiny.task.model()), losses(folder.path().string()),
          file_text(folder.file("dynamics.jsonl"))};
}

std::vector<std::int64_t> steps_of(const std::string& folder) {
  std::vector<std::int64_t> steps;
  for (const Snapshot& s : read_recording(folder + "/dynamics.jsonl").snapshots) {
    steps.push_back(s.step);
  }
  return steps;
}

}  // namespace

TEST_CASE("Probe: a probed run is the same run, at any number of threads") {
  const int before = threads();
  set_threads(1);
  const End unprobed = tiny_end("");
  CHECK(unprobed.record.empty());
  std::string record;
  for (const int count : {1, 2, 7}) {
    set_threads(count);
    const End probed = tiny_end("every=3");
    CHECK(probed.values == unprobed.values);
    CHECK(probed.losses == unprobed.losses);
    CHECK_FALSE(probed.record.empty());
    if (!record.empty()) CHECK(probed.record == record);
    record = probed.record;
  }
  set_threads(before);
}

TEST_CASE("Probe: the chosen steps are looked at, the end of the run included") {
  const TemporaryFolder folder;
  TinyTask tiny;
  tiny.config.probe = "at=12,0,3,4,99";
  tiny.config.max_steps = 12;
  ProbedRun run(tiny.config, tiny.task, folder.path().string());
  run.loop.run();
  CHECK(steps_of(folder.path().string()) == std::vector<std::int64_t>{0, 3, 4, 12});
  REQUIRE_FALSE(run.said.empty());
  CHECK(run.said.front() == "note: --probe asks for step 99, and the run ends at step 12");
  const Recording recording = read_recording(folder.file("dynamics.jsonl"));
  CHECK(recording.layout.examples == 28);  // of 30, in whole slices of four
  const auto update = [&](std::size_t i) {
    return find_parameter(recording.snapshots[i], "0.weight")->update;
  };
  const auto cosine = [&](std::size_t i) {
    return find_parameter(recording.snapshots[i], "0.weight")->cosine;
  };
  CHECK(std::isnan(cosine(0)));
  CHECK(std::abs(cosine(1)) <= 1.0);
  CHECK(update(1) < 0.0);
  CHECK(std::isnan(update(3)));
  CHECK(std::isnan(cosine(3)));
}

TEST_CASE("Probe: update ratio and cosine are those of the training's own steps") {
  const TemporaryFolder folder;
  TinyTask tiny;
  tiny.config.probe = "at=5";
  ProbedRun run(tiny.config, tiny.task, folder.path().string());
  std::vector<std::vector<float>> weights, gradients;
  struct Keep : training::Listener {
    std::function<void()> backward;
    void after_backward(training::Loop&, const training::Update&) override { backward(); }
  } keep;
  keep.backward = [&] {
    const NamedParameter first = tiny.task.model().parameters().front();
    const Tensor gradient = first.tensor.gradient();
    weights.emplace_back(first.tensor.values().begin(), first.tensor.values().end());
    gradients.emplace_back(gradient.values().begin(), gradient.values().end());
  };
  run.loop.with(keep);
  run.run_to(7);
  const Snapshot look = read_recording(folder.file("dynamics.jsonl")).snapshots.at(0);
  const ParameterLook& p = look.parameters.front();
  CHECK(p.cosine == doctest::Approx(cosine(gradients[4], gradients[5])).epsilon(1e-8));
  CHECK(p.update == doctest::Approx(log_update_ratio(weights[5], weights[6])).epsilon(1e-8));
}

TEST_CASE("Probe: records survive a kill and a resume, byte for byte") {
  const TemporaryFolder whole, cut;
  const auto run_in = [](const TemporaryFolder& folder, bool resume, std::int64_t to) {
    TinyTask tiny;
    tiny.config.probe = "every=2";
    tiny.config.probe_examples = 12;
    tiny.config.max_steps = 20;
    tiny.config.checkpoint_every = 4;
    ProbedRun run(tiny.config, tiny.task, folder.path().string(), resume);
    run.run_to(to);
  };
  run_in(whole, false, INT64_MAX);
  // Killed at step 14 and in the middle of a line: the checkpoint is that of step 12.
  run_in(cut, false, 12);
  std::filesystem::copy(cut.file("last.safetensors"), cut.file("kept"));
  run_in(cut, true, 14);
  std::filesystem::rename(cut.file("kept"), cut.file("last.safetensors"));
  std::ofstream(cut.file("dynamics.jsonl"), std::ios::app) << "{\"step\": 14, \"lo";
  std::ofstream(cut.file("dynamics.csv"), std::ios::app) << "14,,lo";
  run_in(cut, true, INT64_MAX);
  for (const char* name : {"dynamics.jsonl", "dynamics.csv"}) {
    CHECK_MESSAGE(file_text(cut.file(name)) == file_text(whole.file(name)), name);
  }
  CHECK(steps_of(cut.path().string()).size() == 11);
}

TEST_CASE("Probe: a run that is resumed may look elsewhere") {
  const TemporaryFolder folder;
  for (const char* layers : {"2", "0,1"}) {
    TinyTask tiny;
    tiny.config.probe = "every=2";
    tiny.config.probe_layers = layers;
    const bool resume = std::string(layers) == "0,1";
    ProbedRun run(tiny.config, tiny.task, folder.path().string(), resume);
    run.run_to(resume ? 8 : 4);
  }
  const Recording recording = read_recording(folder.file("dynamics.jsonl"));
  CHECK(recording.remark.empty());
  CHECK(recording.layout.sites.size() == 3);
  CHECK(recording.snapshots.front().sites.front().name == "2");
  CHECK(recording.snapshots.back().sites.front().name == "0");
}

// Goes on from where the run in the folder ended.
std::vector<std::string> go_on(const TemporaryFolder& folder, const std::string& probe,
                               std::int64_t to, bool resume = true) {
  TinyTask tiny;
  tiny.config.probe = probe;
  tiny.config.probe_examples = 12;
  tiny.config.max_steps = to;
  ProbedRun run(tiny.config, tiny.task, folder.path().string(), resume);
  CHECK(run.loop.run().finished);
  return run.said;
}

// Steps of the rows, each once.
std::vector<std::int64_t> csv_steps(const TemporaryFolder& folder) {
  std::vector<std::int64_t> steps;
  std::ifstream file(folder.file("dynamics.csv"));
  std::string row;
  std::getline(file, row);
  CHECK(row == "step,name,statistic,value");
  while (std::getline(file, row)) {
    const std::int64_t step = std::stoll(row);
    if (steps.empty() || steps.back() != step) steps.push_back(step);
  }
  return steps;
}

TEST_CASE("Probe: the look at which a run ended stays when it goes on with other steps") {
  const TemporaryFolder parted, whole;
  for (const TemporaryFolder* folder : {&parted, &whole}) go_on(*folder, "at=0,6", 6, false);
  CHECK(go_on(parted, "at=12", 12).empty());
  CHECK(go_on(whole, "at=0,6,12", 12).empty());
  CHECK(steps_of(parted.path().string()) == std::vector<std::int64_t>{0, 6, 12});
  for (const char* name : {"dynamics.jsonl", "dynamics.csv"}) {
    CHECK_MESSAGE(file_text(parted.file(name)) == file_text(whole.file(name)), name);
  }
  const TemporaryFolder off;  // and where nobody looks any more
  go_on(off, "at=0,6", 6, false);
  const std::string record = file_text(off.file("dynamics.jsonl"));
  CHECK(go_on(off, "off", 8).empty());
  CHECK(file_text(off.file("dynamics.jsonl")) == record);
  CHECK(go_on(off, "at=9", 10).empty());
  CHECK(steps_of(off.path().string()) == std::vector<std::int64_t>{0, 6, 9});
  CHECK(csv_steps(off) == std::vector<std::int64_t>{0, 6, 9});
}

TEST_CASE("Probe: a resumed run says which looks are lost, and both files have the same") {
  const std::vector<std::int64_t> from_end{8, 10, 12};
  const auto first_kept = [](const TemporaryFolder& folder, const std::string& name) {
    std::filesystem::resize_file(folder.file(name),
                                 std::filesystem::file_size(folder.file(name)) / 3);
  };
  for (const std::string how : {"cut", "removed", "garbage", "csv cut", "csv removed"}) {
    const TemporaryFolder folder;
    go_on(folder, "every=2", 8, false);
    const std::string name = how.starts_with("csv") ? "dynamics.csv" : "dynamics.jsonl";
    if (how.ends_with("cut")) first_kept(folder, name);
    if (how.ends_with("removed")) std::filesystem::remove(folder.file(name));
    if (how == "garbage") std::ofstream(folder.file(name)) << "\xff\n\xfe\n";
    const std::vector<std::string> said = go_on(folder, "every=2", 12);
    const std::vector<std::int64_t> steps = steps_of(folder.path().string());
    CHECK_MESSAGE(csv_steps(folder) == steps, how);
    if (how.starts_with("csv")) {
      CHECK_MESSAGE(said.empty(), how);
      CHECK(steps == std::vector<std::int64_t>{0, 2, 4, 6, 8, 10, 12});
      continue;
    }
    CHECK(std::vector<std::int64_t>(steps.end() - 3, steps.end()) == from_end);
    REQUIRE_MESSAGE(said.size() == 1, how);
    CHECK_MESSAGE(contains(said[0], "of the 4 looks that were taken before step 8; the others are"),
                  said[0]);
  }
}

TEST_CASE("Probe: a record that is no regular file is refused, and training goes on") {
  const TemporaryFolder folder;
  go_on(folder, "every=2", 4, false);
  for (const char* probe : {"every=2", "off"}) {
    std::filesystem::remove(folder.file("dynamics.jsonl"));
    std::filesystem::create_symlink("/dev/zero", folder.file("dynamics.jsonl"));
    const std::vector<std::string> said = go_on(folder, probe, 8);
    REQUIRE(said.size() == 1);
    CHECK(contains(said[0], "dynamics.jsonl is no regular file, and cannot be continued"));
    CHECK(contains(error_of([&] { steps_of(folder.path().string()); }), "it is no regular file"));
  }
}

TEST_CASE("Probe: works for points and regression") {
  tasks::PointsConfig points;
  points.of_model.set("batch-norm", "on");
  tasks::RegressionConfig regression;
  regression.activation = "prelu";
  for (training::Config* config : std::initializer_list<training::Config*>{&points, &regression}) {
    config->probe = "every=5";
    config->max_steps = 11;
    const TemporaryFolder folder;
    std::unique_ptr<training::Task> task;
    if (config == &points) task = std::make_unique<tasks::PointsClassification>(points);
    if (config == &regression) task = std::make_unique<tasks::Regression>(regression);
    ProbedRun run(*config, *task, folder.path().string());
    run.loop.run();
    CHECK(steps_of(folder.path().string()) == std::vector<std::int64_t>{0, 5, 10});
  }
}

TEST_CASE("Probe: a sink that cannot write is said once, and training goes on") {
  struct Full : SnapshotSink {
    int times = 0;
    void write(const Layout&, const Snapshot&) override {
      if (++times == 2) throw Error("[file] cannot write x: No space left on device");
    }
  } full;
  struct Fine : SnapshotSink {
    int times = 0;
    void write(const Layout&, const Snapshot&) override { ++times; }
  } fine;
  TinyTask tiny;
  tiny.config.probe = "every=2";
  tiny.config.max_steps = 10;
  std::vector<std::string> said;
  Probe probe(tiny.task, probe_options(tiny.config),
              [&](const std::string& line) { said.push_back(line); });
  probe.to(full);
  probe.to(fine);
  const auto optimizer = training::make_optimizer(tiny.config, tiny.task.model());
  training::Loop loop = training::make_loop(tiny.config, tiny.task, *optimizer);
  CHECK(loop.with(probe).run().finished);
  CHECK(full.times == 2);
  CHECK(fine.times == 6);
  CHECK(said == std::vector<std::string>{
                    "note: [file] cannot write x: No space left on device; training goes on, and "
                    "nothing more is recorded there"});
}

TEST_CASE("Probe: the look before a divergence is written") {
  const TemporaryFolder folder;
  {
    TinyTask tiny;
    tiny.config.probe = "every=1";
    ProbedRun run(tiny.config, tiny.task, folder.path().string());
    tiny.task.model().parameters().front().tensor.values()[0] = NAN;
    CHECK(contains(error_of([&] { run.loop.run(); }), "not finite"));
  }
  const Snapshot last = read_recording(folder.file("dynamics.jsonl")).snapshots.back();
  CHECK(last.step == 0);
  CHECK(last.sites.at(2).activation->not_finite > 0);
}

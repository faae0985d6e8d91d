#include <actlab/training/run_curves.h>

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include <actlab/training/divergence.h>
#include <actlab/training/run_lock.h>
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::training;
using test::contains;
using test::usage_error_text;

namespace {

void write(const std::string& path, const std::string& content) { std::ofstream(path) << content; }

RecordedRun seeded_run(const std::string& activation, const std::string& seed) {
  return {.path = activation + seed,
          .records = {},
          .settings = {{"activation", activation}, {"seed", seed}, {"output", seed}}};
}

}  // namespace

TEST_CASE("recorded run: settings and records come back and a torn last line is left out") {
  const test::TemporaryFolder folder;
  write(folder.file("metrics.jsonl"),
        "{\"step\": 10, \"loss\": 2.5}\n{\"epoch\": 1, \"test_loss\": null}\n{\"epoch\": 2, \"te");
  write(folder.file("config.json"),
        R"({"actlab": "0.2.0", "config": {"activation": "relu", "seed": 7, "lr": null}})");
  const RecordedRun run = read_run(folder.path().string() + "/");
  REQUIRE(run.records.size() == 2);
  CHECK(run.records[0].unit == "step");
  CHECK(run.records[0].at == 10);
  CHECK(std::isnan(run.records[1].values[0].second));
  CHECK(run.setting("activation") == "relu");
  CHECK(run.setting("seed") == "7");
  CHECK(run.setting("lr").empty());
  CHECK(run.state == RunState::unfinished);
  CHECK(read_run(folder.file("metrics.jsonl")).records.size() == 2);
}

TEST_CASE("recorded run: it is finished until it goes on beyond its result") {
  const test::TemporaryFolder folder;
  write(folder.file("metrics.jsonl"), "{\"step\": 10, \"loss\": 2.5}\n");
  write(folder.file("config.json"), R"({"actlab": "0.1.0", "config": {}})");
  CHECK(read_run(folder.path().string()).state == RunState::unknown);
  write(folder.file("result.json"), R"({"steps": 10})");
  CHECK(read_run(folder.path().string()).state == RunState::finished);
  write(folder.file("metrics.jsonl"), "{\"step\": 20, \"loss\": 2.5}\n");
  CHECK(read_run(folder.path().string()).state == RunState::unfinished);
}

TEST_CASE("recorded run: the whole part of damaged files is read, and the rest is said") {
  const test::TemporaryFolder folder;
  const std::string metrics = folder.file("metrics.jsonl"), config = folder.file("config.json");
  write(metrics, "{\"step\": 1, \"loss\": 1}\nloss,2\n{\"step\": 3, \"loss\": 1}\n");
  for (const char* broken : {"{", "[]", "\xff", "{\"config\": 1e999}", "{\"config\": 7}"}) {
    write(config, broken);
    const RecordedRun run = read_run(folder.path().string());
    CHECK(run.records.size() == 1);
    REQUIRE(run.remarks.size() == 2);
    CHECK(contains(run.remarks[0], metrics + " line 2: "));
    CHECK(contains(run.remarks[0], "; what stands from there on is left out"));
    CHECK_MESSAGE(contains(run.remarks[1], config), run.remarks[1]);
    CHECK(contains(run.remarks[1], "; its settings are not known"));
  }
  write(config, R"({"actlab": 3, "config": {"seed": [1]}})");
  for (const char* odd : {"{\"steps\": \"x\"}", "[]", "{\"steps\": 1e300}"}) {
    write(folder.file("result.json"), odd);
    CHECK(read_run(folder.path().string()).setting("seed") == "[1]");
  }
}

TEST_CASE("recorded run: it goes on while its lock is held, and says how it ended") {
  const test::TemporaryFolder folder;
  const auto now = [&] { return read_run(folder.path().string()); };
  write(folder.file("config.json"), R"({"actlab": "0.2.0", "config": {}})");
  CHECK(how_it_ended(now()).empty());  // nobody knows
  {
    const RunLock lock(folder.path().string());
    CHECK(is_locked(folder.path().string()) == true);
    CHECK(how_it_ended(now()).empty());
    write_divergence(folder.path().string(), Divergence(3, "a", "[train] diverged at step 3: x"));
    write(folder.file("result.json"), R"({"steps": 10})");
    CHECK(now().state == RunState::unfinished);  // resumed
    std::filesystem::remove(folder.file("result.json"));
  }
  CHECK(how_it_ended(now()) == "diverged at step 3: x");
  remove_divergence(folder.path().string());
  CHECK(how_it_ended(now(), 7) == "stopped at step 7, the last that it wrote down, before its end");
  write(folder.file("metrics.jsonl"), "{\"step\": 20, \"loss\": 2.5}\n");
  CHECK(contains(how_it_ended(now(), 7), "stopped at step 20"));
  CHECK(now().stopped);
  write(folder.file("result.json"), R"({"steps": 20})");
  CHECK_FALSE(now().stopped);
}

TEST_CASE("recorded run: what is no run is refused with what is there instead") {
  const test::TemporaryFolder folder;
  const std::string top = folder.path().string();
  std::filesystem::create_directories(top + "/relu");
  CHECK(usage_error_text([&] { read_run(top + "/rleu"); }) ==
        "[run] there is no " + top + "/rleu; did you mean 'relu'?");
  CHECK(contains(usage_error_text([&] { read_run(top + "/relu"); }),
                 "/relu is no run: there is no metrics.jsonl in it; ./run train writes one"));
  write(top + "/relu/config.json", "{}");
  CHECK(read_run(top + "/relu").records.empty());  // it has begun
  write(top + "/relu/metrics.jsonl", "{\"step\": 1, \"loss\": 1}\nloss,2\n");
  CHECK(usage_error_text([&] { read_run(top); }) ==
        "[run] " + top + " is no run, but holds some: " + top + "/relu");
  CHECK(usage_error_text([&] { read_run(top + "/relu/config.json"); }) ==
        "[run] " + top + "/relu/config.json is not what a run wrote down; name the run's folder, " +
            "or metrics.jsonl in it");
}

TEST_CASE("run curves: a column is found by name and the error lists those there are") {
  const RecordedRun run{
      .path = "r", .records = {{"step", 10, {{"loss", 2.0}}}, {"epoch", 1, {{"test_loss", 1.5}}}}};
  const Curve curve = curve_of(run, "test_loss");
  CHECK(curve.unit == "epoch");
  CHECK(curve.at == std::vector<double>{1.0});
  CHECK(usage_error_text([&] { curve_of(run, "accuracy"); }) ==
        "[curves] r has no 'accuracy'; it has: loss, test_loss");
}

TEST_CASE("run curves: smoothing takes the mean of the neighbours that there are") {
  Curve curve{"step", {1, 2, 3, 4}, {0, 3, 6, 12}};
  smooth(curve, 3);
  CHECK(curve.values == std::vector<double>{1.5, 3, 7, 9});
}

TEST_CASE("run curves: runs that differ in their seeds alone are a group") {
  std::vector<RecordedRun> runs = {
      seeded_run("relu", "1"), seeded_run("swish", "1"),        seeded_run("relu", "2"),
      seeded_run("relu", "1"), {.path = "file", .records = {}}, {.path = "file", .records = {}}};
  runs[2].settings["probe"] = "every=100";  // that somebody looks changes nothing
  // The fourth repeats the first: no second sample. Of files alone nobody knows what they are.
  const std::vector<std::vector<std::size_t>> expected = {{0, 2}, {1}, {3}, {4}, {5}};
  CHECK(seed_groups(runs) == expected);
}

TEST_CASE("run curves: a band is where all of its curves are") {
  const Curve a{"epoch", {1, 2, 3}, {1, 4, NAN}};
  const Curve b{"epoch", {1, 2, 3, 4}, {3, 2, 1, 0}};
  const Band band = band_of({a, b});
  CHECK(band.mean.at == std::vector<double>{1, 2, 3});
  CHECK(band.mean.values[1] == 3.0);
  CHECK(band.low[1] == 2.0);
  CHECK(band.high[1] == 4.0);
  CHECK(std::isnan(band.mean.values[2]));
  CHECK(std::isnan(band.high[2]));
  const Curve steps{"step", {1}, {1}};
  CHECK_THROWS_AS(band_of({a, steps}), Error);
}

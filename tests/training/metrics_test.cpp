#include <actlab/training/metrics.h>

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <iterator>

#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::training;

namespace {

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Record step_record(std::int64_t step) {
  return {"step", step, {{"loss", 2.0}, {"lr", 0.1}, {"images_per_second", 50.0}}};
}

Record epoch_record(std::int64_t epoch) {
  return {"epoch", epoch, {{"train_loss", 1.5}, {"test_loss", 2.0}, {"seconds", 3.0}}};
}

void write_two_epochs(MetricsFiles& files, std::int64_t after = 0) {
  for (std::int64_t step = after + 1; step <= 4; ++step) {
    files.write(step_record(step));
    if (step % 2 == 0) files.write(epoch_record(step / 2));
  }
}

}  // namespace

TEST_CASE("metrics: one JSON object a record with nine digits") {
  const test::TemporaryFolder folder;
  MetricsFiles files(folder.path().string());
  files.write({"step", 1, {{"loss", 2.302585092994}, {"images_per_second", 812.3456789123}}});
  files.write(epoch_record(1));
  CHECK(content(folder.file("metrics.jsonl")) ==
        "{\"step\": 1, \"loss\": 2.30258509, \"images_per_second\": 812.345679}\n"
        "{\"epoch\": 1, \"train_loss\": 1.5, \"test_loss\": 2, \"seconds\": 3}\n");
}

TEST_CASE("metrics: steps and epochs have a table each under one header") {
  const test::TemporaryFolder folder;
  MetricsFiles files(folder.path().string());
  write_two_epochs(files);
  CHECK(content(folder.file("steps.csv")) ==
        "step,loss,lr,images_per_second\n1,2,0.1,50\n2,2,0.1,50\n3,2,0.1,50\n4,2,0.1,50\n");
  CHECK(content(folder.file("epochs.csv")) ==
        "epoch,train_loss,test_loss,seconds\n1,1.5,2,3\n2,1.5,2,3\n");
}

TEST_CASE("metrics: a column that comes later is empty before") {
  const test::TemporaryFolder folder;
  MetricsFiles files(folder.path().string());
  files.write(epoch_record(1));
  files.write({"epoch", 2, {{"train_loss", 1.25}, {"zeros", 0.5}}});
  files.write(epoch_record(3));
  CHECK(content(folder.file("epochs.csv")) ==
        "epoch,train_loss,test_loss,seconds,zeros\n1,1.5,2,3,\n2,1.25,,,0.5\n3,1.5,2,3,\n");
}

TEST_CASE("metrics: a number that JSON does not have is null and an empty cell") {
  const test::TemporaryFolder folder;
  MetricsFiles files(folder.path().string());
  files.write({"step", 1, {{"loss", NAN}, {"lr", 0.1}, {"images_per_second", INFINITY}}});
  CHECK(test::contains(content(folder.file("metrics.jsonl")),
                       "\"loss\": null, \"lr\": 0.1, \"images_per_second\": null}"));
  CHECK(test::contains(content(folder.file("steps.csv")), "\n1,,0.1,\n"));
}

TEST_CASE("metrics: a resumed run continues after the records its checkpoint knows of") {
  const test::TemporaryFolder folder, whole;
  MetricsFiles undisturbed(whole.path().string());
  write_two_epochs(undisturbed);
  for (std::int64_t steps = 0; steps <= 4; ++steps) {
    MetricsFiles files(folder.path().string());
    write_two_epochs(files);
    std::ofstream(folder.file("metrics.jsonl"), std::ios::app) << "{\"step\": 5, \"lo";
    std::ofstream(folder.file("steps.csv"), std::ios::app) << "5,,2";
    MetricsFiles resumed(folder.path().string(), {steps, steps / 2});
    write_two_epochs(resumed, steps);
    for (const char* name : {"metrics.jsonl", "steps.csv", "epochs.csv"}) {
      CHECK(content(folder.file(name)) == content(whole.file(name)));
    }
  }
}

TEST_CASE("metrics: a folder that cannot be written is an error") {
  CHECK(test::contains(test::error_text([] { MetricsFiles files("/nowhere/at/all"); }),
                       "cannot open /nowhere/at/all/metrics.jsonl: No such file"));
}

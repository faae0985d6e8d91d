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

EpochRecord epoch_record(std::int64_t epoch) {
  EpochRecord record;
  record.epoch = epoch;
  record.train_loss = 1.5;
  record.train_accuracy = 0.25;
  record.test_loss = 2.0;
  record.test_accuracy = 0.125;
  record.lr = 0.1;
  record.seconds = 3.0;
  record.images_per_second = 100.0;
  return record;
}

void write_two_epochs(MetricsLog& log) {
  for (std::int64_t step = 1; step <= 4; ++step) {
    log.write(StepRecord{step, 2.0, 0.1, 50.0});
    if (step % 2 == 0) log.write(epoch_record(step / 2));
  }
}

}  // namespace

TEST_CASE("metrics: one JSON object a record with nine digits") {
  const test::TemporaryFolder folder;
  MetricsLog log(folder.path().string());
  log.write(StepRecord{1, 2.302585092994, 0.1, 812.3456789123});
  log.write(epoch_record(1));
  CHECK(content(folder.file("metrics.jsonl")) ==
        "{\"step\": 1, \"loss\": 2.30258509, \"lr\": 0.1, \"images_per_second\": 812.345679}\n"
        "{\"epoch\": 1, \"train_loss\": 1.5, \"train_accuracy\": 0.25, \"test_loss\": 2, "
        "\"test_accuracy\": 0.125, \"lr\": 0.1, \"seconds\": 3, \"images_per_second\": 100}\n");
}

TEST_CASE("metrics: the CSV has the same records under one header") {
  const test::TemporaryFolder folder;
  MetricsLog log(folder.path().string());
  log.write(StepRecord{1, 2.5, 0.1, 800.0});
  log.write(epoch_record(1));
  CHECK(content(folder.file("metrics.csv")) ==
        "step,epoch,loss,train_loss,train_accuracy,validation_loss,validation_accuracy,test_loss,"
        "test_accuracy,lr,seconds,images_per_second\n"
        "1,,2.5,,,,,,,0.1,,800\n"
        ",1,,1.5,0.25,,,2,0.125,0.1,3,100\n");
}

TEST_CASE("metrics: a number that JSON does not have is null") {
  const test::TemporaryFolder folder;
  MetricsLog log(folder.path().string());
  log.write(StepRecord{1, NAN, 0.1, INFINITY});
  CHECK(test::contains(content(folder.file("metrics.jsonl")),
                       "\"loss\": null, \"lr\": 0.1, \"images_per_second\": null}"));
}

TEST_CASE("metrics: a resumed run continues after the records its checkpoint knows of") {
  const test::TemporaryFolder folder;
  const test::TemporaryFolder whole;
  {
    MetricsLog log(whole.path().string());
    write_two_epochs(log);
  }
  for (std::int64_t steps = 0; steps <= 4; ++steps) {
    MetricsLog log(folder.path().string());
    write_two_epochs(log);
    std::ofstream(folder.file("metrics.jsonl"), std::ios::app) << "{\"step\": 5, \"lo";
    std::ofstream(folder.file("metrics.csv"), std::ios::app) << "5,,2";
    const std::int64_t epochs = steps / 2;
    MetricsLog resumed(folder.path().string(), {steps, epochs});
    for (std::int64_t step = steps + 1; step <= 4; ++step) {
      resumed.write(StepRecord{step, 2.0, 0.1, 50.0});
      if (step % 2 == 0) resumed.write(epoch_record(step / 2));
    }
    CHECK(content(folder.file("metrics.jsonl")) == content(whole.file("metrics.jsonl")));
    CHECK(content(folder.file("metrics.csv")) == content(whole.file("metrics.csv")));
  }
}

TEST_CASE("metrics: a folder that cannot be written is an error") {
  CHECK(test::contains(test::error_text([] { MetricsLog log("/nowhere/at/all"); }),
                       "cannot open /nowhere/at/all/metrics.jsonl: No such file"));
}

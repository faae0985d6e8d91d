#include <actlab/training/config_comparison.h>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include <actlab/tasks/image_classification_config.h>
#include <actlab/tasks/points_classification.h>
#include <actlab/tasks/regression.h>
#include <actlab/tasks/translation/translation_config.h>
#include <actlab/training/config_text.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::training;
using tasks::ImageClassificationConfig;
using test::contains;
using test::usage_error_text;

TEST_CASE("config: a resumed run keeps what it is and may change how it goes on") {
  ImageClassificationConfig stored;
  ImageClassificationConfig wanted = stored;
  wanted.threads = 7;
  wanted.max_steps = 9;
  CHECK_NOTHROW(require_same_run(stored, wanted, "runs/a"));
  wanted.batch_size = 64;
  CHECK(contains(usage_error_text([&] { require_same_run(stored, wanted, "runs/a"); }),
                 "--batch-size is part of what the run in runs/a is: \"128\" there, \"64\" here"));
}

TEST_CASE("config: a run goes on with what it has by default, and with its formulas as typed") {
  const auto same = [](const Config& stored, const std::string& name, const std::string& word) {
    const std::unique_ptr<Config> wanted = stored.clone();
    set_field(*wanted, name, {word});
    CHECK_NOTHROW_MESSAGE(require_same_run(stored, *wanted, "runs/a"), name, " ", word);
    CHECK_MESSAGE(differences(stored, *wanted).empty(), name, " ", word);
    take_fixed(stored, *wanted);
    CHECK(field_text(*wanted, "activation") == field_text(stored, "activation"));
    CHECK(field_text(*wanted, "data-seed") == field_text(stored, "data-seed"));
  };
  tasks::PointsConfig points;
  same(points, "depth", "3");
  same(points, "width", "32");
  same(points, "skip", "off");
  same(points, "batch-norm", "off");
  same(points, "data-seed", "0");
  same(points, "beta1", "0.9");
  same(points, "activation", "x*sigmoid(beta*x)");
  points.activation = "sin(3 * x)";
  same(points, "activation", "sin(3*x)");
  tasks::RegressionConfig regression;
  regression.target = "sin(3*x) + 0.3*x";
  same(regression, "target", "sin(3*x)+0.3*x");
  same(regression, "range", "-3.0,3e0");
  same(ImageClassificationConfig(), "shortcut", "a");
  same(ImageClassificationConfig(), "count", "20000");
  same(tasks::TranslationConfig(), "heads", "4");
}

TEST_CASE("config: what differs is told as it was given, or as it is by default") {
  const auto told = [](const Config& stored, const std::string& name, const std::string& word) {
    const std::unique_ptr<Config> wanted = stored.clone();
    set_field(*wanted, name, {word});
    return usage_error_text([&] { require_same_run(stored, *wanted, "a"); });
  };
  const tasks::PointsConfig points;
  CHECK(contains(told(points, "depth", "4"), "run in a is: \"3\" there, \"4\" here"));
  CHECK(contains(told(points, "data-seed", "7"), "is: \"0\" there, \"7\" here"));
  CHECK(contains(told(points, "activation", "relu"), "is: \"swish\" there, \"relu\" here"));
  CHECK(
      contains(told(tasks::RegressionConfig(), "target-column", "y"), "is: not set there, \"y\""));
  ImageClassificationConfig changed;
  changed.lr = 0.5;
  CHECK(differences(ImageClassificationConfig(), changed) ==
        std::vector<std::string>{"lr: 0.1 -> 0.5"});
}

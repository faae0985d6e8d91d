#include <actlab/training/config.h>

#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/core/io/atomic_file.h>
#include <actlab/core/io/json.h>
#include <actlab/tasks/image_classification_config.h>
#include <actlab/tasks/points_classification.h>
#include <actlab/tasks/regression.h>
#include <actlab/tasks/translation/translation_config.h>
#include <actlab/training/config_text.h>
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::training;
using tasks::ImageClassificationConfig;
using test::contains;
using test::usage_error_text;

namespace {

std::string refusal(const std::string& name, const std::vector<std::string>& words) {
  return usage_error_text([&] {
    ImageClassificationConfig config;
    set_field(config, name, words);
    training::check(config);
  });
}

std::string json_refusal(const std::string& json) {
  return usage_error_text([&] {
    ImageClassificationConfig config;
    apply_json(config, json, "my.json");
  });
}

}  // namespace

TEST_CASE("config: words of a command line set every kind of field") {
  ImageClassificationConfig config;
  set_field(config, "activation", {"max(x, 0)"});
  set_field(config, "augment", {"off"});
  set_field(config, "batch-size", {"64"});
  set_field(config, "lr", {"1e-3"});
  set_field(config, "mean", {"0.485", "0.456", "0.406"});
  set_field(config, "lr-steps", {"10,20", "30"});
  CHECK(config.activation == "max(x, 0)");
  CHECK(!config.augment);
  CHECK(config.batch_size == 64);
  CHECK(learning_rate(config) == 1e-3);
  CHECK(config.mean == ThreeNumbers{0.485, 0.456, 0.406});
  CHECK(config.lr_steps == std::vector<std::int64_t>{10, 20, 30});
  CHECK(field_text(config, "lr-steps") == "10,20,30");
  CHECK(field_text(config, "mean") == "0.485 0.456 0.406");
  CHECK(field_text(config, "std").empty());
  CHECK(field_text(config, "augment") == "off");
}

TEST_CASE("config: a folder of data is told to the tasks that read any") {
  ImageClassificationConfig images;
  set_data_dir(images, "");
  CHECK(images.data_dir.empty());
  set_data_dir(images, "/photos");
  CHECK(images.data_dir == "/photos");
  tasks::PointsConfig points;
  set_data_dir(points, "/photos");  // draws its own
  CHECK(to_json(points) == to_json(tasks::PointsConfig()));
}

TEST_CASE("config: words that are no such value are refused with what is needed") {
  CHECK(
      contains(refusal("batch-size", {"many"}), "--batch-size needs a whole number, got \"many\""));
  CHECK(contains(refusal("batch-size", {"12.5"}), "needs a whole number"));
  CHECK(contains(refusal("batch-size", {"99999999999999999999"}), "needs a whole number"));
  CHECK(contains(refusal("lr", {"0,1"}), "--lr needs a number, got \"0,1\""));
  CHECK(contains(refusal("lr", {"nan"}), "finite"));
  CHECK(contains(refusal("shuffle", {"yes"}), "--shuffle needs on or off"));
  CHECK(contains(refusal("mean", {"1", "2"}), "--mean needs three numbers: R G B, got \"1 2\""));
  CHECK(contains(refusal("lr-steps", {"1,,2"}), "--lr-steps needs N,N,..."));
  CHECK(contains(refusal("batchsize", {"1"}), "unknown setting \"batchsize\"; did you mean"));
}

TEST_CASE("config: values out of range and unknown choices are refused") {
  CHECK(contains(refusal("batch-size", {"0"}), "--batch-size must be from 1 to"));
  CHECK(contains(refusal("epochs", {"0"}), "--epochs must be from 1"));
  CHECK(contains(refusal("max-steps", {"-3"}), "--max-steps must be from 1"));
  CHECK(contains(refusal("lr", {"-0.1"}), "--lr must be from 0 to"));
  CHECK(contains(refusal("momentum", {"1"}), "--momentum must be"));
  CHECK(contains(refusal("label-smoothing", {"1.5"}), "--label-smoothing must be from 0 to 1"));
  CHECK(contains(refusal("threads", {"2000"}), "--threads must be from 0 to 1024"));
  CHECK(contains(refusal("validation", {"-1"}), "--validation"));
  CHECK(contains(refusal("log-every", {"0"}), "--log-every"));
  CHECK(contains(refusal("lr-steps", {"20,10"}), "--lr-steps must be steps above 0 that rise"));
  CHECK(contains(refusal("optimizer", {"adm"}), "did you mean 'adam'?"));
  CHECK(contains(refusal("schedule", {"cosin"}), "did you mean 'cosine'?"));
  CHECK(contains(refusal("shortcut", {"c"}), "there are a, b"));
  CHECK(contains(refusal("without-decay", {"biases,norm"}), "did you mean 'norms'?"));
  CHECK(contains(refusal("without-decay", {"none,weights"}),
                 "--without-decay: none stands alone, got none,weights"));
  CHECK(contains(refusal("average-decay", {"1"}),
                 "--average-decay must be from 0 to 0.99999999, got 1"));
  CHECK(contains(refusal("label-smoothing", {"1.0000001"}),
                 "--label-smoothing must be from 0 to 1, got 1.0000001"));
  CHECK(contains(refusal("init-scheme", {"gloro"}), "did you mean 'glorot'?"));
  CHECK(contains(refusal("batch-norm", {"off"}), "there are on, no-scale"));
}

TEST_CASE("config: weights are averaged in one way") {
  ImageClassificationConfig config;
  config.average = 5;
  CHECK_NOTHROW(training::check(config));
  config.average_decay = 0.99;
  CHECK(contains(usage_error_text([&] { training::check(config); }), "two ways to average"));
}

TEST_CASE("config: defaults follow the optimizer") {
  ImageClassificationConfig config;
  CHECK(learning_rate(config) == 0.1);
  CHECK(weight_decay(config) == 1e-4);
  config.optimizer = "rmsprop";
  CHECK(learning_rate(config) == 0.001);
  CHECK(weight_decay(config) == 0.0);
  config.optimizer = "adamw";
  CHECK(weight_decay(config) == 1e-2);
  config.weight_decay = 0.5;
  CHECK(weight_decay(config) == 0.5);
}

TEST_CASE("config: files hold what has an effect, and take what version 0.1 wrote beside it") {
  ImageClassificationConfig config;
  config.optimizer = "adam";
  set_field(config, "beta1", {"0.8"});
  set_field(config, "momentum", {"0.5"});
  const Json json = parse_json(to_json(config), "test");
  CHECK(json["beta1"] == 0.8);
  CHECK(json["beta2"].is_null());
  CHECK_FALSE(json.contains("momentum"));
  CHECK_FALSE(json.contains("lr_steps"));
  ImageClassificationConfig old;
  apply_json(old, R"({"optimizer": "adam", "momentum": 0.5, "alpha": 0.9, "nesterov": false,
                      "beta1": 0.7, "epsilon": null, "lr_steps": [32000, 48000]})",
             "0.1");
  CHECK_NOTHROW(training::check(old));
  CHECK(field_text(old, "beta1") == "0.7");
  apply_json(old, R"({"batch_norm_scale": false})", "0.1");
  CHECK(field_text(old, "batch-norm") == "no-scale");
  apply_json(old, R"({"decay_activation": true})", "0.1");
  CHECK(field_text(old, "without-decay") == "none");
  apply_json(old, R"({"decay_activation": false})", "0.1");
  CHECK(field_text(old, "without-decay") == "activations");
}

TEST_CASE("config: no two settings of a task share a name") {
  const ImageClassificationConfig config;
  std::vector<std::string> names = setting_names(config);
  std::ranges::sort(names);
  CHECK(std::ranges::adjacent_find(names) == names.end());
}

TEST_CASE("config: JSON gives every field back") {
  ImageClassificationConfig config;
  config.activation = "x * \"\xc3\xa9\"";
  config.epochs = 7;
  config.std = ThreeNumbers{0.25, 0.5, 1.0};
  config.lr = 0.1 + 0.2;
  config.schedule = "steps";
  config.lr_steps = {};
  config.evaluate = false;
  ImageClassificationConfig read;
  apply_json(read, to_json(config), "test");
  for (const std::string& name : setting_names(config)) {
    CHECK_MESSAGE(field_text(read, name) == field_text(config, name), name);
  }
  CHECK(read.lr == config.lr);
  CHECK(read.lr_steps.empty());
}

TEST_CASE("config: a JSON file overrides only what it names") {
  ImageClassificationConfig config;
  config.seed = 5;
  apply_json(config, R"({"batch_size": 32, "lr-steps": [1, 2], "augment": false, "lr": null})",
             "f");
  CHECK(config.batch_size == 32);
  CHECK(config.seed == 5);
  CHECK(!config.augment);
  CHECK(config.lr_steps == std::vector<std::int64_t>{1, 2});
  apply_json(config, R"({"actlab": "0.1.0", "config": {"seed": 9}})", "run");
  CHECK(config.seed == 9);
}

TEST_CASE("config: JSON that does not fit is refused by file and key") {
  CHECK(contains(json_refusal(R"({"batch_sise": 3})"), "my.json: unknown setting \"batch-sise\""));
  CHECK(contains(json_refusal(R"({"batch_sise": 3})"), "did you mean 'batch-size'?"));
  CHECK(contains(json_refusal(R"({"batch_size": 2.5})"), "my.json: \"batch_size\" needs a whole"));
  CHECK(contains(json_refusal(R"({"seed": null})"), "null is none"));
  CHECK(contains(json_refusal(R"({"seed": {}})"), "\"seed\" needs a string, a number"));
  CHECK(contains(json_refusal("[1]"), "my.json: must be a JSON object"));
  CHECK(contains(json_refusal("{"), "my.json"));
  CHECK(contains(usage_error_text([&] { read_config_file("/nowhere.json"); }),
                 "cannot read the file /nowhere.json"));
  CHECK(contains(usage_error_text([&] { read_config_file("/nowhere.json"); }), "No such file"));
  const test::TemporaryFolder folder;
  write_file(folder.file("none.json"), "");
  CHECK(usage_error_text([&] { read_config_file(folder.file("none.json")); }) ==
        "[config] the file " + folder.file("none.json") + " is empty");
  CHECK(usage_error_text([&] { read_config_file(folder.path().string()); }) ==
        "[config] " + folder.path().string() + " is a folder; name a file of settings");
}

TEST_CASE("config: what a run wrote is whole, or what it lacks is named") {
  CHECK_NOTHROW(require_whole(to_json(ImageClassificationConfig()), "c"));
  CHECK_NOTHROW(require_whole(to_json(tasks::RegressionConfig()), "c"));
  CHECK_NOTHROW(require_whole(to_json(tasks::TranslationConfig()), "c"));
  CHECK(
      usage_error_text([] { require_whole(R"({"config": {"seed": 1}})", "runs/a/config.json"); }) ==
      "[resume] runs/a/config.json lacks \"activation\", \"batch_size\": it is not as the run "
      "wrote it; put the file back");
}

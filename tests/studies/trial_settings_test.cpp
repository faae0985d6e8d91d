#include <actlab/studies/running/trial_settings.h>

#include <doctest/doctest.h>

#include <actlab/studies/running/grid.h>
#include <actlab/tasks/image_classification_config.h>
#include <actlab/tasks/points_classification.h>
#include <actlab/tasks/translation/translation_config.h>
#include <actlab/training/config_text.h>

using namespace actlab;
using namespace actlab::studies;

namespace {

// As version 0.1 wrote it: fewer settings than today, null for what is left to the optimizer.
const std::string kVersion01 =
    R"({"config":{"data":"shapes","data_dir":"","image_side":32,"mean":null,"std":null,)"
    R"("validation":100,"augment":true,"shuffle":true,"model":"resnet8","activation":"swish",)"
    R"("shortcut":"a","init_scheme":"he","batch_norm_scale":true,"init":"","epochs":null,)"
    R"("max_steps":null,"batch_size":16,"optimizer":"sgd","lr":null,"momentum":0.9,)"
    R"("nesterov":false,"weight_decay":null,"decay_activation":false,"alpha":0.9,"epsilon":null,)"
    R"("epsilon_inside":false,"label_smoothing":0.0,"clip_norm":0.0,"schedule":"cosine",)"
    R"("warmup_epochs":0.0,"lr_steps":[32000,48000],"lr_factor":0.1,"seed":0,"threads":0,)"
    R"("output":"","log_every":10,"checkpoint_every":0,"evaluate":false,"quiet":false},)"
    R"("rungs":[],"hopeless_step":0,"hopeless_accuracy":0.12})";

TrialSettings settings_of(const training::Config& config) {
  return TrialSettingsReader().of(to_json({config}));
}

// Those in which two configurations differ, as the second has them.
std::string changes(const training::Config& from, const training::Config& to) {
  const TrialSettings before = settings_of(from);
  std::string result;
  for (const auto& [name, value] : settings_of(to)) {
    if (setting_value(before, name) != value) result += name + ' ' + value + ';';
  }
  return result;
}

}  // namespace

TEST_CASE("trial settings: what is left to the optimizer and the seed has its value") {
  tasks::ImageClassificationConfig config;
  const TrialSettings settings = settings_of(config);
  CHECK(settings.front() == std::pair<std::string, std::string>("task", "images"));
  CHECK(setting_value(settings, "lr") == "0.1");
  CHECK(setting_value(settings, "weight_decay") == "0.0001");
  CHECK(setting_value(settings, "momentum") == "0.9");
  CHECK(setting_value(settings, "epsilon").empty());
  CHECK(setting_value(settings, "augment") == "on");
  CHECK(setting_value(settings, "lr_steps").empty());  // of another schedule
  tasks::ImageClassificationConfig adam;
  adam.optimizer = "adam";
  adam.seed = 7;  // draws the validation images where no data seed is given
  adam.schedule = "steps";
  CHECK(changes(config, adam) ==
        "data_seed 7;optimizer adam;lr 0.001;weight_decay 0.0;epsilon 1e-08;beta1 0.9;"
        "beta2 0.999;schedule steps;lr_steps 32000,48000;lr_factor 0.1;");
  adam.data_seed = 3;
  CHECK(setting_value(settings_of(adam), "data_seed") == "3");
  tasks::ImageClassificationConfig other = adam;
  training::set_field(other, "beta1", {"0.5"});
  CHECK(changes(adam, other) == "beta1 0.5;");
}

TEST_CASE("trial settings: what only says how a training is carried out is none") {
  tasks::ImageClassificationConfig config, elsewhere;
  elsewhere.threads = 7;
  elsewhere.data_dir = "/data";
  elsewhere.output = "there";
  elsewhere.activation = "relu";
  elsewhere.max_steps = 9;
  CHECK(settings_of(config) == settings_of(elsewhere));
  elsewhere.mean = ThreeNumbers{0.5, 0.5, 0.25};
  CHECK(changes(config, elsewhere) == "mean 0.5 0.5 0.25;");
  TrainingTrialSpec spec{config};
  spec.rungs = {10, 20};
  spec.hopeless_step = 5;
  const TrialSettings settings = TrialSettingsReader().of(to_json(spec));
  CHECK(setting_value(settings, "rungs") == "10,20");
  CHECK(setting_value(settings, "hopeless_accuracy") == "0.12");
  CHECK(setting_value(settings_of(config), "hopeless_accuracy").empty());
}

TEST_CASE("trial settings: a configuration of version 0.1 trains as the same one of today") {
  tasks::ImageClassificationConfig today;
  today.model = "resnet8";
  today.validation = 100;
  today.batch_size = 16;
  today.evaluate = false;
  TrialSettingsReader reader;
  CHECK(reader.of(kVersion01) == settings_of(today));
  CHECK(cell_hash("relu", reader.of(kVersion01)) == cell_hash("relu", settings_of(today)));
  CHECK(cell_hash("relu", settings_of(today)) != cell_hash("swish", settings_of(today)));
  training::set_field(today, "shortcut", {"a"});  // as is usual, so nothing changes
  training::set_field(today, "recompute", {"off"});
  CHECK(reader.of(kVersion01) == settings_of(today));
  training::set_field(today, "batch-norm", {"no-scale"});
  std::string without_scale = kVersion01;
  without_scale.replace(without_scale.find("scale\":true"), 11, "scale\":false");
  CHECK(reader.of(without_scale) == settings_of(today));
}

// A new setting of runs stands in neither list: say in trial_settings.cpp whether it decides.
TEST_CASE("trial settings: of every setting of a run it is known whether it decides") {
  training::RunConfig run;
  std::string deciding;
  for (const Setting& setting : training::settings(run)) {
    if (decides_a_trial(setting.name)) deciding += setting.name + ' ';
  }
  CHECK(deciding == "batch-size shuffle validation data-seed evaluate ");
}

TEST_CASE("trial settings: of any task") {
  tasks::PointsConfig points, wider;
  training::set_field(wider, "width", {"64"});
  CHECK(setting_value(settings_of(points), "task") == "points");
  CHECK(setting_value(settings_of(points), "data") == "spirals");
  CHECK(changes(points, wider) == "width 64;");
  CHECK(setting_value(settings_of(points), "depth") == "3");
  CHECK(setting_value(settings_of(points), "shortcut").empty());  // of another network
  tasks::TranslationConfig text, other;
  other.validation_part = "dev";
  CHECK(setting_value(settings_of(text), "validation") == "val");  // in place of a number
  CHECK(changes(text, other) == "validation dev;");
}

TEST_CASE("trial settings: of what is no training's configuration all that it holds") {
  TrialSettingsReader reader;
  CHECK(reader.of(R"({"a": {"model": "vgg", "lr": null}, "depth": 3})") ==
        TrialSettings{{"model", "vgg"}, {"depth", "3"}});
  CHECK(reader.of(R"({"config": {"model": "vgg", "lr": "high"}})") ==
        TrialSettings{{"model", "vgg"}, {"lr", "high"}});
  CHECK(reader.of("no JSON").empty());
}

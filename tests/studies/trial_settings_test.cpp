#include <actlab/studies/running/trial_settings.h>

#include <doctest/doctest.h>

#include <actlab/studies/running/grid.h>
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

}  // namespace

TEST_CASE("trial settings: what is left to the optimizer and the seed has its value") {
  TrainingTrialSpec spec;
  TrialSettings settings = trial_settings(spec);
  CHECK(setting_value(settings, "lr") == "0.1");
  CHECK(setting_value(settings, "weight_decay") == "0.0001");
  CHECK(setting_value(settings, "momentum") == "0.9");
  CHECK(setting_value(settings, "epsilon").empty());
  spec.config.optimizer = "adam";
  spec.config.seed = 7;  // draws the validation images where no data seed is given
  settings = trial_settings(spec);
  CHECK(setting_value(settings, "lr") == "0.001");
  CHECK(setting_value(settings, "epsilon") == "1e-08");
  CHECK(setting_value(settings, "data_seed") == "7");
  spec.config.data_seed = 3;
  CHECK(setting_value(trial_settings(spec), "data_seed") == "3");
  CHECK(settings_text(settings) == "data_seed 7, optimizer adam, lr 0.001, weight_decay 0.0");
  training::set_field(spec.config, "beta1", {"0.5"});
  CHECK(settings_text(trial_settings(spec)) ==
        "data_seed 3, optimizer adam, lr 0.001, weight_decay 0.0, beta1 0.5");
}

TEST_CASE("trial settings: what only says how a training is carried out is none") {
  TrainingTrialSpec spec, elsewhere;
  elsewhere.config.threads = 7;
  elsewhere.config.data_dir = "/data";
  elsewhere.config.output = "there";
  elsewhere.config.activation = "relu";
  elsewhere.config.max_steps = 9;
  CHECK(trial_settings(spec) == trial_settings(elsewhere));
  elsewhere.config.mean = ThreeNumbers{0.5, 0.5, 0.25};
  CHECK(settings_text(trial_settings(elsewhere)) == "mean 0.5 0.5 0.25");
  elsewhere.rungs = {10, 20};
  elsewhere.hopeless_step = 5;
  CHECK(settings_text(trial_settings(elsewhere)) ==
        "mean 0.5 0.5 0.25, rungs 10,20, hopeless_step 5, hopeless_accuracy 0.12");
}

TEST_CASE("trial settings: a configuration of version 0.1 trains as the same one of today") {
  TrainingTrialSpec today;
  today.config.model = "resnet8";
  today.config.validation = 100;
  today.config.batch_size = 16;
  today.config.evaluate = false;
  TrialSettingsReader reader;
  CHECK(reader.of(kVersion01) == trial_settings(today));
  CHECK(cell_hash("relu", reader.of(kVersion01)) ==
        "relu in {model resnet8, batch_size 16, validation 100, evaluate off}");
}

TEST_CASE("trial settings: of what is no training's configuration all that it holds") {
  TrialSettingsReader reader;
  CHECK(reader.of(R"({"a": {"model": "vgg", "lr": null}, "depth": 3})") ==
        TrialSettings{{"model", "vgg"}, {"depth", "3"}});
  CHECK(reader.of("no JSON").empty());
}

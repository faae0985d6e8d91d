// Commands that train a trial again: read back, they come to the trial's settings.
#include <actlab/studies/findings/cell_command.h>

#include <doctest/doctest.h>

#include <actlab/studies/running/grid.h>
#include <actlab/studies/running/presets.h>
#include <actlab/tasks/image_classification_config.h>
#include <actlab/tasks/points_classification.h>
#include <actlab/tasks/table.h>
#include <actlab/tasks/translation/translation_config.h>
#include <actlab/training/config_text.h>

using namespace actlab;
using namespace actlab::studies;

namespace {

Trial trial_of(const training::Config& config, const std::string& activation = "relu",
               std::int64_t seed = 2) {
  Trial trial;
  trial.formula = activation;
  trial.configuration = to_json(TrainingTrialSpec{config});
  trial.seed = seed;
  trial.budget = 50;
  return trial;
}

}  // namespace

TEST_CASE("cell command: a run is judged as trials are, by its last weights") {
  const tasks::TranslationConfig config;
  REQUIRE(config.average > 1);
  CHECK(cell_command(trial_of(config), tasks::table()) ==
        "./run train --task translation --data-seed 0 --average 1 --activation relu --seed 2 "
        "--max-steps 50");
}

TEST_CASE("cell command: the fewest flags, those that differ from what train does by itself") {
  tasks::ImageClassificationConfig config;
  config.model = "resnet20";
  CHECK(cell_command(trial_of(config), tasks::table()) ==
        "./run train --data-seed 0 --activation relu --seed 2 --max-steps 50");
  config.data = "cifar10";
  config.lr = 0.03;
  config.optimizer = "adam";
  training::set_field(config, "beta1", {"0.8"});
  CHECK(cell_command(trial_of(config, "x * sigmoid(x)", 0), tasks::table()) ==
        "./run train --data cifar10 --optimizer adam --lr 0.03 --beta1 0.8 --activation "
        "'x * sigmoid(x)' --seed 0 --max-steps 50");
}

TEST_CASE("cell command: of another task, of three numbers, and of constants") {
  tasks::PointsConfig points;
  training::set_field(points, "depth", {"7"});
  CHECK(cell_command(trial_of(points), tasks::table())
            .starts_with("./run train --task points --depth 7 "));
  tasks::ImageClassificationConfig config;
  config.mean = ThreeNumbers{0.5, 0.25, 0.5};
  config.allow_constant = true;
  const std::string command = cell_command(trial_of(config), tasks::table());
  CHECK(command.find(" --mean 0.5 0.25 0.5 ") != std::string::npos);
  CHECK(command.find(" --allow-constant on ") != std::string::npos);
}

TEST_CASE("cell command: every cell of every preset has one") {
  for (const Preset& preset : presets()) {
    for (const PresetPart& part : preset.parts) {
      CAPTURE(preset.name);
      CAPTURE(part.model);
      const Grid grid = grid_of(preset, part, tasks::table());
      const auto child = grid_child(grid, part.data, part.model);
      CHECK(!cell_command(trial_of(*child.config), tasks::table()).empty());
    }
  }
}

TEST_CASE("cell command: none for rungs, for unknown tasks and for what is no training") {
  Trial trial = trial_of(tasks::ImageClassificationConfig());
  TrainingTrialSpec climbing{tasks::ImageClassificationConfig()};
  climbing.rungs = {10, 50};
  trial.configuration = to_json(climbing);
  CHECK(cell_command(trial, tasks::table()).empty());
  trial.configuration = R"({"config": {"task": "chess"}})";
  CHECK(cell_command(trial, tasks::table()).empty());
  trial.configuration = "{}";
  CHECK(cell_command(trial, tasks::table()).empty());
  CHECK(cell_command(trial_of(tasks::ImageClassificationConfig()), {}).empty());
}

TEST_CASE("cell command: a shell reads each word as it is") {
  CHECK(shell_word("relu") == "relu");
  CHECK(shell_word("max(x, 0)") == "'max(x, 0)'");
  CHECK(shell_word("it's") == "'it'\\''s'");
  CHECK(shell_word("") == "''");
}

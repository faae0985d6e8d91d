#include <actlab/tasks/image_presets.h>

#include <doctest/doctest.h>

#include <actlab/core/io/json.h>
#include <actlab/layers/models/table.h>
#include <actlab/optim/groups.h>
#include <actlab/tasks/image_classification_config.h>
#include <actlab/tasks/table.h>
#include <actlab/training/config_text.h>
#include <actlab/training/setup.h>
#include "tests/support/error_text.h"

using namespace actlab;
using test::contains;
using test::usage_error_text;

namespace {

tasks::ImageClassificationConfig config_of(const std::string& preset) {
  tasks::ImageClassificationConfig config;
  const training::TaskTable table = tasks::table();
  const auto named = training::find_settings(table, preset);
  apply_json(config, named.json, named.source);
  training::check(config);
  return config;
}

}  // namespace

TEST_CASE("image presets: the rates, steps and averages of the papers") {
  const auto inception = config_of("inception");
  const auto rates = training::make_schedule(inception, 100);
  CHECK(rates(199) == 0.045);
  CHECK(rates(200) == doctest::Approx(0.045 * 0.94));
  CHECK(rates(1000) == doctest::Approx(0.045 * 0.94 * 0.94 * 0.94 * 0.94 * 0.94));
  CHECK(inception.clip_norm == 2.0);
  CHECK(inception.average_decay == 0.9999);
  CHECK(inception.label_smoothing == 0.1);
  CHECK(training::field_text(inception, "epsilon") == "1.0");
  CHECK(config_of("mobilenet").clip_norm == 0.0);
  CHECK(training::make_schedule(config_of("nasnet"), 10)(24) == doctest::Approx(0.04 * 0.97));
}

TEST_CASE("image presets: weights alone decay") {
  const auto model = layers::make_model("densenet10-4", {.activation = "swish"});
  for (const training::Preset& preset : tasks::image_presets()) {
    const auto optimizer = training::make_optimizer(config_of(preset.name), *model);
    for (const optim::ParameterGroup& group : optimizer->groups()) {
      CHECK_MESSAGE(group.weight_decay == (group.name == group::weights ? 4e-5 : 0.0), group.name);
    }
  }
}

TEST_CASE("image presets: what --config cannot mean is refused with the presets") {
  const training::TaskTable table = tasks::table();
  const std::string refusal = usage_error_text([&] { training::find_settings(table, "incepton"); });
  CHECK(
      contains(refusal, "no file incepton and no preset of that name; did you mean 'inception'?"));
  CHECK(contains(refusal, "nasnet: NASNet-A"));
  CHECK(contains(usage_error_text([&] { training::find_settings(table, "a/b.json"); }),
                 "cannot read the file a/b.json"));
  const auto points = table[1].config();
  const auto named = training::find_settings(table, "nasnet");
  CHECK(usage_error_text([&] { apply_json(*points, named.json, named.source); }) ==
        "[config] the preset nasnet is of the task images, not of points");
}

// Protocols of the paper against what networks.md and the papers that it quotes say.
#include <actlab/studies/running/presets.h>

#include <doctest/doctest.h>

#include <actlab/core/formula/language/catalog.h>
#include <actlab/layers/models/table.h>
#include <actlab/layers/module.h>
#include <actlab/optim/schedule_config.h>
#include <actlab/tasks/image_classification_config.h>
#include <actlab/tasks/table.h>
#include <actlab/training/config_text.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::studies;
using actlab::test::contains;
using actlab::test::usage_error_text;
using doctest::Approx;

namespace {

Grid part_of(const char* preset, std::size_t part) {
  const Preset& found = find_preset(preset);
  return grid_of(found, found.parts.at(part), tasks::table());
}

std::int64_t parameters(const std::string& model, std::int64_t classes) {
  std::int64_t count = 0;
  const auto built = layers::make_model(model, {.classes = classes});
  for (const auto& parameter : built->parameters()) count += parameter.tensor.elements();
  return count;
}

double rate_at(const Grid& grid, std::int64_t step, std::int64_t steps_per_epoch) {
  const training::Config& config = *grid.child.config;
  return optim::make_schedule(config, *config.lr, grid.steps, steps_per_epoch)(step);
}

}  // namespace

TEST_CASE("presets: networks of the paper have the parameters that their papers say") {
  const auto check_preset = [](const char* name, std::int64_t classes,
                               const std::vector<std::int64_t>& counts) {
    const Preset& preset = find_preset(name);
    REQUIRE(preset.parts.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(parameters(preset.parts[i].model, classes) == counts[i]);
      CHECK(preset.parts[i].seeds == 5);
    }
  };
  check_preset("paper-cifar10", 10, {1703258, 36479194, 6979642});
  check_preset("paper-cifar100", 100, {1726388, 36536884, 7084852});
}

TEST_CASE("presets: ResNet-164 warms up, and falls at 32,000 and 48,000 of 64,000 steps") {
  const Grid grid = part_of("paper-cifar10", 0);
  CHECK(grid.steps == 64000);
  CHECK(grid.child.config->batch_size == 128);
  CHECK(rate_at(grid, 0, 352) < 0.001);
  CHECK(rate_at(grid, 400, 352) == Approx(0.1));
  CHECK(rate_at(grid, 31999, 352) == Approx(0.1));
  CHECK(rate_at(grid, 32000, 352) == Approx(0.01));
  CHECK(rate_at(grid, 48000, 352) == Approx(0.001));
  CHECK(*grid.child.config->weight_decay == 1e-4);
}

TEST_CASE("presets: WRN-28-10 trains 200 epochs of 391 steps, x 0.2 at 60, 120 and 160") {
  const Grid grid = part_of("paper-cifar100", 1);
  CHECK(grid.steps == 200 * 391);
  CHECK(rate_at(grid, 60 * 391 - 1, 391) == Approx(0.1));
  CHECK(rate_at(grid, 60 * 391, 391) == Approx(0.02));
  CHECK(rate_at(grid, 120 * 391, 391) == Approx(0.004));
  CHECK(rate_at(grid, 160 * 391, 391) == Approx(0.0008));
  CHECK(*grid.child.config->weight_decay == 5e-4);
  CHECK(training::field_text(*grid.child.config, "nesterov") == "on");
}

TEST_CASE("presets: DenseNet-100-12 trains 300 epochs of 782 steps, / 10 at 50 % and 75 %") {
  const Grid grid = part_of("paper-cifar10", 2);
  CHECK(grid.steps == 300 * 782);
  CHECK(grid.child.config->batch_size == 64);
  CHECK(rate_at(grid, 150 * 782, 782) == Approx(0.01));
  CHECK(rate_at(grid, 225 * 782, 782) == Approx(0.001));
}

TEST_CASE("presets: smaller ones say so, and an unknown one is refused with the nearest name") {
  for (const Preset& preset : presets()) {
    CHECK(preset.smaller.empty() == preset.name.starts_with("paper-"));
    for (const PresetPart& part : preset.parts) CHECK(part.seeds >= 1);
  }
  CHECK(contains(usage_error_text([] { find_preset("paper-cifar1O"); }),
                 "[grid] unknown preset 'paper-cifar1O'; did you mean 'paper-cifar10'?; known: "));
  CHECK(paper_steps("cifar10", "resnet164").value() == 64000);
  CHECK(paper_steps("wmt", "transformer-base").value() == 300000);
  CHECK(!paper_steps("cifar10", "lenet"));
}

TEST_CASE("presets: what this program has can be asked for") {
  for (const Preset& preset : presets()) {
    for (const PresetPart& part : preset.parts) {
      CAPTURE(part.model);
      const Grid grid = grid_of(preset, part, tasks::table());
      CHECK(grid.steps == part.steps);
    }
  }
}

TEST_CASE("presets: three small networks of ImageNet learn Tiny-ImageNet as their paper does") {
  const Preset& preset = find_preset("laptop-tiny-imagenet");
  REQUIRE(preset.parts.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(preset.parts[i].lrs.size() == 3);
    const Grid grid = part_of("laptop-tiny-imagenet", i);
    const training::Config& config = *grid.child.config;
    CHECK(training::field_text(config, "optimizer") == "rmsprop-tf");
    CHECK(training::field_text(config, "epsilon") == "1.0");
    CHECK(training::field_text(config, "image-side") == "64");
    CHECK(training::field_text(config, "stem-stride") == "1");
  }
}

TEST_CASE("presets: those of a laptop are what their names say, on whichever data") {
  const Preset& hundred = find_preset("laptop-cifar100");
  CHECK(hundred.activations.size() == 9);
  REQUIRE(hundred.parts.size() == 1);
  CHECK(parameters(hundred.parts[0].model, 100) == 275572);
  const Grid grid = part_of("laptop-cifar100", 0);
  CHECK(grid.data == std::vector<std::string>{"cifar100"});
  CHECK(grid.seeds == 3);
  CHECK(rate_at(grid, 0, 352) == Approx(0.1));
  CHECK(rate_at(grid, 1000, 352) == Approx(0.05));  // half of half a cosine
  CHECK(rate_at(grid, 1999, 352) < 1e-6);
  const Preset& laptop = find_preset("laptop-cifar10");
  CHECK(laptop.activations.size() == 12);
  CHECK(parameters(laptop.parts.at(0).model, 10) == 269722);
  CHECK(laptop.parts[0].steps == 2000);
}

TEST_CASE("presets: large networks for 300 steps, at one rate, said to show no order") {
  const Preset& large = find_preset("laptop-large");
  CHECK(large.activations == std::vector<std::string>{"relu", "swish"});
  CHECK(contains(large.smaller, "no order"));
  REQUIRE(large.parts.size() == 3);
  const std::int64_t counts[] = {1703258, 2748890, 769162};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(parameters(large.parts[i].model, 10) == counts[i]);
    CHECK(large.parts[i].steps == 300);
    CHECK(large.parts[i].lrs.empty());
    CHECK(rate_at(part_of("laptop-large", i), 0, 352) == Approx(0.1));
  }
}

TEST_CASE("presets: five networks with three rates, and a Transformer with two") {
  const Preset& imagenet = find_preset("paper-imagenet");
  REQUIRE(imagenet.parts.size() == 5);
  for (const PresetPart& part : imagenet.parts) CHECK(part.lrs.size() == 3);
  CHECK(imagenet.parts[0].seeds == 3);
  CHECK(imagenet.parts[2].seeds == 1);
  CHECK(find_preset("paper-wmt").parts.at(0).lrs.size() == 2);
  CHECK(find_preset("laptop-multi30k").parts.at(0).lrs.size() == 2);
  CHECK(find_preset("laptop-multi30k").parts.at(0).seeds == 2);
}

TEST_CASE("presets: the whole catalog, two epochs of 45,000 images, two rates") {
  const Preset& catalog = find_preset("catalog-cifar10");
  CHECK(catalog.activations.size() == formula::catalog().size());
  REQUIRE(catalog.parts.size() == 1);
  CHECK(parameters(catalog.parts[0].model, 10) == 75290);
  CHECK(catalog.parts[0].steps == 1400);
  CHECK(catalog.parts[0].lrs == std::vector<double>{0.03, 0.1});
  const Grid grid = part_of("catalog-cifar10", 0);
  CHECK(grid.seeds == 3);
  CHECK(grid.child.config->batch_size == 64);
  CHECK(rate_at(grid, 700, 704) == Approx(0.05));
}

#include <actlab/layers/models/table.h>

#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/layers/models/model_config.h>
#include "tests/support/asks_for.h"
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::layers;
using actlab::test::error_of;
using actlab::test::random_tensor;

namespace {

const Setting& find(const Settings& all, const std::string& name) {
  return *std::ranges::find(all, name, &Setting::name);
}

std::int64_t parameters(const Module& model) {
  std::int64_t count = 0;
  for (const NamedParameter& p : model.parameters()) count += p.tensor.elements();
  return count;
}

}  // namespace

TEST_CASE("models: every name that is listed is of its row and takes its input") {
  for (const ModelRow& row : models()) {
    for (const std::string& name : row.names) {
      CHECK_MESSAGE(&find_model(name) == &row, name);
    }
    if (row.input == ModelInput::images) continue;
    const auto model = make_model(row.names.front(), {.classes = 7, .input = {5}});
    CHECK(model->forward(random_tensor({4, 5}, 1)).shape() == Shape{4, 7});
  }
  CHECK(find_model("resnet164").pattern == "resnet164");
  CHECK(find_model("resnet170").pattern == "resnetD");
  CHECK(find_model("densenet-bc40-12").pattern == "densenet-bcD-K");
}

TEST_CASE("models: a perceptron beyond the machine's memory is refused before it is made" *
          test::asks_for_linux) {
  const std::string said = error_of([] {
    make_model("perceptron", {.settings = {{"depth", 1000}, {"width", 16384}}, .input = {2}});
  });
  CHECK(
      said.starts_with("[model] the weights of a perceptron of depth 1000 and width 16384 take "));
  CHECK(said.ends_with(" MB are left; choose a smaller --width or --depth"));
}

TEST_CASE("models: a perceptron takes images as well, value after value") {
  const auto model =
      make_model("perceptron", {.settings = {{"depth", 1}, {"width", 4}}, .input = {2, 3, 3}});
  CHECK(parameters(*model) == 18 * 4 + 4 + 4 * 10 + 10);
  const Tensor image = random_tensor({5, 2, 3, 3}, 1);
  const Tensor row = Tensor::uninitialised({5, 18});
  std::ranges::copy(image.values(), Tensor(row).data());
  CHECK(std::ranges::equal(model->forward(image).values(), model->forward(row).values()));
}

TEST_CASE("models: the settings of a row decide its network") {
  const auto count = [](const std::string& name, const GivenSettings& given) {
    return parameters(*make_model(name, {.settings = given}));
  };
  CHECK(count("resnet8", {{"shortcut", "b"}}) > count("resnet8", {}));
  CHECK(count("densenet10-4", {{"batch-norm", "no-scale"}}) < count("densenet10-4", {}));
  CHECK(count("perceptron", {{"depth", 4}}) == count("perceptron", {}) + 33 * 32);
  CHECK(count("perceptron", {{"batch-norm", "on"}}) == count("perceptron", {}) + 3 * 32);
}

TEST_CASE("models: what a network does not have, or not so, is refused by name") {
  const auto refusal = [](const std::string& name, const ModelOptions& options) {
    return error_of([&] { make_model(name, options); });
  };
  CHECK(refusal("wrn16-4", {.settings = {{"shortcut", "b"}}}) ==
        "[config] wrn16-4 has no setting \"shortcut\"; the settings of wrn16-4: --batch-norm, "
        "--recompute");
  CHECK(refusal("resnet8", {.settings = {{"batch-norm", "off"}}}) ==
        "[config] --batch-norm: unknown value \"off\"; there are on, no-scale");
  CHECK(refusal("perceptron", {.settings = {{"width", 0}}}) ==
        "[config] --width must be from 1 to 16384, got 0");
  CHECK(refusal("resnet8", {.input = {7}}) ==
        "[model] resnet8 takes images [height, width, channels], got examples [7]");
  CHECK(
      refusal("perceptron", {.input = {2, 2}}) ==
      "[model] perceptron takes images [height, width, channels] or rows [features], got examples "
      "[2, 2]");
}

TEST_CASE("models: a configuration says whose each setting is, and which has no effect") {
  ModelConfig config;
  config.model = "perceptron";
  CHECK(
      find(settings(config, ModelInput::images), "shortcut").idle ==
      "--shortcut belongs to resnetD; the settings of perceptron: --depth, --width, --batch-norm, "
      "--skip");
  const std::string help = find(settings(config, ModelInput::images), "batch-norm").help;
  CHECK(help.starts_with(
      "on, no-scale, off; before each activation; no-scale: a shift alone (resnet164, resnetD, "
      "preact-resnetD, wrnD-K, densenetD-K, densenet-bcD-K, mobilenet, "));
  CHECK(help.ends_with(": on; perceptron: off)"));
  const Settings of_rows = settings(config, ModelInput::rows);
  CHECK(std::ranges::count(of_rows, "shortcut", &Setting::name) == 0);
  CHECK(find(of_rows, "init-deviation").idle ==
        "--init-deviation belongs to normal, truncated-normal; the settings of he: none");
  config.model = "resnet8";
  CHECK(error_of([&] {
          check(config, ModelInput::rows);
        }).starts_with("[model] resnet8 takes images, and these examples are none"));
}

#include <actlab/tasks/image_weights.h>

#include <doctest/doctest.h>

#include <actlab/training/config_text.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::tasks;
using test::error_of;

namespace {

datasets::Dataset images_of(const std::vector<std::string>& classes, std::int64_t side) {
  datasets::LabelledImages images;
  images.height = images.width = side;
  images.pixels.resize(static_cast<std::size_t>(side * side * 3));
  images.labels = {0};
  images.class_names = classes;
  images.normalisation.mean = {0.1f, 0.5f, 1.0f / 3.0f};
  return {"folder:pets", std::move(images)};
}

Metadata metadata_of(const std::string& activation) {
  ImageClassificationConfig config;
  config.activation = activation;
  const datasets::Dataset images = images_of({"cat", "dog"}, 8);
  return describe_images(config, images, images.normalisation());
}

StatedOfWeights stated_of(const Metadata& metadata) {
  StatedOfWeights stated;
  stated.add(metadata, "w");
  return stated;
}

}  // namespace

TEST_CASE("image weights: what training writes is taken over bit for bit") {
  const Metadata metadata = metadata_of("x * sigmoid(x)");
  CHECK(metadata.at("mean") == "0.1 0.5 0.33333334");
  CHECK(metadata.at("classes") == R"(["cat","dog"])");
  ImageClassificationConfig config;
  stated_of(metadata).apply(config);
  CHECK(config.activation == "x * sigmoid(x)");
  CHECK(config.image_side == 8);
  const datasets::Dataset other = images_of({"cat", "dog"}, 8);
  CHECK(normalisation(config, other).mean == other.normalisation().mean);
  CHECK(error_of([&] { stated_of(metadata).require_fits(other); }).empty());
  CHECK(StatedOfWeights().empty());
}

TEST_CASE("image weights: a scale that version 0.1 left out is left out today") {
  ImageClassificationConfig config;
  stated_of({{"model", "resnet20"}, {"batch_norm_scale", "off"}}).apply(config);
  CHECK(training::field_text(config, "batch-norm") == "no-scale");
}

TEST_CASE("image weights: other settings are refused, other texts for the same are not") {
  const auto refusal = [](const std::string& setting, const std::vector<std::string>& words) {
    ImageClassificationConfig config;
    training::set_field(config, setting, words);
    return error_of([&] { stated_of(metadata_of("relu")).require_same(config, setting); });
  };
  CHECK(refusal("activation", {"swish"}) ==
        "[weights] --activation is swish, but w states relu; leave the flag out, or take other "
        "weights");
  CHECK(refusal("activation", {"max(x, 0)"}).empty());
  CHECK(refusal("model", {"resnet8"}).find("is resnet8, but w states resnet20") !=
        std::string::npos);
  CHECK(refusal("batch-norm", {"no-scale"}).find("is no-scale, but w states on") !=
        std::string::npos);
  CHECK(refusal("image-side", {"32"}).find("is 32, but w states 8") != std::string::npos);
  CHECK(refusal("mean", {"0.10", "5e-1", "0.33333334"}).empty());
  CHECK_FALSE(refusal("mean", {"0.2", "0.5", "0.33333334"}).empty());
  CHECK(refusal("threads", {"4"}).empty());  // nothing is stated of it
}

TEST_CASE("image weights: classes count by name and order, images by side") {
  const auto refusal = [](const std::vector<std::string>& classes, std::int64_t side) {
    return error_of([&] { stated_of(metadata_of("relu")).require_fits(images_of(classes, side)); });
  };
  CHECK(refusal({"dog", "cat"}, 8) ==
        "[weights] folder:pets has the classes [\"dog\",\"cat\"], but w states [\"cat\",\"dog\"], "
        "the same in another order; give the --data that the weights belong to");
  CHECK(refusal({"dog", "zcat"}, 8).find("order") == std::string::npos);
  CHECK_FALSE(refusal({"dog", "zcat"}, 8).empty());
  CHECK_FALSE(refusal({"cat", "dog", "emu"}, 8).empty());
  CHECK(refusal({"cat", "dog"}, 16).find("has images of side 16, but w states 8") !=
        std::string::npos);
}

TEST_CASE("image weights: sources that contradict each other or are damaged are named") {
  const auto added = [](const Metadata& metadata) {
    return error_of([&] {
      StatedOfWeights stated = stated_of(metadata_of("relu"));
      stated.add(metadata, "config.json");
      ImageClassificationConfig config;
      stated.apply(config);
    });
  };
  CHECK(added({{"activation", "max(x, 0)"}}).empty());
  CHECK(added({{"activation", "swish"}}) ==
        "[weights] w states activation relu, but config.json states swish: they are not of one "
        "run");
  CHECK(added({{"task", "points"}}) ==
        "[weights] config.json is of the task points, not of images");
  CHECK(added({{"mean", "a b"}}).find("[weights] config.json states no mean: ") == 0);
  CHECK(added({{"classes", "{"}}).find("[weights] config.json states no classes: ") == 0);
}

#include <actlab/tasks/image_classification.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/find.h>
#include <actlab/layers/models/table.h>
#include "tests/support/error_text.h"
#include "tests/support/naive.h"

using namespace actlab;
using namespace actlab::tasks;

namespace {

constexpr std::int64_t kSide = 40, kClasses = 20, kCount = 40;

datasets::Dataset images() {
  datasets::LabelledImages images;
  images.height = images.width = kSide;
  Random random(1, Purpose::test);
  for (std::int64_t c = 0; c < kClasses; ++c) images.class_names.push_back(text("class ", c));
  for (std::int64_t i = 0; i < kCount; ++i) {
    images.labels.push_back(i % kClasses);
    for (std::int64_t byte = 0; byte < kSide * kSide * 3; ++byte) {
      images.pixels.push_back(static_cast<std::uint8_t>(random.below(256)));
    }
  }
  return {"random", std::move(images)};
}

ImageClassification task(double auxiliary_weight) {
  ImageClassificationConfig config;
  config.batch_size = 8;
  config.auxiliary_weight = auxiliary_weight;
  const datasets::Dataset data = images();
  auto network = layers::make_model(
      "inception-v3",
      {.classes = kClasses,
       .settings = {{"width-multiplier", 0.05}, {"stem-stride", 1}, {"auxiliary", true}},
       .input = {kSide, kSide, 3}});
  return {config,
          std::make_shared<const ImageData>(ImageData{data, {}, data, data.normalisation()}),
          std::move(network)};
}

struct Step {
  double loss;
  double length;  // of the gradient that the auxiliary head gets
};

Step step(double auxiliary_weight) {
  ImageClassification of_weight = task(auxiliary_weight);
  of_weight.next();
  const Tensor loss = of_weight.forward().loss;
  backward(loss);
  double sum = 0.0;
  const Tensor gradient =
      layers::find_parameter(of_weight.model(), "AuxLogits.fc.weight").gradient();
  for (const float g : gradient.values()) {
    sum += static_cast<double>(g) * static_cast<double>(g);
  }
  return {static_cast<double>(loss.item()), std::sqrt(sum)};
}

}  // namespace

TEST_CASE("images: the loss of an auxiliary head counts with its weight") {
  const Step none = step(0.0), half = step(0.5), whole = step(1.0);
  const double of_head = whole.loss - none.loss;
  CHECK(of_head == doctest::Approx(std::log(kClasses)).epsilon(0.5));  // it has learned nothing
  CHECK(half.loss - none.loss == doctest::Approx(0.5 * of_head).epsilon(1e-4));
  CHECK(none.length == 0.0);
  CHECK(half.length == doctest::Approx(0.5 * whole.length).epsilon(1e-4));
}

TEST_CASE("images: an evaluation knows no auxiliary head, and counts the five largest") {
  ImageClassification without = task(0.0), with = task(1.0);
  const training::Measures a = without.evaluate(training::Part::test);
  CHECK(a == with.evaluate(training::Part::test));
  const double top1 = training::find_measure(a, "accuracy").value();
  const double top5 = training::find_measure(a, "top5_accuracy").value();
  CHECK(top5 > top1);
  CHECK(without.shown("top5_accuracy", 0.25) == "25.00 %");
}

TEST_CASE("images: among the largest is who has fewer before it") {
  const Tensor logits = test::random_tensor({50, 20}, 3);
  std::vector<std::int32_t> labels;
  for (int n = 0; n < 50; ++n) labels.push_back(n % 20);
  for (const std::int64_t places : {1, 2, 5, 19, 20}) {
    std::int64_t expected = 0;
    for (std::int64_t n = 0; n < 50; ++n) {
      std::vector<float> row(logits.data() + n * 20, logits.data() + (n + 1) * 20);
      const float own = row[static_cast<std::size_t>(n % 20)];
      std::ranges::sort(row, std::greater<>());
      if (own >= row[static_cast<std::size_t>(places - 1)]) ++expected;
    }
    CHECK(count_correct(logits, Indices(labels), places) == expected);
  }
  const Tensor equal = Tensor::zeros({3, 4});
  CHECK(count_correct(equal, {1, 2, 3}, 3) == 2);
}

TEST_CASE("images: the weight of an auxiliary head needs one") {
  ImageClassificationConfig config;
  const auto idle = [&] {
    for (const Setting& setting : config.settings()) {
      if (setting.name == "auxiliary-weight") return setting.idle;
    }
    return std::string("(there is none)");
  };
  CHECK(idle() == "--auxiliary-weight belongs to a network with --auxiliary on");
  config.model = "inception-v3";
  config.of_model = {{"auxiliary", true}};
  CHECK(idle().empty());
}

TEST_CASE("images: calls and data that cannot be are sentences") {
  ImageClassification whole = task(0.0);
  const auto why = [](const auto& call) { return test::error_text(call); };
  CHECK(why([&] { whole.forward(); }) ==
        "[images] there is no batch yet: next() takes one, then forward()");
  CHECK(why([&] { whole.forward_items(training::Part::validation, {0}); }) ==
        "[images] there is no validation part");
  CHECK(why([&] { whole.forward_slice(training::Part::validation, 0); }) ==
        "[images] there is no validation part");
  CHECK(test::contains(why([&] { whole.forward_items(training::Part::train, {99}); }),
                       "the train part has no item 99: there are 40"));
  CHECK(test::contains(why([&] { whole.forward_slice(training::Part::train, 99); }),
                       "the train part has no slice 99"));
  const datasets::Dataset data = images();
  const auto made = [&](std::shared_ptr<const ImageData> parts) {
    return test::usage_error_text([&] {
      ImageClassificationConfig config;
      config.batch_size = 8;
      ImageClassification without(config, std::move(parts), nullptr);
    });
  };
  CHECK(made(nullptr) == "[images] a task needs images, got none");
  CHECK(made(std::make_shared<const ImageData>(ImageData{data, {}, {}, {}})) ==
        "[images] a task needs a network, got none");
  CHECK(test::contains(
      made(std::make_shared<const ImageData>(ImageData{data, {}, data.subset({}), {}})),
      "the test part: there are no images in random"));
}

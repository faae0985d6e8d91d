#include <actlab/layers/summary.h>

#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/layers/models/table.h>
#include <actlab/layers/watch.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::layers;

TEST_CASE("summary: ResNet-20 has 40.55 million multiply-adds an image") {
  const auto model = make_model("resnet20", {.activation = "swish"});
  const Summary summary = summarise(*model, {1, 32, 32, 3});
  CHECK(summary.total.multiply_adds == 40551040);
  CHECK(summary.total.parameters == 269722 + 688);
  CHECK(summary.activation_parameters == 688);
  CHECK(summary.activation_sites == 19);
  CHECK(summary.total.output == Shape{1, 10});
}

TEST_CASE("summary: each layer has its row") {
  const auto model = make_model("resnet8");
  const Summary summary = summarise(*model, {2, 32, 32, 3});
  CHECK(summary.layers.size() == 3 + 3 * 6 + 1);
  const LayerRow& conv = summary.layers[0];
  CHECK(conv.name == "conv1");
  CHECK(conv.kind == "Conv2d");
  CHECK(conv.output == Shape{2, 32, 32, 16});
  CHECK(conv.parameters == 432);
  CHECK(conv.multiply_adds == 2 * 1024 * 432);
  CHECK(conv.output_bytes == 2 * 1024 * 16 * 4);
  CHECK_FALSE(summary.layers[1].stored);  // bn1, computed together with act1
  CHECK(summary.layers[1].output_bytes == 0);
  CHECK(summary.layers[1].output == Shape{2, 32, 32, 16});
  CHECK(summary.layers[1].parameters == 32);
  CHECK(summary.layers[2].output == Shape{2, 32, 32, 16});
}

TEST_CASE("summary: the model is left as it was") {
  const auto model = make_model("resnet8");
  const auto before = model->buffers()[0].tensor.clone();
  summarise(*model, {1, 32, 32, 3});
  CHECK(model->training());
  CHECK(std::ranges::equal(model->buffers()[0].tensor.values(), before.values()));
}

TEST_CASE("summary: those who watch go on watching") {
  const auto model = make_model("resnet8");
  int seen = 0;
  const Watch watch(*model, [&](const Seen&) { ++seen; });
  summarise(*model, {1, 32, 32, 3});
  const int once = seen;
  CHECK(once > 0);
  model->eval();
  model->forward(Tensor::zeros({1, 32, 32, 3}));
  CHECK(seen == 2 * once);
}

TEST_CASE("summary: the table shows rows and totals") {
  const auto model = make_model("resnet8", {.activation = "swish"});
  const std::string table = to_text(summarise(*model, {1, 32, 32, 3}));
  CHECK(table.starts_with("layer"));
  CHECK(table.find("layer3.0.conv2") != std::string::npos);
  CHECK(table.find("[1, 32, 32, 16]") != std::string::npos);
  CHECK(table.find("activation parameters: 240 of 75,530") != std::string::npos);
}

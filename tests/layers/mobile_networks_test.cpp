// MobileNet and NASNet-A: what the reference says of them beside their values.
#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/core/ops/loss.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/initialise.h>
#include <actlab/layers/models/mobilenet.h>
#include <actlab/layers/models/nasnet.h>
#include <actlab/layers/state.h>
#include <actlab/layers/summary.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::layers;
using actlab::test::error_of;
using actlab::test::random_tensor;

namespace {

MobileNetOptions mobile(double width, const std::string& activation = "relu") {
  MobileNetOptions options;
  options.activation = formula::compile(activation);
  options.width = width;
  return options;
}

NasnetOptions nasnet(const std::string& activation = "relu") {
  NasnetOptions options;
  options.activation = formula::compile(activation);
  return options;
}

std::int64_t parameters(const Module& module) {
  std::int64_t sum = 0;
  for (const NamedParameter& p : module.parameters()) sum += p.tensor.elements();
  return sum;
}

std::int64_t parameters_of_mobilenet(double width, std::int64_t classes) {
  return parameters(MobileNet(3, classes, mobile(width)));
}

std::int64_t parameters_of_nasnet(std::int64_t last_channels, std::int64_t classes) {
  return parameters(Nasnet(4, last_channels, 3, classes, nasnet()));
}

// The parameters, with their gradients after a step in training mode.
std::vector<NamedParameter> trained(Layer& network) {
  initialise(network, InitScheme::he, 1);
  const Tensor logits = network.forward(random_tensor({2, 37, 40, 3}, 1));
  CHECK(logits.shape() == Shape{2, 5});
  backward(cross_entropy(logits, Indices{1, 2}));
  return network.parameters();
}

void check_same_gradients(Layer& made_again, Layer& kept) {
  const auto a = trained(made_again), b = trained(kept);
  for (std::size_t i = 0; i < b.size(); ++i) {
    const Tensor gradient = a[i].tensor.gradient();
    REQUIRE_MESSAGE(gradient.defined(), b[i].name);
    CHECK(std::ranges::equal(gradient.values(), b[i].tensor.gradient().values()));
  }
}

}  // namespace

TEST_CASE("mobilenet: parameter counts are those of the reference at any width") {
  CHECK(parameters_of_mobilenet(1.0, 1000) == 4231976);
  CHECK(parameters_of_mobilenet(1.0, 200) == 3411976);
  CHECK(parameters_of_mobilenet(1.0, 100) == 3411976 - 100 * 1025);
  CHECK(parameters_of_mobilenet(1.0, 10) == 3411976 - 190 * 1025);
  CHECK(parameters_of_mobilenet(0.75, 1000) == 2585560);
  CHECK(parameters_of_mobilenet(0.75, 200) == 1970360);
  CHECK(parameters_of_mobilenet(0.5, 1000) == 1331592);
  CHECK(parameters_of_mobilenet(0.5, 200) == 921192);
  CHECK(parameters_of_mobilenet(0.25, 1000) == 470072);
  CHECK(parameters_of_mobilenet(0.25, 200) == 264472);
  const State narrow = state(MobileNet(3, 10, mobile(0.1)));
  CHECK(narrow.at("conv_stem.weight").shape() == Shape{8, 3, 3, 3});  // not 3
}

TEST_CASE("nasnet: parameter counts are those of the reference at any width") {
  CHECK(parameters_of_nasnet(1056, 1000) == 5289978);
  CHECK(parameters_of_nasnet(1056, 200) == 4444378);
  CHECK(parameters_of_nasnet(1056, 100) == 4444378 - 100 * 1057);
  CHECK(parameters_of_nasnet(1056, 10) == 4444378 - 190 * 1057);
  CHECK(parameters_of_nasnet(768, 200) == 2458576);
  CHECK(parameters_of_nasnet(576, 200) == 1457658);
  CHECK(parameters_of_nasnet(384, 200) == 715100);
  NasnetOptions with_head = nasnet();
  with_head.auxiliary = true;
  CHECK(parameters(Nasnet(4, 1056, 3, 1000, with_head)) == 5289978 + 2411240);
}

TEST_CASE("mobile networks: sites and beta slots and multiply-adds are those of the reference") {
  MobileNet mobilenet(3, 1000, mobile(1.0, "swish"));
  const Summary of_mobilenet = summarise(mobilenet, {1, 224, 224, 3});
  CHECK(of_mobilenet.activation_sites == 27);
  CHECK(of_mobilenet.activation_parameters == 10944);
  CHECK(of_mobilenet.total.multiply_adds == 568740352);
  Nasnet nasnet_mobile(4, 1056, 3, 1000, nasnet("swish"));
  const Summary of_nasnet = summarise(nasnet_mobile, {1, 224, 224, 3});
  CHECK(of_nasnet.activation_sites == 192);
  CHECK(of_nasnet.activation_parameters == 30465);
  CHECK(of_nasnet.total.multiply_adds == 563638816);
}

TEST_CASE("mobile networks: every parameter takes part and recomputing changes no bit") {
  MobileNetOptions options = mobile(0.25, "swish");
  MobileNet mobilenet(3, 5, options);
  options.recompute = false;
  MobileNet kept(3, 5, options);
  check_same_gradients(mobilenet, kept);
  NasnetOptions of_nasnet = nasnet("swish");
  Nasnet one_cell(1, 96, 3, 5, of_nasnet);
  of_nasnet.recompute = false;
  Nasnet kept_cell(1, 96, 3, 5, of_nasnet);
  check_same_gradients(one_cell, kept_cell);
}

TEST_CASE("mobile networks: a stem with stride 1 keeps four times the pixels") {
  MobileNetOptions options = mobile(0.25);
  MobileNet usual(3, 10, options);
  options.stem_stride = 1;
  MobileNet small(3, 10, options);
  const auto last_map = [](Layer& network) {
    return summarise(network, {1, 64, 64, 3}).layers.rbegin()[1].output;  // before the classifier
  };
  CHECK(last_map(usual) == Shape{1, 2, 2, 256});
  CHECK(last_map(small) == Shape{1, 4, 4, 256});
  NasnetOptions of_nasnet = nasnet();
  of_nasnet.stem_stride = 1;
  Nasnet small_nasnet(1, 96, 3, 10, of_nasnet);
  CHECK(last_map(small_nasnet) == Shape{1, 4, 4, 96});
}

TEST_CASE("mobile networks: dropout changes logits in training alone") {
  MobileNetOptions options = mobile(0.25);
  options.dropout = 0.5;
  MobileNet network(3, 10, options);
  initialise(network, InitScheme::he, 1);
  const Tensor images = random_tensor({4, 32, 32, 3}, 1);
  const Tensor first = network.forward(images), second = network.forward(images);
  CHECK_FALSE(std::ranges::equal(first.values(), second.values()));
  network.eval();
  CHECK(std::ranges::equal(network.forward(images).values(), network.forward(images).values()));
}

TEST_CASE("nasnet: the auxiliary head answers in training alone") {
  NasnetOptions options = nasnet();
  options.auxiliary = true;
  Nasnet network(1, 96, 3, 10, options);
  initialise(network, InitScheme::he, 1);
  const Tensor images = random_tensor({2, 32, 32, 3}, 1);
  CHECK(network.logits(images).auxiliary.shape() == Shape{2, 10});
  network.eval();
  CHECK_FALSE(network.logits(images).auxiliary.defined());
}

TEST_CASE("nasnet: channels that leave no whole number of filters are refused") {
  for (const std::int64_t channels : {0, 48, 1000, 1057}) {
    CHECK(error_of([&] {
            Nasnet(4, channels, 3, 10, nasnet());
          }).starts_with("[nasnet] the channels at the end must be a multiple of 96, got "));
  }
}

#include <doctest/doctest.h>

#include <actlab/layers/models/mobilenet.h>
#include <actlab/layers/models/nasnet.h>
#include <actlab/layers/models/table.h>
#include "tests/support/golden_network.h"

using namespace actlab;
using namespace actlab::layers;
using test::check_golden_network;
using test::GoldenCase;

namespace {

test::GoldenNetwork by_name(const std::string& name) {
  return [name](const GoldenCase& golden) {
    return make_model(name, {.classes = golden.classes, .activation = golden.activation});
  };
}

std::unique_ptr<Layer> mobilenet(const GoldenCase& golden, Port port) {
  MobileNetOptions options;
  options.activation = formula::compile(golden.activation);
  options.port = port;
  return std::make_unique<MobileNet>(3, golden.classes, options);
}

std::unique_ptr<Layer> mobilenet_of_pytorch(const GoldenCase& golden) {
  return mobilenet(golden, Port::pytorch);
}

std::unique_ptr<Layer> mobilenet_of_tensorflow(const GoldenCase& golden) {
  return mobilenet(golden, Port::tensorflow);
}

std::unique_ptr<Layer> nasnet_mobile(const GoldenCase& golden) {
  NasnetOptions options;
  options.activation = formula::compile(golden.activation);
  return std::make_unique<Nasnet>(4, 1056, 3, golden.classes, options);
}

}  // namespace

TEST_CASE("golden networks: densenet100-12") {
  check_golden_network("densenet100-12", by_name("densenet100-12"));
}
TEST_CASE("golden networks: densenet-bc100-12") {
  check_golden_network("densenet-bc100-12", by_name("densenet-bc100-12"));
}

TEST_CASE("golden networks: mobilenet") { check_golden_network("mobilenet", mobilenet_of_pytorch); }
TEST_CASE("golden networks: mobilenet of TensorFlow") {
  check_golden_network("mobilenet-tf", mobilenet_of_tensorflow);
}
TEST_CASE("golden networks: mobilenet with swish") {
  check_golden_network("mobilenet-swish", mobilenet_of_pytorch);
}
TEST_CASE("golden networks: nasnet-mobile") {
  check_golden_network("nasnet-mobile", nasnet_mobile);
}

TEST_CASE("golden networks: the fill is the one that the files were made with") {
  const Tensor weight = test::hashed("conv1.weight", {4}, 0.0, 1.0);
  CHECK(weight.values()[0] == 0.0901498794555664f);
  CHECK(weight.values()[3] == 0.47239553928375244f);
  CHECK(test::hashed("input.fine", {1000001}, 0.0, 1.0).values()[1000000] == 0.9828610420227051f);
}

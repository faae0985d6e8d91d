#include <doctest/doctest.h>

#include <actlab/layers/models/inception_resnet_v2.h>
#include <actlab/layers/models/inception_v3.h>
#include <actlab/layers/models/inception_v4.h>
#include "tests/support/golden_network.h"

using namespace actlab;
using namespace actlab::layers;
using test::check_golden_network;
using test::GoldenCase;
using test::kSwappedMaximum;

namespace {

InceptionOptions options_for(const std::string& activation) {
  InceptionOptions options;
  options.activation = formula::compile(activation);
  return options;
}

template <class Network>
std::unique_ptr<Layer> network(const GoldenCase& golden) {
  return std::make_unique<Network>(3, golden.classes, options_for(golden.activation));
}

std::unique_ptr<Layer> inception_v3_with_counted_padding(const GoldenCase& golden) {
  InceptionOptions options = options_for(golden.activation);
  options.count_padding = true;
  return std::make_unique<InceptionV3>(3, golden.classes, options);
}

// The auxiliary head alone, under its name in the network.
class HeadAlone : public Layer {
 public:
  explicit HeadAlone(const GoldenCase& golden)
      : head_(add_child<AuxiliaryHead>("AuxLogits", golden.input[2], golden.classes,
                                       options_for(golden.activation))) {}
  std::string kind() const override { return "HeadAlone"; }

 private:
  Tensor compute(const Tensor& input) override { return head_.forward(input); }
  AuxiliaryHead& head_;
};

}  // namespace

TEST_CASE("inception: golden inception-v3") {
  check_golden_network("inception-v3", inception_v3_with_counted_padding, kSwappedMaximum);
}
TEST_CASE("inception: golden inception-v3 with TensorFlow's average pool") {
  check_golden_network("inception-v3-tf", network<InceptionV3>, kSwappedMaximum);
}
TEST_CASE("inception: golden auxiliary head") {
  check_golden_network("inception-v3-aux", [](const GoldenCase& golden) {
    return std::unique_ptr<Layer>(std::make_unique<HeadAlone>(golden));
  });
}
TEST_CASE("inception: golden inception-v4") {
  check_golden_network("inception-v4", network<InceptionV4>, test::kSwappedMaximumOfV4);
}
TEST_CASE("inception: golden inception-resnet-v2") {
  check_golden_network("inception-resnet-v2", network<InceptionResNetV2>, kSwappedMaximum);
}

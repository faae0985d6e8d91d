#include <actlab/layers/convolution_unit.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>

#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/initialise.h>
#include <actlab/layers/state.h>
#include <actlab/layers/watch.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::layers;
using actlab::test::error_of;
using actlab::test::random_tensor;

namespace {

// Three units, one of which has a stride.
class Chain : public Layer {
 public:
  explicit Chain(bool recompute) {
    const BlockOptions options{.activation = formula::compile("swish"), .recompute = recompute};
    units_.push_back(&add_child<ConvolutionUnit>("a", 3, 6, 1, Conv2dOptions{}, options));
    units_.push_back(&add_child<ConvolutionUnit>("b", 6, 8, Extent(1, 7),
                                                 Conv2dOptions{.padding = {0, 3}}, options));
    units_.push_back(
        &add_child<ConvolutionUnit>("c", 8, 5, 3, Conv2dOptions{.stride = 2}, options));
    initialise(*this, InitScheme::he, 1);
  }
  std::string kind() const override { return "Chain"; }

 private:
  Tensor compute(const Tensor& input) override { return forward_chain(units_, input); }
  std::vector<ConvolutionUnit*> units_;
};

}  // namespace

TEST_CASE("convolution unit: names are those of timm") {
  const State names = state(Chain(true));
  CHECK(names.at("b.conv.weight").shape() == Shape{8, 6, 1, 7});
  for (const char* name : {"b.bn.weight", "b.bn.bias", "b.bn.running_mean", "b.bn.act.beta"}) {
    CHECK_MESSAGE(names.at(name).shape() == Shape{8}, name);
  }
}

TEST_CASE("convolution unit: a chain has the values of its units one after the other") {
  const Tensor x = random_tensor({2, 9, 8, 3}, 2);
  Chain chain(true), apart(true);
  Tensor value = x;
  for (const NamedModule& entry : apart.modules()) {
    if (auto* unit = dynamic_cast<ConvolutionUnit*>(entry.module)) value = unit->forward(value);
  }
  const Tensor together = chain.forward(x);
  CHECK(together.shape() == Shape{2, 4, 3, 5});
  CHECK(std::ranges::equal(together.values(), value.values()));
}

TEST_CASE("convolution unit: recomputing changes no bit of the gradients") {
  const Tensor x = random_tensor({2, 9, 8, 3}, 2);
  Chain made_again(true), kept(false);
  backward(made_again.forward(x), random_tensor({2, 4, 3, 5}, 3));
  backward(kept.forward(x), random_tensor({2, 4, 3, 5}, 3));
  for (std::size_t i = 0; i < kept.parameters().size(); ++i) {
    const Tensor a = made_again.parameters()[i].tensor.gradient();
    CHECK(std::ranges::equal(a.values(), kept.parameters()[i].tensor.gradient().values()));
  }
}

TEST_CASE("convolution unit: a watch sees every unit of a chain") {
  Chain chain(true);
  std::map<std::string, Tensor> outputs;
  const Watch watch(
      chain, [&](const Seen& seen) { outputs.emplace(seen.name, seen.output.tensor().clone()); });
  const Tensor y = chain.forward(random_tensor({2, 9, 8, 3}, 2));
  CHECK(std::ranges::equal(outputs.at("c").values(), y.values()));
  CHECK(outputs.at("b").shape() == Shape{2, 9, 8, 8});
  for (const char* unit : {"a", "b", "c"}) {
    const Tensor activated = outputs.at(std::string(unit) + ".bn.act");
    CHECK(std::ranges::equal(outputs.at(unit).values(), activated.values()));
  }
}

TEST_CASE("convolution unit: a chain without units is refused") {
  CHECK(error_of([] {
          forward_chain({}, Tensor::zeros({1, 2, 2, 3}));
        }) == "[forward_chain] needs at least one unit");
}

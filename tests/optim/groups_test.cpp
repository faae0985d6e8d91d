#include <actlab/optim/groups.h>

#include <doctest/doctest.h>

#include <actlab/core/ops/reduce.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/optim/clip.h>
#include <actlab/optim/sgd.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::optim;
using actlab::test::error_of;

namespace {

NamedParameter parameter(const std::string& name, const std::string& group) {
  Tensor tensor = Tensor::ones({1});
  tensor.set_requires_gradient(true);
  return {.name = name, .tensor = tensor, .traits = {.group = group}};
}

// What a layers::Module looks like from here.
struct Model {
  std::vector<NamedParameter> parameters() const {
    return {parameter("weight", group::weights), parameter("scale", group::norms),
            parameter("beta", group::activations), parameter("other.weight", group::weights)};
  }
};

}  // namespace

TEST_CASE("groups_of: parameters say where they belong and options what that means") {
  const auto groups = groups_of(Model(), {.weight_decay = 0.1,
                                          .without_decay = {group::norms, group::activations},
                                          .lr_scale = {{group::activations, 0.5}}});
  REQUIRE(groups.size() == 3);
  CHECK(groups[0].name == "weights");
  CHECK(groups[0].parameters.size() == 2);
  CHECK(groups[0].weight_decay == 0.1);
  CHECK(groups[0].lr_scale == 1.0);
  CHECK(groups[1].weight_decay == 0.0);
  CHECK(groups[2].lr_scale == 0.5);
  CHECK(groups_of(Model(), {.weight_decay = 0.1})[2].weight_decay == 0.0);
}

TEST_CASE("groups_of: a group that does not exist is refused") {
  CHECK(error_of([] { groups_of(Model(), {.without_decay = {"norm"}}); }) ==
        "[optimizer] unknown group 'norm'; did you mean 'norms'?; known: weights, biases, norms, "
        "depthwise, embeddings, activations");
}

TEST_CASE("Optimizer: a parameter of two names is updated once") {
  const NamedParameter p = parameter("p", group::weights);
  SGD optimizer({{"all", {p, {"q", p.tensor}}}}, {.momentum = 0.0});
  backward(sum(p.tensor));
  CHECK(gradient_norm(optimizer.groups()) == 1.0);
  optimizer.step(0.1);
  CHECK(p.tensor.item() == 0.9f);
  CHECK(optimizer.state().size() == 1);
}

TEST_CASE("Optimizer: a parameter of two groups is refused") {
  const NamedParameter p = parameter("p", group::weights);
  CHECK(error_of([&] {
          SGD({{"a", {p}}, {"b", {{"q", p.tensor}}}});
        }) ==
        "[optimizer] q of group 'b' is the same parameter as p of group 'a'; a shared parameter "
        "belongs to one group");
}

#include <actlab/layers/look.h>

#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/batch_norm.h>
#include <actlab/layers/dropout.h>
#include <actlab/layers/models/table.h>
#include <actlab/layers/sequential.h>
#include <actlab/layers/state.h>
#include "tests/support/naive.h"

using namespace actlab;
using namespace actlab::layers;
using actlab::test::random_tensor;

namespace {

bool equal(const Tensor& a, const Tensor& b) { return std::ranges::equal(a.values(), b.values()); }

}  // namespace

TEST_CASE("Look: a batch is evaluated with its own statistics and no buffer moves") {
  const auto model = make_model("resnet8");
  const Tensor images = random_tensor({4, 8, 8, 3}, 1);
  const NoGradient no_gradient;
  model->eval();
  const State before = state(*model);
  const Tensor evaluated = model->forward(images);
  Tensor looked;
  {
    const Look look(*model);
    CHECK(model->training());
    looked = model->forward(images);
  }
  CHECK_FALSE(model->training());
  for (const auto& entry : state(*model)) {
    CHECK_MESSAGE(equal(entry.second, before.at(entry.first)), entry.first);
  }
  CHECK(equal(model->forward(images), evaluated));
  model->train();
  CHECK(equal(model->forward(images), looked));
}

TEST_CASE("Look: dropout goes on where it was and each module keeps its mode") {
  Sequential model;
  auto& dropout = model.append<Dropout>(0.5f, 11);
  auto& fixed = model.append<BatchNorm2d>(2);
  const Tensor x = random_tensor({32, 2}, 2);
  model.forward(x);
  fixed.eval();
  Tensor first, again;
  {
    const Look look(model);
    CHECK(fixed.training());
    first = model.forward(x);
    CHECK_FALSE(equal(model.forward(x), first));
  }
  CHECK(dropout.training());
  CHECK_FALSE(fixed.training());
  fixed.train();
  CHECK(equal(model.forward(x), first));  // as if nobody had looked
}

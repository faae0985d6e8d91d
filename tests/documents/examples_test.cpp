// What the examples of docs/adding.md promise, beyond that they compile.
#include <doctest/doctest.h>

#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/scale.h>
#include <actlab/optim/signum.h>
#include <actlab/optim/table.h>
#include "tests/support/error_text.h"

using namespace actlab;

namespace actlab::optim {
OptimizerRow signum_row();  // within/optimizer_row.cpp
}

TEST_CASE("documents: the layer of the example has a factor a channel in the group of norms") {
  layers::Scale scale(3);
  const auto parameters = scale.parameters();
  REQUIRE(parameters.size() == 1);
  CHECK(parameters[0].name == "weight");
  CHECK(parameters[0].traits.group == group::norms);
  Tensor weight = parameters[0].tensor;
  weight.copy_from(Tensor::from({3}, {1, 2, 3}));
  const Tensor y = scale.forward(Tensor::from({2, 3}, {1, 1, 1, 10, 10, 10}));
  CHECK(y.values()[5] == 30.0F);
}

TEST_CASE("documents: the optimizer of the example steps by the sign of its momentum") {
  Tensor p = Tensor::from({3}, {1.0F, 1.0F, 1.0F}).set_requires_gradient(true);
  const auto signum =
      optim::signum_row().make({{"all", {{"p", p}}, 1.0, 0.0}}, {{"momentum", 0.5}});
  accumulate_gradient(p.slot(), Tensor::from({3}, {0.5F, -2.0F, 0.0F}));
  signum->step(0.25);
  CHECK(p.values()[0] == 0.75F);
  CHECK(p.values()[1] == 1.25F);
  CHECK(p.values()[2] == 1.0F);
  CHECK(test::error_text([] { optim::Signum({}, {.momentum = 1.0}); }) ==
        "[signum] momentum must be from 0 to below 1, got 1");
}

#include <actlab/layers/find.h>

#include <doctest/doctest.h>

#include <actlab/layers/linear.h>
#include <actlab/layers/models/table.h>
#include <actlab/layers/sequential.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::layers;
using test::error_of;

TEST_CASE("find: layers and parameters are found by their names") {
  const auto model = make_model("resnet8", {.activation = "swish"});
  CHECK(find_module(*model, "layer3.0.act2").kind() == "swish");
  CHECK(&find_module(*model, "") == model.get());
  Tensor beta = find_parameter(*model, "layer3.0.act2.beta");
  beta.values()[0] = 7.0f;  // the model's own
  CHECK(find_parameter(*model, "layer3.0.act2.beta").values()[0] == 7.0f);
}

TEST_CASE("find: a name that is not there comes with the nearest one") {
  const auto model = make_model("resnet8");
  CHECK(error_of([&] { find_module(*model, "layer3.0.conv3"); }) ==
        "[module] there is no layer 'layer3.0.conv3'; did you mean 'layer3.0.conv1'?");
  CHECK(error_of([&] { find_parameter(*model, "conv1.wieght"); }) ==
        "[module] there is no parameter 'conv1.wieght'; did you mean 'conv1.weight'?");
  CHECK(error_of([&] { find_parameter(*model, "something.else"); }) ==
        "[module] there is no parameter 'something.else'; the first is 'conv1.weight'");
  Sequential empty;
  CHECK(error_of([&] { find_parameter(empty, "weight"); }) ==
        "[module] there is no parameter 'weight'");
}

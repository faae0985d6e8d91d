#include <doctest/doctest.h>

#include <actlab/layers/models/table.h>
#include "tests/support/golden_network.h"

using namespace actlab;
using namespace actlab::layers;
using test::check_golden_network;
using test::GoldenCase;

namespace {

test::GoldenNetwork by_name(const std::string& name, const GivenSettings& settings = {}) {
  return [=](const GoldenCase& golden) {
    return make_model(name, {.classes = golden.classes,
                             .activation = golden.activation,
                             .settings = settings,
                             .input = golden.input});
  };
}

}  // namespace

TEST_CASE("golden networks: densenet100-12") {
  check_golden_network("densenet100-12", by_name("densenet100-12"));
}
TEST_CASE("golden networks: densenet-bc100-12") {
  check_golden_network("densenet-bc100-12", by_name("densenet-bc100-12"));
}

TEST_CASE("golden networks: mobilenet") { check_golden_network("mobilenet", by_name("mobilenet")); }
TEST_CASE("golden networks: mobilenet of TensorFlow") {
  check_golden_network("mobilenet-tf", by_name("mobilenet", {{"port", "tensorflow"}}));
}
TEST_CASE("golden networks: mobilenet with swish") {
  check_golden_network("mobilenet-swish", by_name("mobilenet"));
}
TEST_CASE("golden networks: nasnet-mobile") {
  check_golden_network("nasnet-mobile", by_name("nasnet-mobile"));
}

TEST_CASE("golden networks: the fill is the one that the files were made with") {
  const Tensor weight = test::hashed("conv1.weight", {4}, 0.0, 1.0);
  CHECK(weight.values()[0] == 0.0901498794555664f);
  CHECK(weight.values()[3] == 0.47239553928375244f);
  CHECK(test::hashed("input.fine", {1000001}, 0.0, 1.0).values()[1000000] == 0.9828610420227051f);
}

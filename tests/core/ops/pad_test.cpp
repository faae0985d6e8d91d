#include <actlab/core/ops/pad.h>

#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

TEST_CASE("pad: puts zeros around any axis and cuts them off the gradient") {
  for (const std::int64_t axis : {0, 1, -1}) {
    CAPTURE(axis);
    const std::int64_t at = axis < 0 ? 2 : axis;
    check_operation(
        {random_tensor({2, 3, 2}, 1)},
        [&](const std::vector<Tensor>& in) { return pad(in[0], axis, 1, 2); },
        [&](const std::vector<NaiveTensor>& in) {
          NaiveTensor y({at == 0 ? 5 : 2, at == 1 ? 6 : 3, at == 2 ? 5 : 2});
          for (std::int64_t i = 0; i < 2; ++i) {
            for (std::int64_t j = 0; j < 3; ++j) {
              for (std::int64_t k = 0; k < 2; ++k) {
                y.at({i + (at == 0), j + (at == 1), k + (at == 2)}) = in[0].at({i, j, k});
              }
            }
          }
          return y;
        });
  }
}

TEST_CASE("pad: negative padding is refused") {
  CHECK(error_of([] {
          pad(Tensor::zeros({2, 3}), 0, -1, 0);
        }) == "[pad] padding must not be negative, got -1 and 0 for input [2, 3]");
}

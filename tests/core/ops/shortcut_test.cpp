#include <actlab/core/ops/shortcut.h>

#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

namespace {

void check_shortcut(std::int64_t height, std::int64_t stride, std::int64_t out_channels) {
  CAPTURE(height);
  CAPTURE(stride);
  CAPTURE(out_channels);
  check_operation(
      {random_tensor({2, height, 4, 3}, 1)},
      [=](const std::vector<Tensor>& in) { return shortcut_a(in[0], stride, out_channels); },
      [=](const std::vector<NaiveTensor>& in) {
        NaiveTensor y({2, (height + stride - 1) / stride, (4 + stride - 1) / stride, out_channels});
        const std::int64_t before = (out_channels - 3) / 2;
        for (std::int64_t n = 0; n < 2; ++n) {
          for (std::int64_t i = 0; i < y.shape[1]; ++i) {
            for (std::int64_t j = 0; j < y.shape[2]; ++j) {
              for (std::int64_t c = 0; c < 3; ++c) {
                y.at({n, i, j, before + c}) = in[0].at({n, i * stride, j * stride, c});
              }
            }
          }
        }
        return y;
      });
}

}  // namespace

TEST_CASE("shortcut_a: values and gradients agree with double") {
  check_shortcut(4, 2, 7);
  check_shortcut(5, 2, 6);
  check_shortcut(4, 1, 3);
  check_shortcut(4, 3, 4);
}

TEST_CASE("shortcut_a: wrong arguments are refused") {
  const Tensor x = Tensor::zeros({1, 4, 4, 16});
  CHECK(error_of([&] { shortcut_a(x, 2, 8); }) ==
        "[shortcut_a] needs a stride of at least 1 and at least as many channels as the input, got "
        "stride 2 and 8 channels for input [1, 4, 4, 16]");
  CHECK(error_of([] {
          shortcut_a(Tensor::zeros({4, 4}), 2, 8);
        }) == "[shortcut_a] the input must be [N, H, W, C], got [4, 4]");
}

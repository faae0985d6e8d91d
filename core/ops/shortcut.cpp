#include <actlab/core/ops/shortcut.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

// Where each pixel of the small image stands in the large one.
struct Geometry {
  std::int64_t images, height, width, channels;              // of the input
  std::int64_t out_height, out_width, out_channels, before;  // of the output
  std::int64_t stride;

  std::int64_t image_size() const { return height * width * channels; }
  std::int64_t out_image_size() const { return out_height * out_width * out_channels; }
  std::int64_t pixel(std::int64_t i, std::int64_t j) const {
    return (i * stride * width + j * stride) * channels;
  }
  std::int64_t out_pixel(std::int64_t i, std::int64_t j) const {
    return (i * out_width + j) * out_channels + before;
  }
  // Calls body(pixel of the input, pixel of the output) for all that meet.
  template <class Body>
  void for_each_pixel(const Body& body) const {
    for (std::int64_t i = 0; i < out_height; ++i) {
      for (std::int64_t j = 0; j < out_width; ++j) body(pixel(i, j), out_pixel(i, j));
    }
  }
};

Geometry plan(const Tensor& input, std::int64_t stride, std::int64_t out_channels) {
  if (input.rank() != 4) {
    throw Error(text("[shortcut_a] the input must be [N, H, W, C], got ", input.shape()));
  }
  if (stride < 1 || out_channels < input.size(3)) {
    throw Error(
        text("[shortcut_a] needs a stride of at least 1 and at least as many channels as "
             "the input, got stride ",
             stride, " and ", out_channels, " channels for input ", input.shape()));
  }
  return {input.size(0),
          input.size(1),
          input.size(2),
          input.size(3),
          chunk_count(input.size(1), stride),
          chunk_count(input.size(2), stride),
          out_channels,
          (out_channels - input.size(3)) / 2,
          stride};
}

}  // namespace

Tensor shortcut_a(const Tensor& input, std::int64_t stride, std::int64_t out_channels) {
  const Geometry g = plan(input, stride, out_channels);
  Tensor output = Tensor::uninitialised({g.images, g.out_height, g.out_width, g.out_channels});
  parallel_for(g.images, [&, from_all = input.data(), to_all = output.data()](std::int64_t n) {
    const float* const from = from_all + n * g.image_size();
    float* const to = to_all + n * g.out_image_size();
    std::fill_n(to, g.out_image_size(), 0.0f);
    g.for_each_pixel([&](std::int64_t pixel, std::int64_t out_pixel) {
      std::copy_n(from + pixel, g.channels, to + out_pixel);
    });
  });
  record("shortcut_a", output, {input}, [g](const Tensor& d_output, const GradientSlots& inputs) {
    Tensor d_input = Tensor::uninitialised(inputs[0]->shape);
    parallel_for(g.images, [&, to_all = d_input.data()](std::int64_t n) {
      const float* const from = d_output.data() + n * g.out_image_size();
      float* const to = to_all + n * g.image_size();
      std::fill_n(to, g.image_size(), 0.0f);
      g.for_each_pixel([&](std::int64_t pixel, std::int64_t out_pixel) {
        std::copy_n(from + out_pixel, g.channels, to + pixel);
      });
    });
    accumulate_gradient(inputs[0], d_input);
  });
  return output;
}

}  // namespace actlab

#include <actlab/core/ops/pool.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

// The part of a window that lies on the image, along one axis.
struct Span {
  std::int64_t begin, end;
  std::int64_t size() const { return end - begin; }
};

Span span(std::int64_t i, std::int64_t kernel, std::int64_t stride, std::int64_t padding,
          std::int64_t size) {
  const std::int64_t begin = i * stride - padding;
  return {std::max<std::int64_t>(begin, 0), std::min(begin + kernel, size)};
}

struct Geometry {
  std::int64_t images, height, width, channels, out_height, out_width;
  PoolWindow window;

  std::int64_t image_size() const { return height * width * channels; }
  std::int64_t out_image_size() const { return out_height * out_width * channels; }
  Span rows(std::int64_t i) const {
    return span(i, window.kernel.h, window.stride.h, window.padding.top, height);
  }
  Span columns(std::int64_t j) const {
    return span(j, window.kernel.w, window.stride.w, window.padding.left, width);
  }

  // body(window, pixel): offsets in an output image and in an input image, of channel 0, for every
  // window and every pixel of it that is not padding; windows and pixels in row-major order.
  template <class Body>
  void for_each_pixel(const Body& body) const {
    for (std::int64_t i = 0; i < out_height; ++i) {
      for (std::int64_t j = 0; j < out_width; ++j) {
        const Span x_span = columns(j);
        for (std::int64_t y = rows(i).begin; y < rows(i).end; ++y) {
          for (std::int64_t x = x_span.begin; x < x_span.end; ++x) {
            body((i * out_width + j) * channels, (y * width + x) * channels);
          }
        }
      }
    }
  }

  // Of each window of an image: 1 / (pixels that an average counts).
  std::vector<float> shares() const {
    std::vector<float> result;
    for (std::int64_t i = 0; i < out_height; ++i) {
      for (std::int64_t j = 0; j < out_width; ++j) {
        const std::int64_t on_image = rows(i).size() * columns(j).size();
        const std::int64_t count = window.count_include_pad ? window.kernel.area() : on_image;
        result.push_back(1.0f / static_cast<float>(count));
      }
    }
    return result;
  }
};

void check_images(const char* operation, const Shape& input) {
  if (input.rank() != 4 || input.elements() == 0) {
    throw Error(
        text("[", operation, "] the input must be [N, H, W, C] and not empty, got ", input));
  }
}

Geometry plan(const char* operation, const Shape& input, const PoolWindow& window) {
  check_images(operation, input);
  const auto& [kernel, stride, wanted, count_include_pad] = window;
  const Extent image(input[1], input[2]);
  const bool positive = std::min({kernel.h, kernel.w, stride.h, stride.w}) >= 1;
  const Padding padding = positive ? wanted.on(image, kernel, stride) : wanted;
  if (!positive || std::min({padding.top, padding.bottom, padding.left, padding.right}) < 0 ||
      std::max(padding.top, padding.bottom) > kernel.h / 2 ||
      std::max(padding.left, padding.right) > kernel.w / 2) {
    throw Error(text("[", operation,
                     "] kernel and stride must be at least 1 and padding from 0 to half of the "
                     "kernel, got kernel ",
                     kernel, ", stride ", stride, ", padding ", padding));
  }
  if (image.h + padding.height() < kernel.h || image.w + padding.width() < kernel.w) {
    throw Error(text("[", operation, "] the kernel ", kernel,
                     " is larger than the image with padding ", padding, ", input ", input));
  }
  return {input[0],
          image.h,
          image.w,
          input[3],
          windows(image.h + padding.height(), kernel.h, stride.h),
          windows(image.w + padding.width(), kernel.w, stride.w),
          {kernel, stride, padding, count_include_pad}};
}

}  // namespace

Tensor average_pool2d(const Tensor& input, const PoolWindow& window) {
  const Geometry g = plan("average_pool2d", input.shape(), window);
  const std::vector<float> shares = g.shares();
  Tensor output = Tensor::uninitialised({g.images, g.out_height, g.out_width, g.channels});
  parallel_for(g.images, [&, from_all = input.data(), to_all = output.data()](std::int64_t n) {
    const float* const from = from_all + n * g.image_size();
    float* const to = to_all + n * g.out_image_size();
    std::fill_n(to, g.out_image_size(), 0.0f);
    g.for_each_pixel([&](std::int64_t at, std::int64_t pixel) {
      for (std::int64_t c = 0; c < g.channels; ++c) to[at + c] += from[pixel + c];
    });
    for (std::size_t i = 0; i < shares.size(); ++i) {
      float* const average = to + static_cast<std::int64_t>(i) * g.channels;
      for (std::int64_t c = 0; c < g.channels; ++c) average[c] *= shares[i];
    }
  });
  record("average_pool2d", output, {input},
         [g, shares](const Tensor& d_output, const GradientSlots& inputs) {
           Tensor d_input = Tensor::uninitialised(inputs[0]->shape);
           parallel_for(g.images, [&, to_all = d_input.data()](std::int64_t n) {
             const float* const from = d_output.data() + n * g.out_image_size();
             float* const to = to_all + n * g.image_size();
             std::fill_n(to, g.image_size(), 0.0f);
             g.for_each_pixel([&](std::int64_t at, std::int64_t pixel) {
               const float share = shares[static_cast<std::size_t>(at / g.channels)];
               for (std::int64_t c = 0; c < g.channels; ++c) to[pixel + c] += from[at + c] * share;
             });
           });
           accumulate_gradient(inputs[0], d_input);
         });
  return output;
}

Tensor max_pool2d(const Tensor& input, const PoolWindow& window) {
  const Geometry g = plan("max_pool2d", input.shape(), window);
  if (g.image_size() > std::numeric_limits<std::int32_t>::max()) {
    throw Error(
        text("[max_pool2d] an image must have less than 2^31 values, input ", input.shape()));
  }
  Tensor output = Tensor::uninitialised({g.images, g.out_height, g.out_width, g.channels});
  // Places within the image, in 32 bits: as much memory as the output.
  const auto places =
      std::make_shared<std::vector<std::int32_t>>(static_cast<std::size_t>(output.elements()));
  parallel_for(g.images, [&, from_all = input.data(), to_all = output.data()](std::int64_t n) {
    const float* const from = from_all + n * g.image_size();
    float* const best = to_all + n * g.out_image_size();
    std::int32_t* const place = places->data() + n * g.out_image_size();
    std::fill_n(best, g.out_image_size(), -std::numeric_limits<float>::infinity());
    g.for_each_pixel([&](std::int64_t at, std::int64_t pixel) {
      for (std::int64_t c = 0; c < g.channels; ++c) {
        const float x = from[pixel + c];
        const bool wins = (x >= best[at + c]) | (x != x);  // NaN wins and stays
        best[at + c] = wins ? x : best[at + c];
        place[at + c] = wins ? static_cast<std::int32_t>(pixel + c) : place[at + c];
      }
    });
  });
  record("max_pool2d", output, {input},
         [g, places](const Tensor& d_output, const GradientSlots& inputs) {
           Tensor d_input = Tensor::uninitialised(inputs[0]->shape);
           parallel_for(g.images, [&, to_all = d_input.data()](std::int64_t n) {
             const float* const from = d_output.data() + n * g.out_image_size();
             const std::int32_t* const place = places->data() + n * g.out_image_size();
             float* const to = to_all + n * g.image_size();
             std::fill_n(to, g.image_size(), 0.0f);
             for (std::int64_t i = 0; i < g.out_image_size(); ++i) to[place[i]] += from[i];
           });
           accumulate_gradient(inputs[0], d_input);
         });
  return output;
}

Tensor global_average_pool(const Tensor& input) {
  check_images("global_average_pool", input.shape());
  const std::int64_t images = input.size(0);
  const std::int64_t pixels = input.size(1) * input.size(2);
  const std::int64_t channels = input.size(3);
  Tensor output = Tensor::uninitialised({images, channels});
  parallel_for(images, [&, from_all = input.data(), to_all = output.data()](std::int64_t n) {
    std::vector<double> sums(static_cast<std::size_t>(channels), 0.0);
    const float* from = from_all + n * pixels * channels;
    double* const sum = sums.data();
    for (std::int64_t pixel = 0; pixel < pixels; ++pixel, from += channels) {
      for (std::int64_t c = 0; c < channels; ++c) sum[c] += static_cast<double>(from[c]);
    }
    float* const to = to_all + n * channels;
    for (std::int64_t c = 0; c < channels; ++c) {
      to[c] = static_cast<float>(sum[c] / static_cast<double>(pixels));
    }
  });
  record("global_average_pool", output, {input},
         [=](const Tensor& d_output, const GradientSlots& inputs) {
           const float share = 1.0f / static_cast<float>(pixels);
           Tensor d_input = Tensor::uninitialised(inputs[0]->shape);
           parallel_for(images, [&, to_all = d_input.data()](std::int64_t n) {
             const float* const from = d_output.data() + n * channels;
             float* to = to_all + n * pixels * channels;
             for (std::int64_t pixel = 0; pixel < pixels; ++pixel, to += channels) {
               for (std::int64_t c = 0; c < channels; ++c) to[c] = from[c] * share;
             }
           });
           accumulate_gradient(inputs[0], d_input);
         });
  return output;
}

}  // namespace actlab

#include <actlab/core/ops/pool.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/kernels/channels/channel_loops.h>
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

// The windows that a pixel lies in, along one axis.
Span windows_of(std::int64_t pixel, std::int64_t kernel, std::int64_t stride, std::int64_t padding,
                std::int64_t count) {
  const std::int64_t last = (pixel + padding) / stride;
  const std::int64_t before = pixel + padding - kernel;  // the last place from which it is missed
  return {before < 0 ? 0 : before / stride + 1, std::min(last + 1, count)};
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

  // Offset in an input image of channel 0 of the first pixel of a window, which may be padding.
  std::int64_t corner(std::int64_t i, std::int64_t j) const {
    return ((i * window.stride.h - window.padding.top) * width + j * window.stride.w -
            window.padding.left) *
           channels;
  }
  // From there to each pixel of a window, in row-major order.
  std::vector<std::int64_t> taps() const {
    std::vector<std::int64_t> result;
    for (std::int64_t y = 0; y < window.kernel.h; ++y) {
      for (std::int64_t x = 0; x < window.kernel.w; ++x) {
        result.push_back((y * width + x) * channels);
      }
    }
    return result;
  }

  // body(i, j, window): a window and the offset of its channel 0 in an output image, in row-major
  // order.
  template <class Body>
  void for_each_window(const Body& body) const {
    for (std::int64_t i = 0; i < out_height; ++i) {
      for (std::int64_t j = 0; j < out_width; ++j) body(i, j, (i * out_width + j) * channels);
    }
  }
  // body(y, x, pixel): every pixel of a window that is not padding, and its offset in an input
  // image, in row-major order.
  template <class Body>
  void for_each_pixel(std::int64_t i, std::int64_t j, const Body& body) const {
    const Span x_span = columns(j);
    for (std::int64_t y = rows(i).begin; y < rows(i).end; ++y) {
      for (std::int64_t x = x_span.begin; x < x_span.end; ++x) {
        body(y, x, (y * width + x) * channels);
      }
    }
  }
  // body(y, x, pixel): every pixel of an input image and its offset there.
  template <class Body>
  void for_each_input_pixel(const Body& body) const {
    for (std::int64_t y = 0; y < height; ++y) {
      for (std::int64_t x = 0; x < width; ++x) body(y, x, (y * width + x) * channels);
    }
  }
  // body(window): the number of every window that a pixel lies in, in order.
  template <class Body>
  void for_each_window_of(std::int64_t y, std::int64_t x, const Body& body) const {
    const Span i_span =
        windows_of(y, window.kernel.h, window.stride.h, window.padding.top, out_height);
    const Span j_span =
        windows_of(x, window.kernel.w, window.stride.w, window.padding.left, out_width);
    for (std::int64_t i = i_span.begin; i < i_span.end; ++i) {
      for (std::int64_t j = j_span.begin; j < j_span.end; ++j) body(i * out_width + j);
    }
  }
  // The number of such a pixel among taps().
  std::int64_t tap(std::int64_t i, std::int64_t j, std::int64_t y, std::int64_t x) const {
    const std::int64_t row = y - (i * window.stride.h - window.padding.top);
    return row * window.kernel.w + x - (j * window.stride.w - window.padding.left);
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
  if (input.rank() != 4 || std::min({input[1], input[2], input[3]}) == 0) {  // N may be 0
    throw Error(text("[", operation,
                     "] the input must be [N, H, W, C] of images that are not empty, got ", input));
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

// Of one image.
void average_of_windows(const Geometry& g, const std::vector<float>& shares, const float* from,
                        float* to) {
  std::vector<kernels::RowTerm> terms;
  g.for_each_window([&](std::int64_t i, std::int64_t j, std::int64_t at) {
    terms.clear();
    g.for_each_pixel(i, j, [&](std::int64_t, std::int64_t, std::int64_t pixel) {
      terms.push_back({from + pixel, 1.0f});
    });
    const float share = shares[static_cast<std::size_t>(i * g.out_width + j)];
    kernels::channel_loops().sum_rows(g.channels, terms, share, nullptr, to + at);
  });
}

// Of one image: each pixel takes its share of all windows that it lies in. `added` may be null.
void gradient_of_average(const Geometry& g, const std::vector<float>& shares, const float* d_output,
                         const float* added, float* d_input) {
  std::vector<kernels::RowTerm> terms;
  g.for_each_input_pixel([&](std::int64_t y, std::int64_t x, std::int64_t at) {
    terms.clear();
    g.for_each_window_of(y, x, [&](std::int64_t window) {
      terms.push_back({d_output + window * g.channels, shares[static_cast<std::size_t>(window)]});
    });
    kernels::channel_loops().sum_rows(g.channels, terms, 1.0f,
                                      added != nullptr ? added + at : nullptr, d_input + at);
  });
}

// The pixel of a window that has its maximum, in row-major order; small, since one is kept for each
// value of the output.
using Tap = std::uint16_t;
constexpr std::int64_t kMostTaps = std::int64_t{std::numeric_limits<Tap>::max()} + 1;

// Of one image; `winners` may be null.
void max_of_windows(const Geometry& g, const float* from, float* to, Tap* winners) {
  std::vector<std::int32_t> taps(static_cast<std::size_t>(g.channels));
  g.for_each_window([&, tap = taps.data()](std::int64_t i, std::int64_t j, std::int64_t at) {
    float* const best = to + at;
    std::fill_n(best, g.channels, -std::numeric_limits<float>::infinity());
    g.for_each_pixel(i, j, [&](std::int64_t y, std::int64_t x, std::int64_t pixel) {
      const auto here = static_cast<std::int32_t>(g.tap(i, j, y, x));
      for (std::int64_t c = 0; c < g.channels; ++c) {
        const float value = from[pixel + c];
        const bool wins = (value >= best[c]) | (value != value);  // NaN wins and stays
        best[c] = wins ? value : best[c];
        tap[c] = wins ? here : tap[c];
      }
    });
    if (winners == nullptr) return;
    for (std::int64_t c = 0; c < g.channels; ++c) winners[at + c] = static_cast<Tap>(tap[c]);
  });
}

}  // namespace

Tensor average_pool2d(const Tensor& input, const PoolWindow& window) {
  const Geometry g = plan("average_pool2d", input.shape(), window);
  const std::vector<float> shares = g.shares();
  Tensor output = Tensor::uninitialised({g.images, g.out_height, g.out_width, g.channels});
  parallel_for(g.images, [&, from = input.data(), to = output.data()](std::int64_t n) {
    average_of_windows(g, shares, from + n * g.image_size(), to + n * g.out_image_size());
  });
  record("average_pool2d", output, {input},
         [g, shares](const Tensor& d_output, const GradientSlots& inputs) {
           accumulate_gradient(inputs[0], [&](float* to, const float* added) {
             parallel_for(g.images, [&, from = d_output.data()](std::int64_t n) {
               const std::int64_t at = n * g.image_size();
               gradient_of_average(g, shares, from + n * g.out_image_size(),
                                   added != nullptr ? added + at : nullptr, to + at);
             });
           });
         });
  return output;
}

Tensor max_pool2d(const Tensor& input, const PoolWindow& window) {
  const Geometry g = plan("max_pool2d", input.shape(), window);
  if (g.window.kernel.area() > kMostTaps) {
    throw Error(text("[max_pool2d] a window must have at most ", kMostTaps, " pixels, got kernel ",
                     g.window.kernel));
  }
  Tensor output = Tensor::uninitialised({g.images, g.out_height, g.out_width, g.channels});
  const auto winners = std::make_shared<std::vector<Tap>>(
      is_recording({input}) ? static_cast<std::size_t>(output.elements()) : 0);
  parallel_for(g.images, [&, from = input.data(), to = output.data()](std::int64_t n) {
    Tap* const of_image = winners->empty() ? nullptr : winners->data() + n * g.out_image_size();
    max_of_windows(g, from + n * g.image_size(), to + n * g.out_image_size(), of_image);
  });
  record("max_pool2d", output, {input},
         [g, winners](const Tensor& d_output, const GradientSlots& inputs) {
           const std::vector<std::int64_t> taps = g.taps();
           add_to_gradient(inputs[0], [&](float* to_all) {
             parallel_for(g.images, [&](std::int64_t n) {
               const float* const from = d_output.data() + n * g.out_image_size();
               const Tap* const winner = winners->data() + n * g.out_image_size();
               float* const to = to_all + n * g.image_size();
               g.for_each_window([&](std::int64_t i, std::int64_t j, std::int64_t at) {
                 const std::int64_t corner = g.corner(i, j);
                 for (std::int64_t c = 0; c < g.channels; ++c) {
                   to[corner + taps[winner[at + c]] + c] += from[at + c];
                 }
               });
             });
           });
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

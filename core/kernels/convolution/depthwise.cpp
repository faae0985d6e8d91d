// Depthwise convolution, in words:
//
//   forward             for each band of output rows in parallel: copy the rows under it with their
//                       padding into scratch, then run the pass
//   gradient of input   the same over d_output, whose pixels are laid `stride` apart among zeros,
//                       with the taps in reverse: then every stride is a stride of 1
//   gradient of weight  for each chunk of images in parallel, band by band: copy, add the products
//                       up; then add the chunks in order
//
// A product costs a load here: what counts is that a band stays in the L2 cache.
#include <actlab/core/kernels/convolution/depthwise.h>

#include <algorithm>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/convolution/convolution_kernels.h>
#include <actlab/core/kernels/convolution/convolution_tuning.h>
#include <actlab/core/kernels/convolution/depthwise_pass.h>
#include <actlab/core/kernels/convolution/padded_image.h>
#include <actlab/core/kernels/convolution/weight_gradient_chunks.h>

namespace actlab::kernels {
namespace {

// Results [n, h, w] of a pass, cut into bands of rows.
struct Bands {
  std::int64_t h, rows;

  // `kernel_rows` and `stride` rows of `row_floats` lie under the first row and each further one.
  Bands(std::int64_t height, std::int64_t kernel_rows, std::int64_t stride, std::int64_t row_floats)
      : h(height),
        rows(std::clamp<std::int64_t>((kBandFloats / row_floats - kernel_rows) / stride + 1, 1,
                                      height)) {}
  std::int64_t an_image() const { return chunk_count(h, rows); }
  // Calls body(first row, rows) for the bands of an image.
  template <class Body>
  void for_each(const Body& body) const {
    for (std::int64_t first = 0; first < h; first += rows) body(first, std::min(rows, h - first));
  }
};

Bands output_bands(const ConvolutionShape& shape) {
  const std::int64_t columns = (shape.output_w() - 1) * shape.stride.w + shape.kernel.w;
  return {shape.output_h(), shape.kernel.h, shape.stride.h, columns * shape.in};
}

Bands input_bands(const ConvolutionShape& shape) {
  return {shape.h, shape.kernel.h, 1, (shape.w + shape.kernel.w - 1) * shape.in};
}

// The inputs under `rows` output rows of image n from `first` on, copied with their padding.
DepthwiseTaps taps_of(const ConvolutionShape& shape, const Images& input, std::int64_t n,
                      std::int64_t first, std::int64_t rows, Scratch& scratch) {
  const std::int64_t copied_rows = (rows - 1) * shape.stride.h + shape.kernel.h;
  const std::int64_t columns = (shape.output_w() - 1) * shape.stride.w + shape.kernel.w;
  float* copy = scratch.floats(copied_rows * columns * shape.in);
  const std::int64_t top = shape.padding.top - first * shape.stride.h;
  const std::int64_t begin = std::clamp<std::int64_t>(-top, 0, shape.h);  // the rows that are read
  const std::int64_t end = std::clamp(copied_rows - top, begin, shape.h);
  copy_padded_rows({input, (n * shape.h + begin) * shape.w, end - begin, shape.w, shape.in},
                   top + begin, shape.padding.left, copied_rows, columns, shape.in, copy);
  return {.input = copy,
          .row_step = shape.stride.h * columns * shape.in,
          .pixel_step = shape.stride.w * shape.in,
          .rows = shape.kernel.h,
          .columns = shape.kernel.w,
          .tap_row_step = columns * shape.in,
          .channels = shape.in};
}

// Fills `to`, [rows, columns, channels], so that to[top + y stride.h, left + x stride.w] is pixel
// (y, x) of the image, and all others are 0.
void spread_padded(const ImageChannels& image, const Extent& stride, std::int64_t top,
                   std::int64_t left, std::int64_t rows, std::int64_t columns, float* to) {
  std::fill_n(to, rows * columns * image.channels, 0.0f);
  for (std::int64_t y = 0; y < image.h; ++y) {
    const std::int64_t row = top + y * stride.h;
    if (row < 0 || row >= rows) continue;
    for (std::int64_t x = 0; x < image.w; ++x) {
      const std::int64_t column = left + x * stride.w;
      if (column < 0 || column >= columns) continue;
      std::copy_n(image.data + (y * image.w + x) * image.pixel_step, image.channels,
                  to + (row * columns + column) * image.channels);
    }
  }
}

// The output gradients that reach `rows` input rows of image n from `first` on: pixel (y, x) of
// d_output lies at (y, x) * stride + kernel - 1 - padding, all others are 0.
DepthwiseTaps gradient_taps_of(const ConvolutionShape& shape, const Images& d_output,
                               std::int64_t n, std::int64_t first, std::int64_t rows,
                               Scratch& scratch) {
  const std::int64_t channels = shape.out;
  const std::int64_t copied_rows = rows + shape.kernel.h - 1;
  const std::int64_t columns = shape.w + shape.kernel.w - 1;
  const std::int64_t output_w = shape.output_w();
  float* copy = scratch.floats(copied_rows * columns * channels);
  const std::int64_t top = shape.kernel.h - 1 - shape.padding.top - first;
  const std::int64_t left = shape.kernel.w - 1 - shape.padding.left;
  Scratch made;
  const StridedRows image =
      d_output.pixels(n * shape.output_h() * output_w, shape.output_h() * output_w, channels, made);
  const ImageChannels from{image.data, shape.output_h(), output_w, channels, image.step};
  if (shape.stride == 1) {
    copy_padded(from, top, left, copied_rows, columns, channels, copy);
  } else {
    spread_padded(from, shape.stride, top, left, copied_rows, columns, copy);
  }
  return {.input = copy,
          .row_step = columns * channels,
          .pixel_step = channels,
          .rows = shape.kernel.h,
          .columns = shape.kernel.w,
          .tap_row_step = columns * channels,
          .channels = channels};
}

// One band of d_input.
void write_input_gradient(const ConvolutionShape& shape, const Images& d_output,
                          const float* weight, const Destination& d_input, std::int64_t n,
                          std::int64_t first, std::int64_t rows) {
  Scratch scratch;
  const std::int64_t pixel = (n * shape.h + first) * shape.w;
  const std::int64_t step = d_input.pixel_step(shape.in);
  convolution_kernels().depthwise(
      {.taps = gradient_taps_of(shape, d_output, n, first, rows, scratch),
       .weight = weight + (shape.kernel.area() - 1) * shape.in,
       .weight_step = -shape.in,
       .output = d_input.values + pixel * step,
       .added = d_input.added_at(pixel * step),
       .rows = rows,
       .columns = shape.w,
       .output_step = step});
  d_input.complete(pixel, rows * shape.w, shape.in);
}

// Adds the weight gradients of all images up, in chunks; `then(n)` is called after image n.
template <class Then>
void sum_weight_gradient(const ConvolutionShape& shape, const Images& input, const Images& d_output,
                         float* d_weight, const Then& then) {
  const Bands bands = output_bands(shape);
  const std::int64_t output_w = shape.output_w();
  const auto add_band = [&](std::int64_t n, std::int64_t first, std::int64_t rows, float* partial) {
    Scratch scratch;
    const StridedRows gradient = d_output.pixels((n * shape.output_h() + first) * output_w,
                                                 rows * output_w, shape.out, scratch);
    convolution_kernels().depthwise_weight({.taps = taps_of(shape, input, n, first, rows, scratch),
                                            .d_output = gradient.data,
                                            .rows = rows,
                                            .columns = output_w,
                                            .d_output_step = gradient.step,
                                            .d_weight = partial});
  };
  ConvolutionShape one_input = shape;  // a weight of a channel and tap is one float
  one_input.in = one_input.groups = 1;
  sum_over_images(
      one_input, shape.out,
      [&](std::int64_t begin, std::int64_t end, float* partial) {
        for (std::int64_t n = begin; n < end; ++n) {
          bands.for_each(
              [&](std::int64_t first, std::int64_t rows) { add_band(n, first, rows, partial); });
          then(n);
        }
      },
      d_weight);
}

// Calls body(n, first row, rows) for the bands of all images, in parallel.
template <class Body>
void for_each_band(std::int64_t images, const Bands& bands, const Body& body) {
  const std::int64_t an_image = bands.an_image();
  parallel_for(images * an_image, [&](std::int64_t i) {
    const std::int64_t first = i % an_image * bands.rows;
    body(i / an_image, first, std::min(bands.rows, bands.h - first));
  });
}

}  // namespace

bool depthwise_can(const ConvolutionShape& shape) {
  return shape.groups == shape.in && shape.groups == shape.out && !shape.leaves_out_pixels();
}

void depthwise_forward(const ConvolutionShape& shape, const Images& input, const float* weight,
                       const Destination& output) {
  const auto write = [&](std::int64_t n, std::int64_t first, std::int64_t rows) {
    Scratch scratch;
    const std::int64_t pixel = (n * shape.output_h() + first) * shape.output_w();
    const std::int64_t step = output.pixel_step(shape.out);
    convolution_kernels().depthwise({.taps = taps_of(shape, input, n, first, rows, scratch),
                                     .weight = weight,
                                     .weight_step = shape.out,
                                     .output = output.values + pixel * step,
                                     .added = output.added_at(pixel * step),
                                     .rows = rows,
                                     .columns = shape.output_w(),
                                     .output_step = step});
    output.complete(pixel, rows * shape.output_w(), shape.out);
  };
  for_each_band(shape.n, output_bands(shape), write);
}

void depthwise_backward_input(const ConvolutionShape& shape, const Images& d_output,
                              const float* weight, const Destination& d_input) {
  for_each_band(shape.n, input_bands(shape),
                [&](std::int64_t n, std::int64_t first, std::int64_t rows) {
                  write_input_gradient(shape, d_output, weight, d_input, n, first, rows);
                });
}

void depthwise_backward_weight(const ConvolutionShape& shape, const Images& input,
                               const Images& d_output, float* d_weight) {
  sum_weight_gradient(shape, input, d_output, d_weight, [](std::int64_t) {});
}

void depthwise_backward(const ConvolutionShape& shape, const Images& input, const Images& d_output,
                        const float* weight, float* d_weight, const Destination& d_input) {
  const Bands bands = input_bands(shape);
  sum_weight_gradient(shape, input, d_output, d_weight, [&](std::int64_t n) {
    bands.for_each([&](std::int64_t first, std::int64_t rows) {
      write_input_gradient(shape, d_output, weight, d_input, n, first, rows);
    });
  });
}

}  // namespace actlab::kernels

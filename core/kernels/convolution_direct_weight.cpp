// The weight gradient of direct convolution, in words:
//
//   for each chunk of images in parallel, with a weight gradient of its own:
//     for each image: copy it with its padding into scratch; for each group add up its products
//   for each weight in parallel: add the chunks in order.
#include <algorithm>

#include "core/base/parallel.h"
#include "core/base/scratch.h"
#include "core/kernels/convolution_direct.h"
#include "core/kernels/convolution_pass.h"
#include "core/kernels/padded_image.h"

namespace actlab::kernels {
namespace {

// Enough chunks for many cores, few enough that adding them up costs little.
constexpr std::int64_t kChunks = 16;

// One image and its output gradient, group by group in contiguous channels where the kernel needs
// it: the taps of a row must be contiguous, and gradients must fill whole vectors.
class WeightGradientOfImages {
 public:
  WeightGradientOfImages(const ConvolutionShape& shape, const KernelTable& table)
      : shape_(shape),
        table_(table),
        rows_((shape.output_h() - 1) * shape.stride + shape.kernel_h),
        columns_((shape.output_w() - 1) * shape.stride + shape.kernel_w),
        out_lanes_((shape.group_out() + table.vector_lanes - 1) / table.vector_lanes *
                   table.vector_lanes) {}

  // Floats of one partial gradient: [groups, kernel_h, kernel_w, in / groups, out_lanes].
  std::int64_t group_elements() const {
    return shape_.kernel_h * shape_.kernel_w * shape_.group_in() * out_lanes_;
  }
  std::int64_t elements() const { return shape_.groups * group_elements(); }
  std::int64_t out_lanes() const { return out_lanes_; }

  void add_image(const float* image, const float* d_output, float* partial) const {
    for (std::int64_t group = 0; group < shape_.groups; ++group) {
      add_group(image + group * shape_.group_in(), d_output + group * shape_.group_out(),
                partial + group * group_elements());
    }
  }

 private:
  void add_group(const float* image, const float* d_output, float* partial) const {
    Scratch scratch;
    std::int64_t pixel_step = shape_.in;
    std::int64_t row_step = shape_.w * shape_.in;
    if (shape_.padding > 0 || shape_.groups > 1) {
      pixel_step = shape_.group_in();
      row_step = columns_ * pixel_step;
      float* padded = scratch.floats(rows_ * row_step);
      copy_padded({image, shape_.h, shape_.w, shape_.group_in(), shape_.in}, shape_.padding,
                  shape_.padding, rows_, columns_, pixel_step, padded);
      image = padded;
    }
    const std::int64_t output_h = shape_.output_h();
    const std::int64_t output_w = shape_.output_w();
    std::int64_t d_output_step = shape_.out;
    if (out_lanes_ != shape_.group_out()) {
      d_output_step = out_lanes_;
      float* whole = scratch.floats(output_h * output_w * out_lanes_);
      copy_padded({d_output, output_h, output_w, shape_.group_out(), shape_.out}, 0, 0, output_h,
                  output_w, out_lanes_, whole);
      d_output = whole;
    }
    table_.convolution_weight_pass({.input = image,
                                    .row_step = shape_.stride * row_step,
                                    .pixel_step = shape_.stride * pixel_step,
                                    .tap_rows = shape_.kernel_h,
                                    .tap_row_step = row_step,
                                    .in = shape_.kernel_w * shape_.group_in(),
                                    .out = out_lanes_,
                                    .d_output = d_output,
                                    .rows = output_h,
                                    .columns = output_w,
                                    .d_output_row_step = output_w * d_output_step,
                                    .d_output_pixel_step = d_output_step,
                                    .d_weight = partial});
  }

  ConvolutionShape shape_;
  const KernelTable& table_;
  std::int64_t rows_, columns_, out_lanes_;
};

}  // namespace

void direct_backward_weight(const ConvolutionShape& shape, const float* input,
                            const float* d_output, float* d_weight, const KernelTable& table) {
  const WeightGradientOfImages images(shape, table);
  const std::int64_t chunk_size = std::max<std::int64_t>(1, chunk_count(shape.n, kChunks));
  const std::int64_t chunks = chunk_count(shape.n, chunk_size);
  const std::int64_t elements = images.elements();
  Scratch shared;
  float* partials = shared.floats(chunks * elements);
  parallel_chunks(shape.n, chunk_size, [&](std::int64_t begin, std::int64_t end, std::int64_t c) {
    float* partial = partials + c * elements;
    std::fill(partial, partial + elements, 0.0f);
    for (std::int64_t n = begin; n < end; ++n) {
      images.add_image(input + n * shape.h * shape.w * shape.in,
                       d_output + n * shape.output_h() * shape.output_w() * shape.out, partial);
    }
  });
  // d_weight is [kernel_h, kernel_w, in / groups, out]: one row for each tap and input.
  const std::int64_t weight_rows = shape.kernel_h * shape.kernel_w * shape.group_in();
  parallel_chunks(weight_rows, 16, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
    for (std::int64_t row = begin; row < end; ++row) {
      for (std::int64_t group = 0; group < shape.groups; ++group) {
        float* to = d_weight + row * shape.out + group * shape.group_out();
        const float* from = partials + group * images.group_elements() + row * images.out_lanes();
        std::fill(to, to + shape.group_out(), 0.0f);
        for (std::int64_t c = 0; c < chunks; ++c, from += elements) {
          for (std::int64_t o = 0; o < shape.group_out(); ++o) to[o] += from[o];
        }
      }
    }
  });
}

}  // namespace actlab::kernels

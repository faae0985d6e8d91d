#include <actlab/core/kernels/convolution/weight_gradient_chunks.h>

#include <algorithm>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/convolution/convolution_tuning.h>

namespace actlab::kernels {
namespace {

constexpr std::int64_t kRowsAtOnce = 16;

std::int64_t most_chunks(const ConvolutionShape& shape) {
  return shape.weight_elements() < kLargeWeight ? kMostChunks : kMostLargeChunks;
}

}  // namespace

void sum_over_images(
    const ConvolutionShape& shape, std::int64_t out_lanes,
    const std::function<void(std::int64_t begin, std::int64_t end, float* partial)>& add_images,
    float* d_weight) {
  const std::int64_t chunk_size =
      std::max<std::int64_t>(1, chunk_count(shape.n, most_chunks(shape)));
  const std::int64_t chunks = chunk_count(shape.n, chunk_size);
  const std::int64_t rows = shape.kernel.area() * shape.group_in();
  const std::int64_t elements = shape.groups * rows * out_lanes;
  Scratch scratch;
  float* partials = scratch.floats(chunks * elements);
  parallel_chunks(shape.n, chunk_size, [&](std::int64_t begin, std::int64_t end, std::int64_t c) {
    float* partial = partials + c * elements;
    std::fill(partial, partial + elements, 0.0f);
    add_images(begin, end, partial);
  });
  parallel_chunks(rows, kRowsAtOnce, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
    for (std::int64_t row = begin; row < end; ++row) {
      for (std::int64_t group = 0; group < shape.groups; ++group) {
        float* to = d_weight + row * shape.out + group * shape.group_out();
        const float* from = partials + (group * rows + row) * out_lanes;
        std::fill(to, to + shape.group_out(), 0.0f);
        for (std::int64_t c = 0; c < chunks; ++c, from += elements) {
          for (std::int64_t o = 0; o < shape.group_out(); ++o) to[o] += from[o];
        }
      }
    }
  });
}

}  // namespace actlab::kernels

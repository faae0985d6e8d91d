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

// Partial gradients that are in memory at once: all of them where they are small, else one for each
// thread.
std::int64_t partials_at_once(std::int64_t chunks, std::int64_t elements) {
  return chunks * elements <= kPartialFloats ? chunks : std::min<std::int64_t>(chunks, threads());
}

// Partials of chunks that follow each other, and where their sum goes.
struct Partials {
  const ConvolutionShape& shape;
  std::int64_t out_lanes;
  std::int64_t rows;  // of one group
  const float* data;
  std::int64_t count;

  // Adds them in order to d_weight, or, with `clear`, to zeros.
  void add_to(float* d_weight, bool clear) const {
    parallel_chunks(rows, kRowsAtOnce, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
      for (std::int64_t row = begin; row < end; ++row) {
        for (std::int64_t group = 0; group < shape.groups; ++group) {
          float* to = d_weight + row * shape.out + group * shape.group_out();
          if (clear) std::fill(to, to + shape.group_out(), 0.0f);
          add_row(data + (group * rows + row) * out_lanes, to);
        }
      }
    });
  }

 private:
  void add_row(const float* from, float* to) const {
    const std::int64_t elements = shape.groups * rows * out_lanes;
    for (std::int64_t c = 0; c < count; ++c, from += elements) {
      for (std::int64_t o = 0; o < shape.group_out(); ++o) to[o] += from[o];
    }
  }
};

}  // namespace

void sum_over_images(
    const ConvolutionShape& shape, std::int64_t out_lanes,
    const std::function<void(std::int64_t begin, std::int64_t end, float* partial)>& add_images,
    float* d_weight) {
  const std::int64_t chunk_size =
      std::max<std::int64_t>(1, chunk_count(shape.n, most_chunks(shape)));
  const std::int64_t rows = shape.kernel.area() * shape.group_in();
  const std::int64_t elements = shape.groups * rows * out_lanes;
  const std::int64_t at_once = partials_at_once(chunk_count(shape.n, chunk_size), elements);
  Scratch scratch;
  float* partials = scratch.floats(at_once * elements);
  std::int64_t first = 0;
  do {  // once for no images as well: their sum is zeros
    const std::int64_t images = std::min(at_once * chunk_size, shape.n - first);
    parallel_chunks(images, chunk_size, [&](std::int64_t begin, std::int64_t end, std::int64_t c) {
      float* partial = partials + c * elements;
      std::fill(partial, partial + elements, 0.0f);
      add_images(first + begin, first + end, partial);
    });
    const std::int64_t chunks = chunk_count(images, chunk_size);
    Partials{shape, out_lanes, rows, partials, chunks}.add_to(d_weight, first == 0);
    first += images;
  } while (first < shape.n);
}

}  // namespace actlab::kernels

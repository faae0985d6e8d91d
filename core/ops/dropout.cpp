#include <actlab/core/ops/dropout.h>

#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/kernels/rows/dropout_loops.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

Tensor masked(const Tensor& values, const DropoutDraw& draw) {
  constexpr std::int64_t kChunk = std::int64_t{1} << 14;
  const float scale = draw.scale();
  const std::uint32_t threshold = draw.threshold();
  Tensor result = Tensor::uninitialised(values.shape());
  const float* const from = values.data();
  float* const to = result.data();
  const kernels::DropoutLoops& loops = kernels::dropout_loops();
  parallel_chunks(values.elements(), kChunk,
                  [=, drop = loops.drop](std::int64_t begin, std::int64_t end, std::int64_t) {
                    drop(end - begin, from + begin, draw.stream,
                         draw.position + static_cast<std::uint64_t>(begin), threshold, scale,
                         to + begin);
                  });
  return result;
}

}  // namespace

// A value is dropped where Random::uniform() < rate would say so of its word: 24 bits of it as a
// fraction, compared as whole numbers.
std::uint32_t DropoutDraw::threshold() const {
  return static_cast<std::uint32_t>(std::ceil(rate * 0x1p24f));
}

Tensor dropout(const Tensor& input, float rate, Random& random) {
  if (!(rate >= 0.0f && rate < 1.0f)) {
    throw UsageError(text("[dropout] the rate must be from 0 to below 1, got ", rate));
  }
  const DropoutDraw draw{rate, random.stream(), random.position()};
  Tensor output = masked(input, draw);
  random.seek(draw.position + static_cast<std::uint64_t>(input.elements()));
  record("dropout", output, {input}, [draw](const Tensor& d_output, const GradientSlots& inputs) {
    accumulate_gradient(inputs[0], masked(d_output, draw));
  });
  return output;
}

}  // namespace actlab

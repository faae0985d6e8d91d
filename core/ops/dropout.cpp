#include <actlab/core/ops/dropout.h>

#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/kernels/rows/dropout_loops.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

// A value is dropped where Random::uniform() < rate would say so of its word: 24 bits of it as a
// fraction, compared as whole numbers.
Tensor masked(const Tensor& values, float rate, const Random& stream) {
  constexpr std::int64_t kChunk = std::int64_t{1} << 14;
  const float scale = 1.0f / (1.0f - rate);
  const auto threshold = static_cast<std::uint32_t>(std::ceil(rate * 0x1p24f));
  Tensor result = Tensor::uninitialised(values.shape());
  const float* const from = values.data();
  float* const to = result.data();
  const kernels::DropoutLoops& loops = kernels::dropout_loops();
  parallel_chunks(values.elements(), kChunk,
                  [=, drop = loops.drop](std::int64_t begin, std::int64_t end, std::int64_t) {
                    const auto place = stream.position() + static_cast<std::uint64_t>(begin);
                    drop(end - begin, from + begin, stream.stream(), place, threshold, scale,
                         to + begin);
                  });
  return result;
}

}  // namespace

Tensor dropout(const Tensor& input, float rate, Random& random) {
  if (!(rate >= 0.0f && rate < 1.0f)) {
    throw UsageError(text("[dropout] the rate must be from 0 to below 1, got ", rate));
  }
  const Random stream = random;
  Tensor output = masked(input, rate, stream);
  random.seek(stream.position() + static_cast<std::uint64_t>(input.elements()));
  record("dropout", output, {input},
         [rate, stream](const Tensor& d_output, const GradientSlots& inputs) {
           accumulate_gradient(inputs[0], masked(d_output, rate, stream));
         });
  return output;
}

}  // namespace actlab

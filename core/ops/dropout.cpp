#include <actlab/core/ops/dropout.h>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

Tensor masked(const Tensor& values, float rate, const Random& stream) {
  constexpr std::int64_t kChunk = std::int64_t{1} << 14;
  const float scale = 1.0f / (1.0f - rate);
  Tensor result = Tensor::uninitialised(values.shape());
  const float* const from = values.data();
  float* const to = result.data();
  parallel_chunks(values.elements(), kChunk,
                  [=](std::int64_t begin, std::int64_t end, std::int64_t) {
                    Random random = stream;
                    random.seek(stream.position() + static_cast<std::uint64_t>(begin));
                    for (std::int64_t i = begin; i < end; ++i) {
                      to[i] = random.uniform() < rate ? 0.0f : from[i] * scale;
                    }
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

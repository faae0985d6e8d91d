#include <actlab/core/ops/embedding.h>

#include <algorithm>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {

Tensor embedding(const Tensor& weight, std::span<const std::int64_t> indices) {
  if (weight.rank() != 2) {
    throw Error(text("[embedding] the weight must be [entries, width], got ", weight.shape()));
  }
  const std::int64_t width = weight.size(1);
  Tensor output = Tensor::uninitialised({static_cast<std::int64_t>(indices.size()), width});
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (indices[i] < 0 || indices[i] >= weight.size(0)) {
      throw Error(text("[embedding] index ", i, " must be from 0 to ", weight.size(0) - 1, ", got ",
                       indices[i], " (weight ", weight.shape(), ")"));
    }
    std::copy_n(weight.data() + indices[i] * width, width,
                output.data() + static_cast<std::int64_t>(i) * width);
  }
  record("embedding", output, {weight},
         [width, kept = std::vector(indices.begin(), indices.end())](const Tensor& d_output,
                                                                     const GradientSlots& inputs) {
           Tensor d_weight = Tensor::zeros(inputs[0]->shape);
           const float* from = d_output.data();
           for (const std::int64_t index : kept) {
             float* const to = d_weight.data() + index * width;
             for (std::int64_t i = 0; i < width; ++i) to[i] += from[i];
             from += width;
           }
           accumulate_gradient(inputs[0], d_weight);
         });
  return output;
}

}  // namespace actlab

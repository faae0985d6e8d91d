#include <actlab/layers/embedding.h>

#include <cmath>

#include <actlab/core/ops/embedding.h>
#include <actlab/layers/watch.h>

namespace actlab::layers {

Embedding::Embedding(std::int64_t entries, std::int64_t width)
    : weight_(add_parameter("weight", Tensor::zeros({entries, width}),
                            {.start = start::normal(1.0 / std::sqrt(static_cast<double>(width))),
                             .fan_in = entries,
                             .fan_out = width,
                             .group = group::embeddings})) {}

Tensor Embedding::forward(const Indices& indices) const {
  Tensor output = embedding(weight_, indices);
  if (is_watched()) announce(weight_, output);
  return output;
}

}  // namespace actlab::layers

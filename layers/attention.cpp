#include <actlab/layers/attention.h>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/linear.h>
#include <actlab/core/ops/slice.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/watch.h>

namespace actlab::layers {
namespace {

ParameterTraits glorot_traits(std::int64_t fan_in, std::int64_t fan_out) {
  return {
      .start = start::glorot(), .role = StartRole::weight, .fan_in = fan_in, .fan_out = fan_out};
}

}  // namespace

MultiHeadAttention::MultiHeadAttention(std::int64_t width, std::int64_t heads,
                                       const MultiHeadAttentionOptions& options)
    : width_(width),
      heads_(heads),
      in_weight_(add_parameter("in_proj_weight", Tensor::zeros({3 * width, width}),
                               glorot_traits(width, 3 * width))),
      in_bias_(options.bias ? add_parameter("in_proj_bias", Tensor::zeros({3 * width}),
                                            {.group = group::biases})
                            : Tensor()),
      out_(add_child<Linear>("out_proj", width, width, options.bias)),
      dropout_(
          add_child<Dropout>("attn_dropout", options.dropout, options.seed, options.dropout_index)),
      weights_(add_child<AttentionWeights>("attn_weights")) {
  if (heads < 1 || width % heads != 0) {
    throw Error(text("[MultiHeadAttention] the heads must divide the width: got ", heads,
                     " heads for ", width));
  }
}

Tensor MultiHeadAttention::project(const Tensor& x, std::int64_t first, std::int64_t end) const {
  if (first == 0 && end == 3) return linear(x, in_weight_, in_bias_);
  const auto rows = [&](const Tensor& all) { return slice(all, 0, first * width_, end * width_); };
  return linear(x, rows(in_weight_), in_bias_.defined() ? rows(in_bias_) : Tensor());
}

Tensor MultiHeadAttention::finish(const Tensor& x, const Tensor& attended) {
  Tensor output = out_.forward(attended);
  if (is_watched()) announce(x, output);
  return output;
}

AttentionOptions MultiHeadAttention::options(const Tensor& x, std::int64_t keys,
                                             const SequenceMask& mask) {
  return {.heads = heads_,
          .mask = mask,
          .dropout = dropout_.draw(x.size(0) * heads_ * x.size(1) * keys)};
}

void MultiHeadAttention::announce_weights(const Tensor& x, const Tensor& q, const Tensor& k,
                                          std::int64_t first_key, const SequenceMask& mask) {
  if (!weights_.is_watched()) return;
  const auto make = [=, this] {
    const NoGradient no_gradient;
    return attention_weights(slice(q, 2, 0, width_), slice(k, 2, first_key, first_key + width_),
                             {.heads = heads_, .mask = mask});
  };
  weights_.announce(x, Lazy({q.size(0), heads_, q.size(1), k.size(1)}, make, nullptr));
}

Tensor MultiHeadAttention::forward(const Tensor& x, const SequenceMask& mask) {
  const Tensor qkv = project(x, 0, 3);
  announce_weights(x, qkv, qkv, width_, mask);
  return finish(x, self_attention(qkv, options(x, x.size(1), mask)));
}

Tensor MultiHeadAttention::forward(const Tensor& x, const Tensor& memory,
                                   const SequenceMask& mask) {
  return attend(x, keys_values(memory), mask);
}

Tensor MultiHeadAttention::attend(const Tensor& x, const Tensor& keys_values,
                                  const SequenceMask& mask) {
  const Tensor q = project(x, 0, 1);
  announce_weights(x, q, keys_values, 0, mask);
  return finish(x, cross_attention(q, keys_values, options(x, keys_values.size(1), mask)));
}

Tensor MultiHeadAttention::weights(const Tensor& x, const Tensor& memory,
                                   const SequenceMask& mask) const {
  return attention_weights(project(x, 0, 1), project(memory, 1, 2),
                           {.heads = heads_, .mask = mask});
}

}  // namespace actlab::layers

#include <actlab/layers/attention.h>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/linear.h>
#include <actlab/core/ops/slice.h>
#include <actlab/layers/watch.h>

namespace actlab::layers {
namespace {

ParameterTraits glorot_traits(std::int64_t fan_in, std::int64_t fan_out) {
  return {
      .start = start::glorot(), .role = StartRole::weight, .fan_in = fan_in, .fan_out = fan_out};
}

}  // namespace

MultiHeadAttention::MultiHeadAttention(std::int64_t width, std::int64_t heads, bool bias)
    : width_(width),
      heads_(heads),
      in_weight_(add_parameter("in_proj_weight", Tensor::zeros({3 * width, width}),
                               glorot_traits(width, 3 * width))),
      in_bias_(
          bias ? add_parameter("in_proj_bias", Tensor::zeros({3 * width}), {.group = group::biases})
               : Tensor()),
      out_(add_child<Linear>("out_proj", width, width, bias)) {
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

Tensor MultiHeadAttention::forward(const Tensor& x, const SequenceMask& mask) {
  return finish(x, self_attention(project(x, 0, 3), {.heads = heads_, .mask = mask}));
}

Tensor MultiHeadAttention::forward(const Tensor& x, const Tensor& memory,
                                   const SequenceMask& mask) {
  return attend(x, keys_values(memory), mask);
}

Tensor MultiHeadAttention::attend(const Tensor& x, const Tensor& keys_values,
                                  const SequenceMask& mask) {
  return finish(x, cross_attention(project(x, 0, 1), keys_values, {.heads = heads_, .mask = mask}));
}

Tensor MultiHeadAttention::weights(const Tensor& x, const Tensor& memory,
                                   const SequenceMask& mask) const {
  return attention_weights(project(x, 0, 1), project(memory, 1, 2),
                           {.heads = heads_, .mask = mask});
}

}  // namespace actlab::layers

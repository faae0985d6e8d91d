#include <actlab/layers/transformer_layer.h>

#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/arithmetic.h>

namespace actlab::layers {
namespace {

// Streams of the two dropouts that not every network has: beyond those of the others.
constexpr std::uint64_t kFirstInnerDropout = 1 << 16;

}  // namespace

TransformerLayer::TransformerLayer(const TransformerLayerOptions& options,
                                   std::uint64_t first_dropout)
    : options_(options),
      next_dropout_(first_dropout),
      next_inner_dropout_(kFirstInnerDropout + 4 * first_dropout) {}

void TransformerLayer::add_residual() {
  const std::size_t number = norms_.size() + 1;
  norms_.push_back(&add_child<LayerNorm>(text("norm", number), options_.width, options_.epsilon));
  dropouts_.push_back(&add_child<Dropout>(text("dropout", number), options_.dropout, options_.seed,
                                          next_dropout_++));
}

void TransformerLayer::add_feed_forward() {
  linear1_ = &add_child<Linear>("linear1", options_.width, options_.inner);
  act_ = &add_child<Activation>("act", options_.activation, options_.inner);
  inner_dropout_ =
      &add_child<Dropout>("dropout", options_.inner_dropout, options_.seed, next_inner_dropout_++);
  linear2_ = &add_child<Linear>("linear2", options_.inner, options_.width);
}

MultiHeadAttention& TransformerLayer::add_attention(std::string name) {
  return add_child<MultiHeadAttention>(
      std::move(name), options_.width, options_.heads,
      MultiHeadAttentionOptions{.bias = options_.projection_bias,
                                .dropout = options_.attention_dropout,
                                .seed = options_.seed,
                                .dropout_index = next_inner_dropout_++});
}

Tensor TransformerLayer::residual(std::size_t number, const Tensor& x,
                                  const std::function<Tensor(const Tensor&)>& part) {
  LayerNorm& norm = *norms_[number - 1];
  Dropout& dropout = *dropouts_[number - 1];
  if (options_.pre_norm) return add(x, dropout.forward(part(norm.forward(x))));
  return norm.forward(x, dropout.forward(part(x)));
}

Tensor TransformerLayer::feed_forward(const Tensor& x) {
  return FeedForward{*linear1_, *act_, *inner_dropout_, *linear2_}.forward(x);
}

EncoderLayer::EncoderLayer(const TransformerLayerOptions& options, std::uint64_t first_dropout)
    : TransformerLayer(options, first_dropout), self_attn_(add_attention("self_attn")) {
  add_feed_forward();
  for (std::uint64_t i = 0; i < kDropouts; ++i) add_residual();
}

Tensor EncoderLayer::forward(const Tensor& x, const SequenceMask& mask) {
  const Tensor attended =
      residual(1, x, [&](const Tensor& part) { return self_attn_.forward(part, mask); });
  Tensor output = residual(2, attended, [&](const Tensor& part) { return feed_forward(part); });
  if (is_watched()) announce(x, output);
  return output;
}

DecoderLayer::DecoderLayer(const TransformerLayerOptions& options, std::uint64_t first_dropout)
    : TransformerLayer(options, first_dropout),
      self_attn_(add_attention("self_attn")),
      multihead_attn_(add_attention("multihead_attn")) {
  add_feed_forward();
  for (std::uint64_t i = 0; i < kDropouts; ++i) add_residual();
}

Tensor DecoderLayer::forward(const Tensor& y, const Attend& self, const Attend& cross) {
  const Tensor own = residual(1, y, [&](const Tensor& part) { return self(self_attn_, part); });
  const Tensor read =
      residual(2, own, [&](const Tensor& part) { return cross(multihead_attn_, part); });
  Tensor output = residual(3, read, [&](const Tensor& part) { return feed_forward(part); });
  if (is_watched()) announce(y, output);
  return output;
}

}  // namespace actlab::layers

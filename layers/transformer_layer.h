// The layers of a Transformer's encoder and decoder (Vaswani et al. 2017, 1706.03762).
//
//   encoder   x = part(x, self attention), part(x, feed-forward)
//   decoder   y = part(y, causal self attention), part(y, attention to the memory),
//                 part(y, feed-forward)
//
//   post-norm (the paper)       part(x, f) = norm(x + dropout(f(x)))
//   pre-norm (tensor2tensor)    part(x, f) = x + dropout(f(norm(x)))
//
// tensor2tensor's later versions drop in two more places: of attention's weights, and of what the
// activation makes (its child `dropout`). Both are 0 in the paper.
//
// The feed-forward's formula has a value of each parameter for every inner unit. Names are those of
// torch.nn.TransformerEncoderLayer and -DecoderLayer, so linear1 and linear2 stand in the layer
// itself: self_attn.in_proj_weight, linear1.weight, act.beta, norm1.weight, ...; the decoder's
// attention to the memory is multihead_attn, its norms are norm1, norm2, norm3 in this order.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <actlab/layers/attention.h>
#include <actlab/layers/feed_forward.h>
#include <actlab/layers/layer_norm.h>

namespace actlab::layers {

struct TransformerLayerOptions {
  std::int64_t width = 512;
  std::int64_t inner = 2048;
  std::int64_t heads = 8;
  formula::FormulaPointer activation;
  bool pre_norm = false;
  bool projection_bias = false;
  double epsilon = kLayerNormEpsilon;
  float dropout = 0.1f;
  float attention_dropout = 0.0f;  // of the weights
  float inner_dropout = 0.0f;      // behind the activation
  std::uint64_t seed = 0;          // of the dropouts
};

// What encoder and decoder layers have in common: residual connections and the feed-forward.
class TransformerLayer : public Module {
 protected:
  // Its dropouts are numbers first_dropout, first_dropout + 1, ... of the model.
  TransformerLayer(const TransformerLayerOptions& options, std::uint64_t first_dropout);

  // Registers norm1 and dropout1, then norm2 and dropout2, and so on.
  void add_residual();
  void add_feed_forward();
  MultiHeadAttention& add_attention(std::string name);

  Tensor residual(std::size_t number, const Tensor& x,
                  const std::function<Tensor(const Tensor&)>& part);
  Tensor feed_forward(const Tensor& x);

  const TransformerLayerOptions options_;

 private:
  std::uint64_t next_dropout_;
  std::uint64_t next_inner_dropout_;
  std::vector<LayerNorm*> norms_;
  std::vector<Dropout*> dropouts_;
  Linear* linear1_ = nullptr;
  Activation* act_ = nullptr;
  Dropout* inner_dropout_ = nullptr;
  Linear* linear2_ = nullptr;
};

class EncoderLayer : public TransformerLayer {
 public:
  static constexpr std::uint64_t kDropouts = 2;
  EncoderLayer(const TransformerLayerOptions& options, std::uint64_t first_dropout);
  std::string kind() const override { return "EncoderLayer"; }

  // [B, L, width] to the same.
  Tensor forward(const Tensor& x, const SequenceMask& mask);

 private:
  MultiHeadAttention& self_attn_;
};

class DecoderLayer : public TransformerLayer {
 public:
  static constexpr std::uint64_t kDropouts = 3;
  DecoderLayer(const TransformerLayerOptions& options, std::uint64_t first_dropout);
  std::string kind() const override { return "DecoderLayer"; }

  // How an attention answers the queries of x: from whole sentences, or from what was kept of them.
  using Attend = std::function<Tensor(MultiHeadAttention& attention, const Tensor& x)>;

  // [B, L, width] to the same.
  Tensor forward(const Tensor& y, const Attend& self, const Attend& cross);

  const MultiHeadAttention& cross_attention() const { return multihead_attn_; }

 private:
  MultiHeadAttention& self_attn_;
  MultiHeadAttention& multihead_attn_;
};

}  // namespace actlab::layers

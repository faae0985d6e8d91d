// MultiHeadAttention (Vaswani et al. 2017, 1706.03762): queries look into a memory, or into
// themselves.
//
//   [q k v] = [x m m] in_proj^T,   y = attention(q, k, v) out_proj^T      (core/ops/attention.h)
//
// Parameters, with the names of PyTorch's module: in_proj_weight [3 D, D] (rows for q, then k, then
// v), out_proj.weight [D, D] and, where asked for, in_proj_bias [3 D] and out_proj.bias [D]. The
// gradient of the keys' bias is 0 but for rounding: it moves all scores of a query alike.
// Matrices start as Glorot's, in_proj as one of 3 D outputs, and so smaller by sqrt(2).
//
// Dropout of the weights is a child, attn_dropout, with its random position. What the queries look
// at is announced by the child attn_weights, which has nothing else to do.
#pragma once

#include <actlab/core/ops/attention.h>
#include <actlab/layers/dropout.h>
#include <actlab/layers/linear.h>

namespace actlab::layers {

// The weights of an attention as something to be watched: its input is what asks, its output
// [B, H, Q, K], of which nothing is stored.
class AttentionWeights : public Module {
 public:
  std::string kind() const override { return "AttentionWeights"; }
};

struct MultiHeadAttentionOptions {
  bool bias = false;
  float dropout = 0.0f;  // of the weights
  std::uint64_t seed = 0, dropout_index = 0;
};

class MultiHeadAttention : public Module {
 public:
  // Throws Error where the heads do not divide the width.
  MultiHeadAttention(std::int64_t width, std::int64_t heads,
                     const MultiHeadAttentionOptions& options = {});
  std::string kind() const override { return "MultiHeadAttention"; }

  // x [B, L, D] looks into itself. A Watch sees x and y.
  Tensor forward(const Tensor& x, const SequenceMask& mask = {});
  // x [B, Q, D] looks into a memory [B, K, D], whose lengths the mask has.
  Tensor forward(const Tensor& x, const Tensor& memory, const SequenceMask& mask = {});

  // The same in two halves, for a memory whose keys and values are kept: [k v], [B, K, 2 D].
  Tensor keys_values(const Tensor& memory) const { return project(memory, 1, 3); }
  Tensor attend(const Tensor& x, const Tensor& keys_values, const SequenceMask& mask = {});

  // What the queries of x look at in the memory: the weights [B, H, Q, K].
  Tensor weights(const Tensor& x, const Tensor& memory, const SequenceMask& mask = {}) const;

 private:
  // Rows [first, end) D of in_proj, applied to the columns of x.
  Tensor project(const Tensor& x, std::int64_t first, std::int64_t end) const;
  Tensor finish(const Tensor& x, const Tensor& attended);
  // Of so many keys, and of as many queries as x has.
  AttentionOptions options(const Tensor& x, std::int64_t keys, const SequenceMask& mask);
  // Queries lie in the first columns of q, keys in those of k from `first_key` on.
  void announce_weights(const Tensor& x, const Tensor& q, const Tensor& k, std::int64_t first_key,
                        const SequenceMask& mask);

  std::int64_t width_, heads_;
  Tensor in_weight_, in_bias_;
  Linear& out_;
  Dropout& dropout_;
  AttentionWeights& weights_;
};

}  // namespace actlab::layers

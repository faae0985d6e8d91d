// Scaled dot-product attention of several heads (Vaswani et al. 2017, 1706.03762).
//
//   y = softmax(q k^T / sqrt(w)) v           for each sentence and head, w columns a head
//
//   P the weights:  d_v = P^T d_y,  d_P = d_y v^T,  d_S = P (d_P - rowsum(P d_P)),
//                   d_q = d_S k / sqrt(w),  d_k = d_S^T q / sqrt(w)
//
// Shapes: q [B, Q, D], k [B, K, D], v [B, K, V], y [B, Q, V]. Heads are ranges of columns, in
// order: head i of H has columns i D/H to (i + 1) D/H - 1 of q and k, and the same of V in v and y.
//
// The mask (sequence_mask.h) says which keys are seen. Keys behind a sentence's length are never
// read, and their gradients are 0. A query that may see no key gives 0 and has no gradient. Of a
// causal mask, keys after the query have weight 0.
//
// With dropout (tensor2tensor's later versions; not in the paper) weights are zeroed after the
// softmax, and the others scaled: one word a weight, [B, H, Q, K] in row-major order.
//
// Sums of exponentials are taken in double; a thread takes whole heads, so the bits do not depend
// on their number. Throws Error for shapes that do not fit, with all three, and for heads that do
// not divide the columns. Kept for backward: q, k, v and two numbers a query and head: the
// largest score, and one over the sum of the exponentials. (Their one logarithm would lose the
// digits of the weights where scores are large.) The weights are made again.
#pragma once

#include <cstdint>

#include <actlab/core/ops/dropout.h>
#include <actlab/core/ops/sequence_mask.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab {

struct AttentionOptions {
  std::int64_t heads = 1;
  SequenceMask mask = {};
  DropoutDraw dropout = {};
};

Tensor attention(const Tensor& q, const Tensor& k, const Tensor& v,
                 const AttentionOptions& options = {});

// The same of projections that lie side by side in the columns of one tensor, as one product makes
// them: q, k and v in [B, L, 3 D]; k and v in [B, K, 2 D].
Tensor self_attention(const Tensor& qkv, const AttentionOptions& options = {});
Tensor cross_attention(const Tensor& q, const Tensor& kv, const AttentionOptions& options = {});

// The weights P alone, none dropped, [B, H, Q, K], for people to look at; nothing is recorded.
Tensor attention_weights(const Tensor& q, const Tensor& k, const AttentionOptions& options = {});

}  // namespace actlab

// Scaled dot-product attention of many heads, which are read and written where they lie: side by
// side in the columns of their tensors. Only keys (and values in backward) are copied, transposed,
// into the cache, where the weights of a block of queries live too. Backward makes those again.
//
// One thread takes one head of one sentence, so the bits do not depend on the number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include <actlab/core/base/random.h>

namespace actlab::kernels {

struct AttentionShape {
  std::int64_t sentences, heads, queries, keys;
  std::int64_t width, value_width;   // columns of one head in queries and keys, and in values
  std::int64_t q_row, k_row, v_row;  // floats from one row to the next; of their gradients too
  const std::int32_t* lengths;       // keys that each sentence has; null: all of them
  bool causal;                       // query i sees keys 0 to i
};

// Weights that are dropped, as rows/dropout_loops.h drops: weight (head, query, key) has the word
// at position + (head * queries + query) * keys + key, heads numbered through all sentences.
struct WeightDropout {
  RandomStream stream;
  std::uint64_t position;
  std::uint32_t threshold;  // 0: none
  float scale;
};

// weight = exp(score - top) * scale; 0 and 0 where a query sees no key.
struct QuerySoftmax {
  float top, scale;
};

// The output is [sentences, queries, heads * value_width] without gaps. Returns what backward makes
// the weights from: [sentences, heads, queries].
std::vector<QuerySoftmax> attention_forward(const AttentionShape& shape,
                                            const WeightDropout& dropout, const float* q,
                                            const float* k, const float* v, float* output);

// The gradients of all heads' columns are written; those of keys that nobody sees are 0.
struct AttentionGradients {
  float *d_q, *d_k, *d_v;
};
void attention_backward(const AttentionShape& shape, const WeightDropout& dropout, const float* q,
                        const float* k, const float* v, const std::vector<QuerySoftmax>& softmax,
                        const float* d_output, const AttentionGradients& gradients);

// The weights themselves, none dropped: [sentences, heads, queries, keys], for people to look at.
void attention_weights(const AttentionShape& shape, const float* q, const float* k, float* weights);

}  // namespace actlab::kernels

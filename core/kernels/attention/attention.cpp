#include <actlab/core/kernels/attention/attention.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/attention/small_products.h>
#include <actlab/core/kernels/rows/dropout_loops.h>
#include <actlab/core/kernels/rows/row_loops.h>
#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {
namespace {

constexpr std::int64_t kQueries = 32;  // a block, whose weights stay in the cache

std::int64_t whole_vectors(std::int64_t floats) {
  return chunk_count(floats, vector_lanes()) * vector_lanes();
}

// One head of one sentence: where its rows lie, and what they see.
struct Head {
  Head(const AttentionShape& of, std::int64_t its_number)
      : shape(of),
        number(its_number),
        sentence(its_number / of.heads),
        keys(of.lengths != nullptr ? of.lengths[sentence] : of.keys) {
    if (of.causal) keys = std::min(keys, of.queries);
  }

  // Offsets of its first row in q and d_q, k and d_k, v and d_v, the output and d_output.
  std::int64_t in_q() const {
    return sentence * shape.queries * shape.q_row + head() * shape.width;
  }
  std::int64_t in_k() const { return sentence * shape.keys * shape.k_row + head() * shape.width; }
  std::int64_t in_v() const {
    return sentence * shape.keys * shape.v_row + head() * shape.value_width;
  }
  std::int64_t in_output() const {
    return sentence * shape.queries * output_row() + head() * shape.value_width;
  }
  std::int64_t output_row() const { return shape.heads * shape.value_width; }
  std::int64_t seen_by(std::int64_t query) const {
    return shape.causal ? std::min(keys, query + 1) : keys;
  }

  const AttentionShape& shape;
  std::int64_t number, sentence;
  std::int64_t keys;  // that anybody sees

 private:
  std::int64_t head() const { return number % shape.heads; }
};

struct QueryBlock {
  std::int64_t first, count;
  std::int64_t keys;  // that its last query sees
};

template <class Body>
void for_each_block(const Head& head, const Body& body) {
  for (std::int64_t first = 0; first < head.shape.queries; first += kQueries) {
    const std::int64_t count = std::min(kQueries, head.shape.queries - first);
    body(QueryBlock{first, count, head.seen_by(first + count - 1)});
  }
}

// Calls body(head) for all heads; a thread takes as many as are worth handing over.
template <class Body>
void for_each_head(const AttentionShape& shape, const Body& body) {
  constexpr std::int64_t kMultiplyAddsPerChunk = 1 << 19;
  const std::int64_t work = shape.queries * shape.keys * (shape.width + shape.value_width);
  const std::int64_t chunk = kMultiplyAddsPerChunk / std::max<std::int64_t>(1, work) + 1;
  parallel_chunks(shape.sentences * shape.heads, chunk,
                  [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                    for (std::int64_t i = begin; i < end; ++i) body(Head(shape, i));
                  });
}

// The columns of one head as rows of `stride` floats, times `factor`; 0 behind the last.
float* transposed(Scratch& scratch, std::int64_t rows, std::int64_t columns, const float* from,
                  std::int64_t from_row, float factor, std::int64_t stride) {
  float* const to = scratch.floats(std::max<std::int64_t>(1, columns * stride));
  for (std::int64_t c = 0; c < columns; ++c) {
    for (std::int64_t r = 0; r < rows; ++r) to[c * stride + r] = from[r * from_row + c] * factor;
    std::fill(to + c * stride + rows, to + (c + 1) * stride, 0.0f);
  }
  return to;
}

// The weights of blocks of queries, [count, stride()], made in memory of its own.
class Weights {
 public:
  Weights(Scratch& scratch, const Head& head, const float* q, const float* k)
      : head_(head),
        q_(q + head.in_q()),
        stride_(whole_vectors(head.keys)),
        factor_(1.0f / std::sqrt(static_cast<float>(head.shape.width))),
        keys_(transposed(scratch, head.keys, head.shape.width, k + head.in_k(), head.shape.k_row,
                         factor_, stride_)),
        values_(scratch.floats(std::max<std::int64_t>(1, kQueries * stride_))) {}

  std::int64_t stride() const { return stride_; }
  float factor() const { return factor_; }
  float* row(std::int64_t i) { return values_ + i * stride_; }

  // For the first time: fills `softmax` for each query of the block.
  void make(const QueryBlock& block, QuerySoftmax* softmax) {
    make_scores(block);
    for (std::int64_t i = 0; i < block.count; ++i) {
      const std::int64_t seen = head_.seen_by(block.first + i);
      softmax[i] = {0.0f, 0.0f};
      if (seen > 0) {
        const float top = row_loops().largest(seen, row(i));
        softmax[i] = {top, static_cast<float>(1.0 / row_loops().exp_sum(seen, row(i), top))};
      }
      finish_row(i, seen, block, softmax[i]);
    }
  }
  void make_again(const QueryBlock& block, const QuerySoftmax* softmax) {
    make_scores(block);
    for (std::int64_t i = 0; i < block.count; ++i) {
      finish_row(i, head_.seen_by(block.first + i), block, softmax[i]);
    }
  }

 private:
  void make_scores(const QueryBlock& block) {
    small_products().multiply({block.count, whole_vectors(block.keys), head_.shape.width,
                               q_ + block.first * head_.shape.q_row, head_.shape.q_row, 1, keys_,
                               stride_, values_, stride_});
  }
  void finish_row(std::int64_t i, std::int64_t seen, const QueryBlock& block,
                  const QuerySoftmax& softmax) {
    row_loops().exponentials(seen, row(i), softmax.top, softmax.scale, 0.0f, row(i));
    std::fill(row(i) + seen, row(i) + block.keys, 0.0f);
  }

  const Head& head_;
  const float* q_;
  std::int64_t stride_;
  float factor_;
  const float* keys_;
  float* values_;
};

// Drops from the rows of a block, `stride` floats apart: its weights, or what flows back to them.
void drop_rows(const WeightDropout& dropout, const Head& head, const QueryBlock& block,
               std::int64_t stride, const float* from, float* to) {
  for (std::int64_t i = 0; i < block.count; ++i) {
    const std::int64_t row = head.number * head.shape.queries + block.first + i;
    dropout_loops().drop(block.keys, from + i * stride, dropout.stream,
                         dropout.position + static_cast<std::uint64_t>(row * head.shape.keys),
                         dropout.threshold, dropout.scale, to + i * stride);
  }
}

}  // namespace

std::vector<QuerySoftmax> attention_forward(const AttentionShape& shape,
                                            const WeightDropout& dropout, const float* q,
                                            const float* k, const float* v, float* output) {
  std::vector<QuerySoftmax> softmax(
      static_cast<std::size_t>(shape.sentences * shape.heads * shape.queries));
  for_each_head(shape, [&](const Head& head) {
    Scratch scratch;
    Weights weights(scratch, head, q, k);
    for_each_block(head, [&](const QueryBlock& block) {
      weights.make(block, softmax.data() + head.number * shape.queries + block.first);
      if (dropout.threshold > 0) {
        drop_rows(dropout, head, block, weights.stride(), weights.row(0), weights.row(0));
      }
      small_products().multiply({block.count, shape.value_width, block.keys, weights.row(0),
                                 weights.stride(), 1, v + head.in_v(), shape.v_row,
                                 output + head.in_output() + block.first * head.output_row(),
                                 head.output_row()});
    });
  });
  return softmax;
}

namespace {

void clear_rows(std::int64_t rows, std::int64_t columns, float* data, std::int64_t row) {
  for (std::int64_t r = 0; r < rows; ++r) std::fill_n(data + r * row, columns, 0.0f);
}

// With P the weights: dV = P^T dO, dP = dO V^T, dS = P (dP - rowsum(P dP)), dQ = dS K /
// sqrt(width), dK = dS^T Q / sqrt(width). Where weights were dropped, dV has P as it was then, and
// dP is dropped alike. (rowsum(dO O) is the same sum, but rounds otherwise than
// dP: where one weight is 1 and scores are large, its rest would be gradients out of nothing.)
void backward_of_head(const Head& head, const WeightDropout& dropout, Weights& weights,
                      const float* transposed_v, const QuerySoftmax* softmax, const float* q,
                      const float* k, const float* d_output, float* d_scores,
                      const AttentionGradients& to) {
  const SmallProducts& products = small_products();
  const AttentionShape& shape = head.shape;
  const std::int64_t output_row = head.output_row(), stride = weights.stride();
  for_each_block(head, [&](const QueryBlock& block) {
    const std::int64_t in_q = head.in_q() + block.first * shape.q_row;
    const float* const d_o = d_output + head.in_output() + block.first * output_row;
    weights.make_again(block, softmax + block.first);
    const float* used = weights.row(0);
    if (dropout.threshold > 0) {  // d_scores are free until they are made below
      drop_rows(dropout, head, block, stride, used, d_scores);
      used = d_scores;
    }
    products.add({block.keys, shape.value_width, block.count, used, 1, stride, d_o, output_row,
                  to.d_v + head.in_v(), shape.v_row});
    products.multiply({block.count, whole_vectors(block.keys), shape.value_width, d_o, output_row,
                       1, transposed_v, stride, d_scores, stride});
    if (dropout.threshold > 0) drop_rows(dropout, head, block, stride, d_scores, d_scores);
    for (std::int64_t i = 0; i < block.count; ++i) {
      const float* const p = weights.row(i);
      float* const d = d_scores + i * stride;
      const auto offset = static_cast<float>(row_loops().dot(block.keys, p, d));
      products.softmax_gradient(block.keys, p, offset, weights.factor(), d);
    }
    products.multiply({block.count, shape.width, block.keys, d_scores, stride, 1, k + head.in_k(),
                       shape.k_row, to.d_q + in_q, shape.q_row});
    products.add({block.keys, shape.width, block.count, d_scores, 1, stride, q + in_q, shape.q_row,
                  to.d_k + head.in_k(), shape.k_row});
  });
}

}  // namespace

void attention_backward(const AttentionShape& shape, const WeightDropout& dropout, const float* q,
                        const float* k, const float* v, const std::vector<QuerySoftmax>& softmax,
                        const float* d_output, const AttentionGradients& gradients) {
  for_each_head(shape, [&](const Head& head) {
    Scratch scratch;
    Weights weights(scratch, head, q, k);
    const float* const transposed_v =
        transposed(scratch, head.keys, shape.value_width, v + head.in_v(), shape.v_row, 1.0f,
                   weights.stride());
    float* const d_scores = scratch.floats(std::max<std::int64_t>(1, kQueries * weights.stride()));
    clear_rows(shape.keys, shape.width, gradients.d_k + head.in_k(), shape.k_row);
    clear_rows(shape.keys, shape.value_width, gradients.d_v + head.in_v(), shape.v_row);
    backward_of_head(head, dropout, weights, transposed_v,
                     softmax.data() + head.number * shape.queries, q, k, d_output, d_scores,
                     gradients);
  });
}

void attention_weights(const AttentionShape& shape, const float* q, const float* k,
                       float* weights) {
  for_each_head(shape, [&](const Head& head) {
    Scratch scratch;
    Weights made(scratch, head, q, k);
    std::vector<QuerySoftmax> softmax(static_cast<std::size_t>(kQueries));
    for_each_block(head, [&](const QueryBlock& block) {
      made.make(block, softmax.data());
      for (std::int64_t i = 0; i < block.count; ++i) {
        float* const to = weights + (head.number * shape.queries + block.first + i) * shape.keys;
        std::copy_n(made.row(i), block.keys, to);
        std::fill(to + block.keys, to + shape.keys, 0.0f);
      }
    });
  });
}

}  // namespace actlab::kernels

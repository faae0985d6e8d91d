#include <actlab/core/ops/attention.h>

#include <utility>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/kernels/attention/attention.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

// Columns of one of the inputs, from `first` on.
struct Columns {
  std::size_t input;
  std::int64_t first;
};

// Queries, keys and values, wherever they lie.
struct Projections {
  std::vector<Tensor> inputs;
  Columns q, k, v;
  std::int64_t width, value_width;  // of all heads
  AttentionOptions options;

  const Tensor& of(Columns columns) const { return inputs[columns.input]; }
  const float* data(Columns columns) const { return of(columns).data() + columns.first; }
};

// Throws Error where heads or mask do not fit. `from` must outlive the result.
kernels::AttentionShape attention_shape(const Projections& from) {
  const std::int64_t heads = from.options.heads;
  if (heads < 1 || from.width == 0 || from.width % heads != 0 || from.value_width % heads != 0) {
    throw Error(text("[attention] the heads must divide the columns: got ", heads, " heads for ",
                     from.width, " columns of q and ", from.value_width, " of v"));
  }
  const Tensor &q = from.of(from.q), &k = from.of(from.k);
  const SequenceMask& mask = from.options.mask;
  (void)VisiblePlaces({q.size(0), heads, q.size(1), k.size(1)}, mask, "attention");
  return {.sentences = q.size(0),
          .heads = heads,
          .queries = q.size(1),
          .keys = k.size(1),
          .width = from.width / heads,
          .value_width = from.value_width / heads,
          .q_row = q.size(2),
          .k_row = k.size(2),
          .v_row = from.of(from.v).size(2),
          .lengths = mask.lengths.defined() ? mask.lengths.values().data() : nullptr,
          .causal = mask.causal};
}

kernels::WeightDropout weight_dropout(const DropoutDraw& draw) {
  return {draw.stream, draw.position, draw.threshold(), draw.scale()};
}

// The gradients of the inputs, whose columns are all somebody's.
void attend_backward(const Projections& from, const std::vector<kernels::QuerySoftmax>& softmax,
                     const Tensor& d_output, const GradientSlots& inputs) {
  std::vector<Tensor> gradients;
  gradients.reserve(from.inputs.size());
  for (const Tensor& input : from.inputs) gradients.push_back(Tensor::uninitialised(input.shape()));
  const auto gradient = [&](Columns columns) {
    return gradients[columns.input].data() + columns.first;
  };
  kernels::attention_backward(attention_shape(from), weight_dropout(from.options.dropout),
                              from.data(from.q), from.data(from.k), from.data(from.v), softmax,
                              d_output.data(),
                              {gradient(from.q), gradient(from.k), gradient(from.v)});
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i]) accumulate_gradient(inputs[i], gradients[i]);
  }
}

Tensor attend(const char* operation, Projections from) {
  const kernels::AttentionShape shape = attention_shape(from);
  Tensor output = Tensor::uninitialised({shape.sentences, shape.queries, from.value_width});
  auto softmax =
      kernels::attention_forward(shape, weight_dropout(from.options.dropout), from.data(from.q),
                                 from.data(from.k), from.data(from.v), output.data());
  const std::vector<Tensor> inputs = from.inputs;
  for (Tensor& input : from.inputs) input = input.detach();
  record(operation, output, inputs,
         [from = std::move(from), softmax = std::move(softmax)](const Tensor& d_output,
                                                                const GradientSlots& slots) {
           attend_backward(from, softmax, d_output, slots);
         });
  return output;
}

void check_shapes(const Tensor& q, const Tensor& k, const Tensor& v) {
  const bool fit = q.rank() == 3 && k.rank() == 3 && v.rank() == 3 && k.size(0) == q.size(0) &&
                   v.size(0) == q.size(0) && k.size(2) == q.size(2) && v.size(1) == k.size(1);
  if (fit) return;
  throw Error(text("[attention] expected q [B, Q, D], k [B, K, D] and v [B, K, V], got ", q.shape(),
                   ", ", k.shape(), " and ", v.shape()));
}

}  // namespace

Tensor attention(const Tensor& q, const Tensor& k, const Tensor& v,
                 const AttentionOptions& options) {
  check_shapes(q, k, v);
  return attend("attention", {{q, k, v}, {0, 0}, {1, 0}, {2, 0}, q.size(2), v.size(2), options});
}

Tensor self_attention(const Tensor& qkv, const AttentionOptions& options) {
  if (qkv.rank() != 3 || qkv.size(2) % 3 != 0) {
    throw Error(
        text("[self_attention] expected q, k and v side by side, [B, L, 3 D], got ", qkv.shape()));
  }
  const std::int64_t width = qkv.size(2) / 3;
  return attend("self_attention",
                {{qkv}, {0, 0}, {0, width}, {0, 2 * width}, width, width, options});
}

Tensor cross_attention(const Tensor& q, const Tensor& kv, const AttentionOptions& options) {
  if (q.rank() != 3 || kv.rank() != 3 || kv.size(0) != q.size(0) || kv.size(2) != 2 * q.size(2)) {
    throw Error(text("[cross_attention] expected q [B, Q, D] and k beside v, [B, K, 2 D], got ",
                     q.shape(), " and ", kv.shape()));
  }
  const std::int64_t width = q.size(2);
  return attend("cross_attention", {{q, kv}, {0, 0}, {1, 0}, {1, width}, width, width, options});
}

Tensor attention_weights(const Tensor& q, const Tensor& k, const AttentionOptions& options) {
  check_shapes(q, k, k);
  const Projections from{{q, k}, {0, 0}, {1, 0}, {1, 0}, q.size(2), q.size(2), options};
  const kernels::AttentionShape shape = attention_shape(from);
  Tensor weights = Tensor::uninitialised({q.size(0), options.heads, q.size(1), k.size(1)});
  kernels::attention_weights(shape, q.data(), k.data(), weights.data());
  return weights;
}

}  // namespace actlab

#include <actlab/core/ops/attention.h>

#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/kernels/attention/attention.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

void check_shapes(const Tensor& q, const Tensor& k, const Tensor& v) {
  const bool fit = q.rank() == 3 && k.rank() == 3 && v.rank() == 3 && k.size(0) == q.size(0) &&
                   v.size(0) == q.size(0) && k.size(2) == q.size(2) && v.size(1) == k.size(1);
  if (fit) return;
  throw Error(text("[attention] expected q [B, Q, D], k [B, K, D] and v [B, K, V], got ", q.shape(),
                   ", ", k.shape(), " and ", v.shape()));
}

// Throws Error where heads or mask do not fit. `options` must outlive the result.
kernels::AttentionShape attention_shape(const Tensor& q, const Tensor& k, const Tensor& v,
                                        const AttentionOptions& options) {
  const std::int64_t heads = options.heads;
  if (heads < 1 || q.size(2) % heads != 0 || v.size(2) % heads != 0 || q.size(2) == 0) {
    throw Error(text("[attention] the heads must divide the columns: got ", heads, " heads for q ",
                     q.shape(), " and v ", v.shape()));
  }
  const SequenceMask& mask = options.mask;
  (void)VisiblePlaces({q.size(0), heads, q.size(1), k.size(1)}, mask, "attention");
  return {.sentences = q.size(0),
          .heads = heads,
          .queries = q.size(1),
          .keys = k.size(1),
          .width = q.size(2) / heads,
          .value_width = v.size(2) / heads,
          .lengths = mask.lengths.defined() ? mask.lengths.values().data() : nullptr,
          .causal = mask.causal};
}

}  // namespace

Tensor attention(const Tensor& q, const Tensor& k, const Tensor& v,
                 const AttentionOptions& options) {
  check_shapes(q, k, v);
  const kernels::AttentionShape shape = attention_shape(q, k, v, options);
  Tensor output = Tensor::uninitialised({q.size(0), q.size(1), v.size(2)});
  auto softmax = kernels::attention_forward(shape, q.data(), k.data(), v.data(), output.data());
  record("attention", output, {q, k, v},
         [q = q.detach(), k = k.detach(), v = v.detach(), options, softmax = std::move(softmax)](
             const Tensor& d_output, const GradientSlots& inputs) {
           Tensor d_q = Tensor::uninitialised(q.shape());
           Tensor d_k = Tensor::uninitialised(k.shape());
           Tensor d_v = Tensor::uninitialised(v.shape());
           kernels::attention_backward(attention_shape(q, k, v, options), q.data(), k.data(),
                                       v.data(), softmax, d_output.data(),
                                       {d_q.data(), d_k.data(), d_v.data()});
           if (inputs[0]) accumulate_gradient(inputs[0], d_q);
           if (inputs[1]) accumulate_gradient(inputs[1], d_k);
           if (inputs[2]) accumulate_gradient(inputs[2], d_v);
         });
  return output;
}

Tensor attention_weights(const Tensor& q, const Tensor& k, const AttentionOptions& options) {
  check_shapes(q, k, k);
  const kernels::AttentionShape shape = attention_shape(q, k, k, options);
  Tensor weights = Tensor::uninitialised({q.size(0), options.heads, q.size(1), k.size(1)});
  kernels::attention_weights(shape, q.data(), k.data(), weights.data());
  return weights;
}

}  // namespace actlab

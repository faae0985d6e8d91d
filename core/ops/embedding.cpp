#include <actlab/core/ops/embedding.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/kernels/rows/row_loops.h>
#include <actlab/core/ops/leading_axes.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

// rows[i] = table[indices[i]]
void look_up(const Indices& indices, std::int64_t width, const float* table, float* rows) {
  parallel_chunks(indices.elements(), kernels::rows_per_chunk(width),
                  [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                    for (std::int64_t i = begin; i < end; ++i) {
                      std::copy_n(table + indices[i] * width, width, rows + i * width);
                    }
                  });
}

// table[indices[i]] += rows[i]. Threads take columns, so that each entry sums in order.
void scatter_add(const Indices& indices, std::int64_t width, const float* rows, float* table) {
  constexpr std::int64_t kColumns = 64;
  parallel_chunks(width, kColumns, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
    for (std::int64_t i = 0; i < indices.elements(); ++i) {
      const float* const from = rows + i * width;
      float* const to = table + indices[i] * width;
      for (std::int64_t column = begin; column < end; ++column) to[column] += from[column];
    }
  });
}

}  // namespace

Tensor embedding(const Tensor& weight, const Indices& indices) {
  if (weight.rank() != 2) {
    throw Error(text("[embedding] the weight must be [entries, width], got ", weight.shape()));
  }
  require_below(indices, weight.size(0), "embedding", "index",
                text(" (weight ", weight.shape(), ")"));
  const std::int64_t width = weight.size(1);
  Tensor output = Tensor::uninitialised(with_last_axis(indices.shape(), width));
  look_up(indices, width, weight.data(), output.data());
  record("embedding", output, {weight},
         [width, indices](const Tensor& d_output, const GradientSlots& inputs) {
           const std::int64_t elements = inputs[0]->shape.elements();
           accumulate_gradient(inputs[0], [&](float* to, const float* added) {
             if (added == nullptr) std::fill_n(to, elements, 0.0f);
             if (added != nullptr && added != to) std::copy_n(added, elements, to);
             scatter_add(indices, width, d_output.data(), to);
           });
         });
  return output;
}

}  // namespace actlab

#include "core/ops/softmax.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/tensor/autograd.h"

namespace actlab {
namespace {

// The last axis as the width of a matrix.
struct Rows {
  std::int64_t count, width;
};

Rows rows_of(const Shape& shape, const char* operation) {
  if (shape.rank() == 0)
    throw Error(text("[", operation, "] needs an axis to work along, got a scalar"));
  const std::int64_t width = shape[-1];
  return {width == 0 ? 0 : shape.elements() / width, width};
}

// body(offset) for the beginning of each row.
template <class Body>
void for_each_row(const Rows& rows, const Body& body) {
  constexpr std::int64_t kFloatsPerChunk = 1 << 13;
  const std::int64_t chunk =
      std::max<std::int64_t>(1, kFloatsPerChunk / std::max<std::int64_t>(1, rows.width));
  parallel_chunks(rows.count, chunk, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
    for (std::int64_t row = begin; row < end; ++row) body(row * rows.width);
  });
}

float largest(const float* x, std::int64_t width) { return *std::max_element(x, x + width); }

}  // namespace

Tensor softmax(const Tensor& input) {
  const Rows rows = rows_of(input.shape(), "softmax");
  Tensor output = Tensor::uninitialised(input.shape());
  for_each_row(rows, [&, x_all = input.data(), y_all = output.data()](std::int64_t offset) {
    const float* const x = x_all + offset;
    float* const y = y_all + offset;
    const float top = largest(x, rows.width);
    double sum = 0.0;
    for (std::int64_t i = 0; i < rows.width; ++i) {
      y[i] = std::exp(x[i] - top);
      sum += static_cast<double>(y[i]);
    }
    const auto scale = static_cast<float>(1.0 / sum);
    for (std::int64_t i = 0; i < rows.width; ++i) y[i] *= scale;
  });
  record("softmax", output, {input},
         [rows, output = output.detach()](const Tensor& d_output, const GradientSlots& inputs) {
           Tensor d_input = Tensor::uninitialised(d_output.shape());
           for_each_row(rows, [&](std::int64_t offset) {
             const float* const y = output.data() + offset;
             const float* const d_y = d_output.data() + offset;
             float* const d_x = d_input.data() + offset;
             double dot = 0.0;
             for (std::int64_t i = 0; i < rows.width; ++i) {
               dot += static_cast<double>(d_y[i]) * static_cast<double>(y[i]);
             }
             for (std::int64_t i = 0; i < rows.width; ++i) {
               d_x[i] = static_cast<float>(static_cast<double>(y[i]) *
                                           (static_cast<double>(d_y[i]) - dot));
             }
           });
           accumulate_gradient(inputs[0], d_input);
         });
  return output;
}

Tensor log_softmax(const Tensor& input) {
  const Rows rows = rows_of(input.shape(), "log_softmax");
  Tensor output = Tensor::uninitialised(input.shape());
  for_each_row(rows, [&, x_all = input.data(), y_all = output.data()](std::int64_t offset) {
    const float* const x = x_all + offset;
    float* const y = y_all + offset;
    const float top = largest(x, rows.width);
    double sum = 0.0;
    for (std::int64_t i = 0; i < rows.width; ++i) sum += static_cast<double>(std::exp(x[i] - top));
    const double log_sum = std::log(sum);
    for (std::int64_t i = 0; i < rows.width; ++i) {
      y[i] = static_cast<float>(static_cast<double>(x[i]) - static_cast<double>(top) - log_sum);
    }
  });
  record("log_softmax", output, {input},
         [rows, output = output.detach()](const Tensor& d_output, const GradientSlots& inputs) {
           Tensor d_input = Tensor::uninitialised(d_output.shape());
           for_each_row(rows, [&](std::int64_t offset) {
             const float* const y = output.data() + offset;
             const float* const d_y = d_output.data() + offset;
             float* const d_x = d_input.data() + offset;
             double sum = 0.0;
             for (std::int64_t i = 0; i < rows.width; ++i) sum += static_cast<double>(d_y[i]);
             for (std::int64_t i = 0; i < rows.width; ++i) {
               d_x[i] = static_cast<float>(static_cast<double>(d_y[i]) -
                                           static_cast<double>(std::exp(y[i])) * sum);
             }
           });
           accumulate_gradient(inputs[0], d_input);
         });
  return output;
}

}  // namespace actlab

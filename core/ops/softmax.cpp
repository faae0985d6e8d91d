#include <actlab/core/ops/softmax.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/tensor/autograd.h>

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

// body(x, y) for each row of an input and an output.
template <class Body>
void map_rows(const Rows& rows, const Tensor& input, Tensor& output, const Body& body) {
  const float* const x = input.data();
  float* const y = output.data();
  for_each_row(rows, [&](std::int64_t offset) { body(x + offset, y + offset); });
}

// d_input by body(y, d_y, d_x) for each row of an output and its gradient.
template <class Body>
Tensor gradient_rows(const Rows& rows, const Tensor& output, const Tensor& d_output,
                     const Body& body) {
  Tensor d_input = Tensor::uninitialised(d_output.shape());
  const float* const y = output.data();
  const float* const d_y = d_output.data();
  float* const d_x = d_input.data();
  for_each_row(rows, [&](std::int64_t offset) { body(y + offset, d_y + offset, d_x + offset); });
  return d_input;
}

float largest(const float* x, std::int64_t width) { return *std::max_element(x, x + width); }

}  // namespace

Tensor softmax(const Tensor& input) {
  const Rows rows = rows_of(input.shape(), "softmax");
  Tensor output = Tensor::uninitialised(input.shape());
  map_rows(rows, input, output, [&](const float* x, float* y) {
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
           const auto row = [&](const float* y, const float* d_y, float* d_x) {
             double dot = 0.0;
             for (std::int64_t i = 0; i < rows.width; ++i) {
               dot += static_cast<double>(d_y[i]) * static_cast<double>(y[i]);
             }
             for (std::int64_t i = 0; i < rows.width; ++i) {
               d_x[i] = static_cast<float>(static_cast<double>(y[i]) *
                                           (static_cast<double>(d_y[i]) - dot));
             }
           };
           accumulate_gradient(inputs[0], gradient_rows(rows, output, d_output, row));
         });
  return output;
}

Tensor log_softmax(const Tensor& input) {
  const Rows rows = rows_of(input.shape(), "log_softmax");
  Tensor output = Tensor::uninitialised(input.shape());
  map_rows(rows, input, output, [&](const float* x, float* y) {
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
           const auto row = [&](const float* y, const float* d_y, float* d_x) {
             double sum = 0.0;
             for (std::int64_t i = 0; i < rows.width; ++i) sum += static_cast<double>(d_y[i]);
             for (std::int64_t i = 0; i < rows.width; ++i) {
               d_x[i] = static_cast<float>(static_cast<double>(d_y[i]) -
                                           static_cast<double>(std::exp(y[i])) * sum);
             }
           };
           accumulate_gradient(inputs[0], gradient_rows(rows, output, d_output, row));
         });
  return output;
}

}  // namespace actlab

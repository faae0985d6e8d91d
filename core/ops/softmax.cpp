#include <actlab/core/ops/softmax.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <actlab/core/base/parallel.h>
#include <actlab/core/kernels/rows/row_loops.h>
#include <actlab/core/ops/leading_axes.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

using kernels::row_loops;

constexpr float kImpossible = -std::numeric_limits<float>::infinity();

// The rows of a tensor along its last axis, and how much of each may be seen.
struct MaskedRows {
  MaskedRows(const Shape& shape, const SequenceMask& mask, const char* operation)
      : count(leading_axes(shape, operation).elements()),
        width(shape[-1]),
        visible(shape, mask, operation) {}

  std::int64_t count, width;
  VisiblePlaces visible;
};

bool all_are(float value, std::int64_t n, const float* x) {
  return std::all_of(x, x + n, [=](float other) { return other == value; });
}

// Calls body(offset, n) for the beginning of each row and the places that it may see.
template <class Body>
void for_each_row(const MaskedRows& rows, const Body& body) {
  parallel_chunks(rows.count, kernels::rows_per_chunk(rows.width),
                  [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                    for (std::int64_t row = begin; row < end; ++row) {
                      body(row * rows.width, rows.visible.of_row(row));
                    }
                  });
}

// y from x by body(n, top, x, y) for the n places that a row may see, of which the largest is
// `top`; `hidden` elsewhere, and in rows without a largest.
template <class Body>
Tensor map_rows(const MaskedRows& rows, const Tensor& input, float hidden, const Body& body) {
  Tensor output = Tensor::uninitialised(input.shape());
  const float* const x = input.data();
  float* const y = output.data();
  for_each_row(rows, [&](std::int64_t at, std::int64_t n) {
    const float top = row_loops().largest(n, x + at);
    // NaN may hide from `top` behind -inf, but must come through.
    const std::int64_t seen = top == kImpossible && all_are(kImpossible, n, x + at) ? 0 : n;
    if (seen > 0) body(n, top, x + at, y + at);
    std::fill(y + at + seen, y + at + rows.width, hidden);
  });
  return output;
}

// d_x by body(n, y, d_y, d_x) for the n places that a row may see; 0 elsewhere, and in rows whose
// output is nothing but `hidden`.
template <class Body>
Tensor gradient_rows(const MaskedRows& rows, const Tensor& output, float hidden,
                     const Tensor& d_output, const Body& body) {
  Tensor d_input = Tensor::uninitialised(d_output.shape());
  const float* const y = output.data();
  const float* const d_y = d_output.data();
  float* const d_x = d_input.data();
  for_each_row(rows, [&](std::int64_t at, std::int64_t n) {
    const std::int64_t seen = all_are(hidden, n, y + at) ? 0 : n;
    if (seen > 0) body(n, y + at, d_y + at, d_x + at);
    std::fill(d_x + at + seen, d_x + at + rows.width, 0.0f);
  });
  return d_input;
}

void softmax_gradient(std::int64_t n, const float* y, const float* d_y, float* d_x) {
  const double dot = row_loops().dot(n, d_y, y);
  for (std::int64_t i = 0; i < n; ++i) {
    d_x[i] = static_cast<float>(static_cast<double>(y[i]) * (static_cast<double>(d_y[i]) - dot));
  }
}

void log_softmax_gradient(std::int64_t n, const float* y, const float* d_y, float* d_x) {
  const double sum = row_loops().difference_sum(n, d_y, 0.0f);
  row_loops().exponentials(n, y, 0.0f, static_cast<float>(-sum), 0.0f, d_x);
  for (std::int64_t i = 0; i < n; ++i) d_x[i] += d_y[i];
}

}  // namespace

Tensor softmax(const Tensor& input, const SequenceMask& mask) {
  const MaskedRows rows(input.shape(), mask, "softmax");
  const auto row = [](std::int64_t n, float top, const float* x, float* y) {
    const auto scale = static_cast<float>(1.0 / row_loops().exp_sum(n, x, top));
    row_loops().exponentials(n, x, top, scale, 0.0f, y);
  };
  Tensor output = map_rows(rows, input, 0.0f, row);
  record("softmax", output, {input},
         [rows, output = output.detach()](const Tensor& d_output, const GradientSlots& inputs) {
           accumulate_gradient(inputs[0],
                               gradient_rows(rows, output, 0.0f, d_output, softmax_gradient));
         });
  return output;
}

Tensor log_softmax(const Tensor& input, const SequenceMask& mask) {
  const MaskedRows rows(input.shape(), mask, "log_softmax");
  const auto row = [](std::int64_t n, float top, const float* x, float* y) {
    const double log_sum = std::log(row_loops().exp_sum(n, x, top));
    for (std::int64_t i = 0; i < n; ++i) {
      y[i] = static_cast<float>(static_cast<double>(x[i]) - static_cast<double>(top) - log_sum);
    }
  };
  Tensor output = map_rows(rows, input, kImpossible, row);
  record("log_softmax", output, {input},
         [rows, output = output.detach()](const Tensor& d_output, const GradientSlots& inputs) {
           const auto gradient =
               gradient_rows(rows, output, kImpossible, d_output, log_softmax_gradient);
           accumulate_gradient(inputs[0], gradient);
         });
  return output;
}

}  // namespace actlab

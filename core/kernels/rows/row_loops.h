// Loops along one row of n floats: what softmax, cross-entropy and layer normalisation are made of.
// Sums are taken in double. A result may be the same array as an input.
#pragma once

#include <algorithm>
#include <cstdint>

namespace actlab::kernels {

// How many rows of so many floats a thread takes at a time: work worth handing over.
inline std::int64_t rows_per_chunk(std::int64_t width) {
  constexpr std::int64_t kFloatsPerChunk = std::int64_t{1} << 14;
  return std::max<std::int64_t>(1, kFloatsPerChunk / std::max<std::int64_t>(1, width));
}

// A row x as (x - mean) * scale + shift. `mean` is a float near the mean, so that the subtraction
// is exact there; the rest of it is in `shift`.
struct RowNormalisation {
  float mean, scale, shift;
};

struct RowLoops {
  // -inf for no floats. Where one is NaN, any of them.
  float (*largest)(std::int64_t n, const float* x);
  // sum exp(x - top), where no x is larger than `top`
  double (*exp_sum)(std::int64_t n, const float* x, float top);
  // y = factor * exp(x - top) + offset
  void (*exponentials)(std::int64_t n, const float* x, float top, float factor, float offset,
                       float* y);
  // sum (x - pivot), with differences rounded to float
  double (*difference_sum)(std::int64_t n, const float* x, float pivot);
  // sum (x - pivot)^2
  double (*square_sum)(std::int64_t n, const float* x, float pivot);
  // sum a b
  double (*dot)(std::int64_t n, const float* a, const float* b);
  // The sums of x - pivot and of (x - pivot)^2, with differences in double.
  void (*moment_sums)(std::int64_t n, const float* x, double pivot, double* sum, double* squares);
  // How many lie in [low, high]; n below 2^31.
  std::int64_t (*count_between)(std::int64_t n, const float* x, float low, float high);
  // y = weight * h + bias, where h is the normalised x
  void (*normalise)(std::int64_t n, const float* x, RowNormalisation h, const float* weight,
                    const float* bias, float* y);
  // With g = weight * d_y:  d_weight += d_y h,  d_bias += d_y;  the sums of g and of g h
  void (*normalise_sums)(std::int64_t n, const float* x, RowNormalisation h, const float* weight,
                         const float* d_y, float* d_weight, float* d_bias, double* sum_g,
                         double* sum_gh);
  // d_x = scale * (g - mean_g - h mean_gh)
  void (*normalise_gradient)(std::int64_t n, const float* x, RowNormalisation h,
                             const float* weight, const float* d_y, float mean_g, float mean_gh,
                             float* d_x);
};

// Those of the active instruction set (core/kernels/vector/isa.h).
const RowLoops& row_loops();

}  // namespace actlab::kernels

// Batch normalisation over [rows, channels] data, joined with an activation and the addition of a
// skip connection, in as few passes over memory as there can be:
//
//   forward    1. channel_moments: mean and variance          reads x
//              2. NormalisedRows                              reads x, skip; writes y
//   backward   1. batch_norm_backward_sums                    reads x, skip, d_y; writes d_z
//              2. batch_norm_backward_input                   reads x, d_z; writes d_x
//
// The second step of forward can be left to what reads y: a convolution then takes the rows that it
// needs through the cache (images.h), and y is never in memory.
//
// All are parallel and give the same bits at any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/row_source.h"
#include "core/kernels/channel_blocks.h"

namespace actlab::kernels {

struct ChannelMoments {
  std::vector<double> mean;
  std::vector<double> variance;  // divided by the number of rows
};

// Sums are taken of x - pivot, where the pivot is the mean of a few rows; so a mean that is large
// beside the deviation costs no digits.
ChannelMoments channel_moments(std::int64_t rows, std::int64_t channels, const float* x);

// z = (x - mean) * scale + shift (+ skip): one value a channel. `mean` is a float near the mean, so
// that the subtraction is exact there; the caller puts the rest of it into `shift`.
struct Normalisation {
  std::vector<float> mean;
  std::vector<float> scale;
  std::vector<float> shift;
};

// The rows of y = f(z). `skip` may be null; x and skip must outlive this.
class NormalisedRows final : public RowSource {
 public:
  NormalisedRows(const Normalisation& normalisation, const FormulaCall& formula, std::int64_t rows,
                 std::int64_t channels, const float* x, const float* skip);
  void write(std::int64_t first, std::int64_t count, float* to) const override;
  const float* origin() const override { return x_; }

 private:
  ChannelBlocks blocks_;
  Normalisation normalisation_;
  TiledFormula formula_;
  const float* x_;
  const float* skip_;
};

struct BatchNormSums {
  std::vector<double> d_z;                        // sum of d_z
  std::vector<double> d_z_x;                      // sum of d_z * (x - Normalisation::mean)
  std::vector<std::vector<double>> d_parameters;  // sum of d_y * df/dp, a parameter
};

// Makes z again and d_z = d_y * f'(z); d_z may be d_y. d_parameters is gathered where
// `with_parameters`.
BatchNormSums batch_norm_backward_sums(const Normalisation& normalisation,
                                       const FormulaCall& formula, std::int64_t rows,
                                       std::int64_t channels, const float* x, const float* skip,
                                       const float* d_y, float* d_z, bool with_parameters);

// d_x = d_z * factor - (x - mean) * slope - offset: one value a channel.
struct InputGradient {
  std::vector<float> mean;
  std::vector<float> factor;
  std::vector<float> slope;
  std::vector<float> offset;
};

// `added` (a gradient from elsewhere; may be null) is added to d_x. d_x may be d_z or `added`.
void batch_norm_backward_input(const InputGradient& gradient, std::int64_t rows,
                               std::int64_t channels, const float* x, const float* d_z,
                               const float* added, float* d_x);

}  // namespace actlab::kernels

// Batch normalisation over [rows, channels] data, joined with an activation and the addition of a
// skip connection, in as few passes over memory as there can be:
//
//   forward    1. channel_moments: mean and variance          reads x
//              2. NormalisedRows                              reads x, skip; writes y
//   backward   1. BatchNormGradient                           reads x, skip, d_y; writes d_z
//              2. batch_norm_backward_input                   reads x, d_z; writes d_x
//
// The second step of forward can be left to what reads y: a convolution then takes the rows that it
// needs through the cache (images.h), and y is never in memory. The first step of backward can be
// made where that convolution writes d_y, while its rows are in the cache.
//
// x, and in the last step d_x, may be some channels of wider rows; all else lies without gaps. All
// are parallel and give the same bits at any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include <actlab/core/kernels/channels/channel_blocks.h>
#include <actlab/core/kernels/vector/rows.h>

namespace actlab::kernels {

struct ChannelMoments {
  std::vector<double> mean;
  std::vector<double> variance;  // divided by the number of rows
};

// Sums are taken of x - pivot, where the pivot is the mean of a few rows; so a mean that is large
// beside the deviation costs no digits.
ChannelMoments channel_moments(std::int64_t rows, std::int64_t channels, const StridedRows& x);

// z = (x - mean) * scale + shift (+ skip): one value a channel. `mean` is a float near the mean, so
// that the subtraction is exact there; the caller puts the rest of it into `shift`. Without values,
// z is x, which then lies without gaps and has no skip.
struct Normalisation {
  std::vector<float> mean;
  std::vector<float> scale;
  std::vector<float> shift;
  bool is_identity() const { return mean.empty(); }
};

// The rows of y = f(z). `skip` may be null; x and skip must outlive this.
class NormalisedRows final : public RowSource {
 public:
  NormalisedRows(const Normalisation& normalisation, const FormulaCall& formula, std::int64_t rows,
                 std::int64_t channels, const StridedRows& x, const float* skip);
  void write(std::int64_t first, std::int64_t count, float* to) const override;
  // All of them, in parallel.
  void write_all(float* to) const;
  const float* origin() const override { return x_.step == blocks_.channels ? x_.data : nullptr; }

 private:
  ChannelBlocks blocks_;
  Normalisation normalisation_;
  TiledFormula formula_;
  StridedRows x_;
  const float* skip_;
};

// Those of d_z are empty where nothing is normalised.
struct BatchNormSums {
  std::vector<double> d_z;                        // sum of d_z
  std::vector<double> d_z_x;                      // sum of d_z * (x - Normalisation::mean)
  std::vector<std::vector<double>> d_parameters;  // sum of d_y * df/dp, a parameter
};

// The first step of backward: makes z again, turns d_y into d_z = d_y * f'(z), and gathers the
// sums; those of the parameters where `with_parameters`. x and skip must outlive this.
class BatchNormGradient final : public RowSink {
 public:
  BatchNormGradient(const Normalisation& normalisation, const FormulaCall& formula,
                    std::int64_t rows, std::int64_t channels, const StridedRows& x,
                    const float* skip, bool with_parameters);
  // In the rows that a convolution has just written,
  void take(std::int64_t first, std::int64_t count, float* rows) override;
  // or in all of them, in parallel. d_z may be d_y.
  void run(const float* d_y, float* d_z);
  // Once all rows were there.
  BatchNormSums sums();
  // Copies each d_y that take() is given to `to`, which must outlive this. For those who watch.
  void keep_d_y(float* to) { d_y_copy_ = to; }

 private:
  void add(std::int64_t first, std::int64_t count, const float* d_y, float* d_z);
  void add_chunk(std::int64_t first, std::int64_t count, const float* d_y, float* d_z);
  // A block of d_y becomes d_z, and is added to the sums of its chunk.
  void pass_block(ChannelPlace at, std::int64_t n, const float* d_y, const float* derivative,
                  const StridedRows& x, float* sums, float* d_z) const;

  ChannelBlocks blocks_;
  Normalisation normalisation_;
  TiledFormula formula_;
  StridedRows x_;
  const float* skip_;
  ChannelSums sums_;
  float* d_y_copy_ = nullptr;
};

// d_x = d_z * factor - (x - mean) * slope - offset: one value a channel.
struct InputGradient {
  std::vector<float> mean;
  std::vector<float> factor;
  std::vector<float> slope;
  std::vector<float> offset;
};

// `added` (a gradient from elsewhere, which lies as d_x does; may be null) is added to d_x, whose
// rows are d_x_step floats apart. d_x may be d_z or `added`.
void batch_norm_backward_input(const InputGradient& gradient, std::int64_t rows,
                               std::int64_t channels, const StridedRows& x, const float* d_z,
                               const float* added, float* d_x, std::int64_t d_x_step);

}  // namespace actlab::kernels

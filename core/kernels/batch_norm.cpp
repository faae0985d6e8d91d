#include "core/kernels/batch_norm.h"

#include "core/base/parallel.h"
#include "core/base/scratch.h"
#include "core/kernels/kernel_table.h"

namespace actlab::kernels {
namespace {

constexpr std::int64_t kPivotRows = 64;

// The mean of some rows spread over all of them. The odd step keeps the sample from falling on one
// column of an image again and again.
std::vector<float> pivot(std::int64_t rows, std::int64_t channels, const float* x) {
  const std::int64_t step = rows / kPivotRows | 1;
  const std::int64_t count = (rows + step - 1) / step;
  std::vector<double> sum(static_cast<std::size_t>(channels));
  for (std::int64_t row = 0; row < rows; row += step) {
    const float* values = x + row * channels;
    for (std::int64_t c = 0; c < channels; ++c) {
      sum[static_cast<std::size_t>(c)] += static_cast<double>(values[c]);
    }
  }
  std::vector<float> mean;
  for (double value : sum) mean.push_back(static_cast<float>(value / static_cast<double>(count)));
  return mean;
}

void normalise(const Normalisation& to, ChannelRows block, std::int64_t channel, const float* x,
               const float* skip, float* z) {
  kernel_table().channels->normalise(block, x, to.mean.data() + channel, to.scale.data() + channel,
                                     to.shift.data() + channel, skip, z);
}

const float* at_or_null(const float* data, std::int64_t offset) {
  return data != nullptr ? data + offset : nullptr;
}

}  // namespace

ChannelMoments channel_moments(std::int64_t rows, std::int64_t channels, const float* x) {
  const ChannelLoops& loops = *kernel_table().channels;
  const ChannelBlocks blocks(rows, channels);
  const std::vector<float> pivots = pivot(rows, channels, x);
  ChannelSums sums(blocks, 2);
  parallel_for(blocks.chunks(), [&](std::int64_t chunk) {
    Scratch scratch;
    float* sum = sums.zeros(scratch);
    float* squares = sums.row(sum, 1);
    blocks.for_each_block(chunk, [&](std::int64_t at, std::int64_t channel, std::int64_t n) {
      loops.add_moments(blocks.as_rows(n), x + at, pivots.data() + channel, sum + channel,
                        squares + channel);
    });
    sums.store(chunk, sum);
  });
  ChannelMoments moments{sums.total(0), sums.total(1)};
  for (std::size_t c = 0; c < pivots.size(); ++c) {
    const double distance = moments.mean[c] / static_cast<double>(rows);
    const double square = moments.variance[c] / static_cast<double>(rows);
    moments.mean[c] = static_cast<double>(pivots[c]) + distance;
    // NaN must stay NaN, so that the first bad layer can be named.
    const double variance = square - distance * distance;
    moments.variance[c] = variance < 0.0 ? 0.0 : variance;
  }
  return moments;
}

NormalisedRows::NormalisedRows(const Normalisation& normalisation, const FormulaCall& formula,
                               std::int64_t rows, std::int64_t channels, const float* x,
                               const float* skip)
    : blocks_(rows, channels),
      normalisation_(normalisation),
      formula_(TiledFormula::of_value(formula, blocks_)),
      x_(x),
      skip_(skip) {}

void NormalisedRows::write(std::int64_t first, std::int64_t count, float* to) const {
  Scratch scratch;
  float* z_block = scratch.floats(kFormulaBlock);
  const auto write_block = [&](std::int64_t at, std::int64_t channel, std::int64_t n) {
    float* y = to + (at - first * blocks_.channels);
    float* z = formula_.is_identity() ? y : z_block;
    normalise(normalisation_, blocks_.as_rows(n), channel, x_ + at, at_or_null(skip_, at), z);
    if (!formula_.is_identity()) formula_.value(channel, n, z, y);
  };
  blocks_.for_each_block(first, first + count, write_block);
}

BatchNormSums batch_norm_backward_sums(const Normalisation& normalisation,
                                       const FormulaCall& formula, std::int64_t rows,
                                       std::int64_t channels, const float* x, const float* skip,
                                       const float* d_y, float* d_z, bool with_parameters) {
  const ChannelLoops& loops = *kernel_table().channels;
  const ChannelBlocks blocks(rows, channels);
  const TiledFormula f = TiledFormula::of_gradient(formula, blocks, with_parameters);
  const std::int64_t parameters = f.parameters();
  ChannelSums sums(blocks, 2, parameters);
  parallel_for(blocks.chunks(), [&](std::int64_t chunk) {
    Scratch scratch;
    float* sum = sums.zeros(scratch);
    float* sum_x = sums.row(sum, 1);
    ParameterGradients d_parameters(blocks, f, sums.tiles(sum));
    float* z = scratch.floats(kFormulaBlock);
    float* derivative = f.is_identity() ? nullptr : scratch.floats(kFormulaBlock);
    blocks.for_each_block(chunk, [&](std::int64_t at, std::int64_t channel, std::int64_t n) {
      if (!f.is_identity()) {
        normalise(normalisation, blocks.as_rows(n), channel, x + at, at_or_null(skip, at), z);
        f.gradient(channel, n, z, d_y + at, derivative, d_parameters.of_block(channel));
      }
      loops.add_gradient_sums(blocks.as_rows(n), d_y + at, derivative, x + at,
                              normalisation.mean.data() + channel, d_z + at, sum + channel,
                              sum_x + channel);
    });
    sums.store(chunk, sum);
  });
  BatchNormSums result{sums.total(0), sums.total(1), {}};
  for (std::int64_t k = 0; k < parameters; ++k) result.d_parameters.push_back(sums.total(2 + k));
  return result;
}

void batch_norm_backward_input(const InputGradient& gradient, std::int64_t rows,
                               std::int64_t channels, const float* x, const float* d_z,
                               const float* added, float* d_x) {
  const ChannelLoops& loops = *kernel_table().channels;
  const ChannelBlocks blocks(rows, channels);
  parallel_for(blocks.chunks(), [&](std::int64_t chunk) {
    blocks.for_each_block(chunk, [&](std::int64_t at, std::int64_t channel, std::int64_t n) {
      loops.input_gradient(blocks.as_rows(n), d_z + at, x + at, gradient.mean.data() + channel,
                           gradient.factor.data() + channel, gradient.slope.data() + channel,
                           gradient.offset.data() + channel, at_or_null(added, at), d_x + at);
    });
  });
}

}  // namespace actlab::kernels

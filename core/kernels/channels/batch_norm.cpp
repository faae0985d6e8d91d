#include <actlab/core/kernels/channels/batch_norm.h>

#include <algorithm>
#include <utility>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/scratch.h>

namespace actlab::kernels {
namespace {

constexpr std::int64_t kPivotRows = 64;

// The mean of some rows spread over all of them. The odd step keeps the sample from falling on one
// column of an image again and again.
std::vector<float> pivot(std::int64_t rows, std::int64_t channels, const StridedRows& x) {
  const std::int64_t step = rows / kPivotRows | 1;
  const std::int64_t count = (rows + step - 1) / step;
  std::vector<double> sum(static_cast<std::size_t>(channels));
  for (std::int64_t row = 0; row < rows; row += step) {
    const float* values = x.from(row).data;
    for (std::int64_t c = 0; c < channels; ++c) {
      sum[static_cast<std::size_t>(c)] += static_cast<double>(values[c]);
    }
  }
  std::vector<float> mean;
  for (double value : sum) mean.push_back(static_cast<float>(value / static_cast<double>(count)));
  return mean;
}

const float* at_or_null(const float* data, std::int64_t offset) {
  return data != nullptr ? data + offset : nullptr;
}

// z of a block: x itself, or made in `memory`.
const float* pre_activation(const Normalisation& to, ChannelRows block, std::int64_t channel,
                            const StridedRows& x, const float* skip, float* memory) {
  if (to.is_identity()) return x.data;
  channel_loops().normalise(block, x, to.mean.data() + channel, to.scale.data() + channel,
                            to.shift.data() + channel, skip, memory);
  return memory;
}

// Rows of sums that the gradient of a normalisation takes.
std::int64_t sums_of(const Normalisation& normalisation) {
  return normalisation.is_identity() ? 0 : 2;
}

}  // namespace

ChannelMoments channel_moments(std::int64_t rows, std::int64_t channels, const StridedRows& x) {
  const ChannelLoops& loops = channel_loops();
  const ChannelBlocks blocks(rows, channels);
  const std::vector<float> pivots = pivot(rows, channels, x);
  ChannelSums sums(blocks, 2);
  parallel_for(blocks.chunks(), [&](std::int64_t chunk) {
    Scratch scratch;
    float* sum = sums.zeros(scratch);
    float* squares = sums.row(sum, 1);
    blocks.for_each_block(chunk, [&](ChannelPlace at, std::int64_t n) {
      loops.add_moments(blocks.as_rows(n), at.in(x), pivots.data() + at.channel, sum + at.channel,
                        squares + at.channel);
    });
    sums.store(chunk * blocks.chunk_rows, sum);
  });
  std::vector<std::vector<double>> totals = sums.totals();
  ChannelMoments moments{std::move(totals[0]), std::move(totals[1])};
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
                               std::int64_t rows, std::int64_t channels, const StridedRows& x,
                               const float* skip)
    : blocks_(rows, channels),
      normalisation_(normalisation),
      formula_(TiledFormula::of_value(formula, blocks_)),
      x_(x),
      skip_(skip) {}

void NormalisedRows::write(std::int64_t first, std::int64_t count, float* to) const {
  Scratch scratch;
  float* z_block = scratch.floats(kFormulaBlock);
  const auto write_block = [&](ChannelPlace at, std::int64_t n) {
    const std::int64_t offset = at.offset(blocks_.channels);
    float* y = to + (offset - first * blocks_.channels);
    const float* z =
        pre_activation(normalisation_, blocks_.as_rows(n), at.channel, at.in(x_),
                       at_or_null(skip_, offset), formula_.is_identity() ? y : z_block);
    if (!formula_.is_identity()) {
      formula_.value(at.channel, n, z, y);
    } else if (z != y) {
      std::copy_n(z, n, y);
    }
  };
  blocks_.for_each_block(first, first + count, write_block);
}

void NormalisedRows::write_all(float* to) const {
  parallel_chunks(blocks_.rows, blocks_.chunk_rows,
                  [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                    write(begin, end - begin, to + begin * blocks_.channels);
                  });
}

BatchNormGradient::BatchNormGradient(const Normalisation& normalisation, const FormulaCall& formula,
                                     std::int64_t rows, std::int64_t channels, const StridedRows& x,
                                     const float* skip, bool with_parameters)
    : blocks_(rows, channels),
      normalisation_(normalisation),
      formula_(TiledFormula::of_gradient(formula, blocks_, with_parameters)),
      x_(x),
      skip_(skip),
      sums_(blocks_, sums_of(normalisation), formula_.parameters()) {}

void BatchNormGradient::take(std::int64_t first, std::int64_t count, float* rows) {
  if (d_y_copy_ != nullptr) {
    std::copy_n(rows, count * blocks_.channels, d_y_copy_ + first * blocks_.channels);
  }
  add(first, count, rows, rows);
}

void BatchNormGradient::add(std::int64_t first, std::int64_t count, const float* d_y, float* d_z) {
  for (std::int64_t row = 0; row < count; row += blocks_.chunk_rows) {
    const std::int64_t at = row * blocks_.channels;
    add_chunk(first + row, std::min(blocks_.chunk_rows, count - row), d_y + at, d_z + at);
  }
}

void BatchNormGradient::add_chunk(std::int64_t first, std::int64_t count, const float* d_y,
                                  float* d_z) {
  Scratch scratch;
  float* sums = sums_.zeros(scratch);
  ParameterGradients d_parameters(blocks_, formula_, sums_.tiles(sums));
  float* z_block = scratch.floats(kFormulaBlock);
  float* derivative = formula_.is_identity() ? nullptr : scratch.floats(kFormulaBlock);
  const StridedRows x = x_.from(first);
  const float* skip = at_or_null(skip_, first * blocks_.channels);
  blocks_.for_each_block(0, count, [&](ChannelPlace at, std::int64_t n) {
    const std::int64_t offset = at.offset(blocks_.channels);
    if (!formula_.is_identity()) {
      const float* z = pre_activation(normalisation_, blocks_.as_rows(n), at.channel, at.in(x),
                                      at_or_null(skip, offset), z_block);
      formula_.gradient(at.channel, n, z, d_y + offset, derivative,
                        d_parameters.of_block(at.channel));
    }
    pass_block(at, n, d_y + offset, derivative, at.in(x), sums, d_z + offset);
  });
  sums_.store(first, sums);
}

void BatchNormGradient::pass_block(ChannelPlace at, std::int64_t n, const float* d_y,
                                   const float* derivative, const StridedRows& x, float* sums,
                                   float* d_z) const {
  const ChannelLoops& loops = channel_loops();
  if (!normalisation_.is_identity()) {
    loops.add_gradient_sums(blocks_.as_rows(n), d_y, derivative, x,
                            normalisation_.mean.data() + at.channel, d_z, sums + at.channel,
                            sums_.row(sums, 1) + at.channel);
  } else if (derivative != nullptr) {
    loops.multiply(n, d_y, derivative, d_z);
  } else if (d_z != d_y) {
    std::copy_n(d_y, n, d_z);
  }
}

void BatchNormGradient::run(const float* d_y, float* d_z) {
  parallel_chunks(blocks_.rows, blocks_.chunk_rows,
                  [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                    const std::int64_t at = begin * blocks_.channels;
                    add(begin, end - begin, d_y + at, d_z + at);
                  });
}

BatchNormSums BatchNormGradient::sums() {
  std::vector<std::vector<double>> totals = sums_.totals();
  if (normalisation_.is_identity()) return {{}, {}, std::move(totals)};
  BatchNormSums result{std::move(totals[0]), std::move(totals[1]), {}};
  result.d_parameters.assign(totals.begin() + 2, totals.end());
  return result;
}

void batch_norm_backward_input(const InputGradient& gradient, std::int64_t rows,
                               std::int64_t channels, const StridedRows& x, const float* d_z,
                               const float* added, float* d_x, std::int64_t d_x_step) {
  const ChannelLoops& loops = channel_loops();
  const ChannelBlocks blocks(rows, channels);
  parallel_for(blocks.chunks(), [&](std::int64_t chunk) {
    blocks.for_each_block(chunk, [&](ChannelPlace at, std::int64_t n) {
      const std::int64_t to = at.offset(d_x_step);
      loops.input_gradient(blocks.as_rows(n), d_z + at.offset(channels), at.in(x),
                           gradient.mean.data() + at.channel, gradient.factor.data() + at.channel,
                           gradient.slope.data() + at.channel, gradient.offset.data() + at.channel,
                           at_or_null(added, to), d_x + to, d_x_step);
    });
  });
}

}  // namespace actlab::kernels

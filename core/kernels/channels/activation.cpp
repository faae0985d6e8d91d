#include <actlab/core/kernels/channels/activation.h>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/scratch.h>

namespace actlab::kernels {

void activation_forward(const FormulaCall& formula, std::int64_t rows, std::int64_t channels,
                        const float* x, float* y) {
  const ChannelBlocks blocks(rows, channels);
  const TiledFormula f = TiledFormula::of_value(formula, blocks);
  parallel_for(blocks.chunks(), [&](std::int64_t chunk) {
    blocks.for_each_block(chunk, [&](ChannelPlace place, std::int64_t n) {
      const std::int64_t at = place.offset(channels);
      f.value(place.channel, n, x + at, y + at);
    });
  });
}

std::vector<std::vector<double>> activation_backward(const FormulaCall& formula, std::int64_t rows,
                                                     std::int64_t channels, const float* x,
                                                     const float* d_y, float* d_x,
                                                     bool with_parameters) {
  const ChannelLoops& loops = channel_loops();
  const ChannelBlocks blocks(rows, channels);
  const TiledFormula f = TiledFormula::of_gradient(formula, blocks, with_parameters);
  const std::int64_t parameters = f.parameters();
  ChannelSums sums(blocks, 0, parameters);
  parallel_for(blocks.chunks(), [&](std::int64_t chunk) {
    Scratch scratch;
    float* derivative = scratch.floats(kFormulaBlock);
    float* tiles = sums.zeros(scratch);
    ParameterGradients d_parameters(blocks, f, tiles);
    blocks.for_each_block(chunk, [&](ChannelPlace place, std::int64_t n) {
      const std::int64_t at = place.offset(channels);
      f.gradient(place.channel, n, x + at, d_y + at, derivative,
                 d_parameters.of_block(place.channel));
      if (d_x != nullptr) loops.multiply(n, d_y + at, derivative, d_x + at);
    });
    sums.store(chunk * blocks.chunk_rows, tiles);
  });
  return sums.totals();
}

ActivationCurve::ActivationCurve(const FormulaCall& formula, std::int64_t channels)
    : blocks_(0, channels),
      value_(TiledFormula::of_value(formula, blocks_)),
      gradient_(TiledFormula::of_gradient(formula, blocks_, false)) {}

void ActivationCurve::write(std::int64_t rows, const float* x, float* value,
                            float* derivative) const {
  blocks_.for_each_block(0, rows, [&](ChannelPlace place, std::int64_t n) {
    const std::int64_t at = place.offset(blocks_.channels);
    value_.value(place.channel, n, x + at, value + at);
    gradient_.gradient(place.channel, n, x + at, nullptr, derivative + at, nullptr);
  });
}

}  // namespace actlab::kernels

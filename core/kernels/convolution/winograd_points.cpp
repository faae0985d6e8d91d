#include <actlab/core/kernels/convolution/winograd_points.h>

#include <algorithm>

#include <actlab/core/base/parallel.h>
#include <actlab/core/kernels/convolution/convolution_kernels.h>
#include <actlab/core/kernels/convolution/convolution_tuning.h>
#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {
namespace {

// The inputs [first, last) in order, [taps, last - first, lanes], with whole vectors of outputs.
float* whole_taps(std::int64_t taps, std::int64_t out, const WinogradTaps& weight,
                  std::int64_t first, std::int64_t last, std::int64_t lanes, Scratch& scratch) {
  float* const whole = scratch.floats(taps * (last - first) * lanes);
  float* to = whole;
  for (std::int64_t tap = 0; tap < taps; ++tap) {
    for (std::int64_t i = first; i < last; ++i, to += lanes) {
      const float* from = weight.first + tap * weight.tap + i * weight.in;
      for (std::int64_t o = 0; o < out; ++o) to[o] = from[o * weight.out];
      std::fill(to + out, to + lanes, 0.0f);
    }
  }
  return whole;
}

}  // namespace

TransformedTiles TransformedTiles::in_scratch(std::int64_t points, std::int64_t channels,
                                              std::int64_t tiles, Scratch& scratch) {
  const std::int64_t step = winograd_point_step(channels * tiles);
  return {scratch.floats(points * step), channels, step, tiles};
}

TransformedWeight transformed_weight(const WinogradForm& form, std::int64_t in, std::int64_t out,
                                     const WinogradTaps& weight, Scratch& scratch) {
  const std::int64_t lanes = whole_vectors(out);
  const std::int64_t step = winograd_point_step(in * lanes);
  float* points = scratch.floats(form.points * step);
  const bool in_place = weight.out == 1 && lanes == out;
  parallel_chunks(in, kWeightInputs, [&](std::int64_t first, std::int64_t last, std::int64_t) {
    Scratch copy;
    WinogradWeight part{.in = in,
                        .first = first,
                        .last = last,
                        .out = lanes,
                        .taps = weight.first + first * weight.in,
                        .tap_step = weight.tap,
                        .in_step = weight.in,
                        .points = points,
                        .point_step = step};
    if (!in_place) {
      part.taps = whole_taps(form.taps, out, weight, first, last, lanes, copy);
      part.tap_step = (last - first) * lanes;
      part.in_step = lanes;
    }
    form.weight(part);
  });
  return {points, step};
}

void for_each_point(std::int64_t points, std::int64_t outputs, const PointBody& body) {
  const std::int64_t blocks = chunk_count(outputs, kWideOutputs);
  parallel_for(points * blocks, [&](std::int64_t i) {
    const std::int64_t first = i % blocks * kWideOutputs;
    body(i / blocks, first, std::min(kWideOutputs, outputs - first));
  });
}

void add_weight_products(std::int64_t points, const TransformedTiles& inputs,
                         const TransformedTiles& d_outputs, std::int64_t tiles, bool add,
                         float* d_points) {
  const std::int64_t out = d_outputs.channels;
  const std::int64_t d_step = winograd_point_step(inputs.channels * out);
  for_each_point(points, out, [&](std::int64_t point, std::int64_t first, std::int64_t outputs) {
    // Long sums lose digits: those of some tiles are added up.
    const std::int64_t lanes = vector_lanes();
    for (std::int64_t tile = 0; tile < tiles; tile += kSummedTiles) {
      convolution_kernels().winograd->weight_products(
          {.input = inputs.points + point * inputs.point_step + tile * lanes,
           .d_output =
               d_outputs.points + point * d_outputs.point_step + first * tiles + tile * lanes,
           .d_weight = d_points + point * d_step + first,
           .input_point_step = 0,
           .d_output_point_step = 0,
           .d_weight_point_step = 0,
           .points = 1,
           .tiles = std::min(kSummedTiles, tiles - tile),
           .tile_step = tiles,
           .in = inputs.channels,
           .out = outputs,
           .d_weight_row_step = out,
           .add = add || tile > 0});
    }
  });
}

void weight_from_points(const WinogradForm& form, std::int64_t in, std::int64_t out,
                        const float* d_points, float* d_weight) {
  const std::int64_t lanes = whole_vectors(out);
  const std::int64_t step = winograd_point_step(whole_vectors(in) * lanes);
  Scratch whole;
  float* taps = lanes == out ? d_weight : whole.floats(form.taps * in * lanes);
  parallel_chunks(in, kWeightInputs, [&](std::int64_t first, std::int64_t last, std::int64_t) {
    form.d_weight({.in = in,
                   .first = first,
                   .last = last,
                   .out = lanes,
                   .taps = taps,
                   .points = d_points,
                   .point_step = step});
  });
  if (taps == d_weight) return;
  for (std::int64_t row = 0; row < form.taps * in; ++row) {
    std::copy_n(taps + row * lanes, out, d_weight + row * out);
  }
}

}  // namespace actlab::kernels

// What stands at the points of a Winograd convolution, square or one-dimensional: transformed tiles
// and weights, and the way of weights there and back, in parallel.
#pragma once

#include <cstdint>
#include <functional>

#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/convolution/winograd_pass.h>

namespace actlab::kernels {

// Between points: one cache line more than the values, lest all of them fall into the same cache
// sets.
inline std::int64_t winograd_point_step(std::int64_t values) {
  return (values + 15) / 16 * 16 + 16;
}

// Transformed tiles, as WinogradProducts reads and writes them.
struct TransformedTiles {
  float* points;
  std::int64_t channels, point_step, tile_step;

  static TransformedTiles in_scratch(std::int64_t points, std::int64_t channels, std::int64_t tiles,
                                     Scratch& scratch);
};

// Taps [taps, in, out] as a pass of a convolution sees them. Steps may be negative.
struct WinogradTaps {
  const float* first;  // tap 0, input 0, output 0
  std::int64_t tap, in, out;
};

// Transformed weights, packed for WinogradProducts.
struct TransformedWeight {
  const float* points;
  std::int64_t point_step;
};

// One of the forms of Winograd convolution.
struct WinogradForm {
  std::int64_t taps, points;
  void (*weight)(const WinogradWeight&);
  void (*d_weight)(const WinogradWeightGradient&);
};

TransformedWeight transformed_weight(const WinogradForm& form, std::int64_t in, std::int64_t out,
                                     const WinogradTaps& weight, Scratch& scratch);

// Calls body(point, first output, outputs) for all points and some outputs at a time, in parallel.
using PointBody = std::function<void(std::int64_t point, std::int64_t first, std::int64_t outputs)>;
void for_each_point(std::int64_t points, std::int64_t outputs, const PointBody& body);

// d_points [points][in][out] (+)= [in, tiles] x [tiles, out] at each point.
void add_weight_products(std::int64_t points, const TransformedTiles& inputs,
                         const TransformedTiles& d_outputs, std::int64_t tiles, bool add,
                         float* d_points);

// d_weight [taps, in, out] from the sums at the points, [points][in][out] with whole vectors of
// both.
void weight_from_points(const WinogradForm& form, std::int64_t in, std::int64_t out,
                        const float* d_points, float* d_weight);

}  // namespace actlab::kernels

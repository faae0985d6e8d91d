// Direct convolution of one image, in words:
//
//   for each block of output channels (one or two vectors wide)
//     for each output row, for each tile of P neighbouring pixels in it
//       P x V vectors of sums are held in registers:
//       for each tap, for each input channel
//         load the V vectors of weights, and for each of the P pixels
//         broadcast one input and add its products;
//         now and then ask for a line of the memory that is wanted soon
//       store the tile
//
// The weight gradient is the same picture with other names: P x V sums are P neighbouring inputs
// under one row of taps times V vectors of output channels, and the inner loop is over pixels.
// A row is cut into tiles of nearly equal length, so that no narrow tile is left over.
#include <actlab/core/kernels/convolution/convolution_pass_simd.h>

#include <actlab/core/kernels/vector/register_tiles.h>
#include <actlab/core/kernels/vector/vector.h>

namespace actlab::kernels::ACTLAB_ISA {
namespace {

// Memory is asked for once in so many terms of a sum.
constexpr std::int64_t kTermsAFetch = 8;
std::int64_t fetches(std::int64_t terms) { return (terms + kTermsAFetch - 1) / kTermsAFetch; }

// Loops over a tile of sums run over all P * V of them at once and are unrolled by pragma: only an
// innermost loop is unrolled early enough for gcc to keep the sums in registers from start to end.

// P pixels x V vectors of the output from pass.output[at] on; `lanes` of them exist. This is tile
// `tile` of `tiles`.
template <int P, int V>
void forward_tile(const ConvolutionPass& pass, const float* input, const float* weight,
                  std::int64_t at, std::int64_t lanes, std::int64_t tile, std::int64_t tiles) {
  const std::int64_t steps = pass.tap_rows * pass.tap_columns * fetches(pass.in);
  Fetching<0> read(pass.read_soon, tile, tiles, steps);
  Fetching<0> also_read(pass.also_read_soon, tile, tiles, steps);
  Fetching<1> written(pass.written_soon, tile, tiles, steps);
  Vector sum[P * V];
#pragma GCC unroll 32
  for (int k = 0; k < P * V; ++k) sum[k] = Vector{};
  const std::int64_t step = pass.pixel_step;
  for (std::int64_t ky = 0; ky < pass.tap_rows; ++ky) {
    for (std::int64_t kx = 0; kx < pass.tap_columns; ++kx) {
      const float* x = input + ky * pass.tap_row_step + kx * pass.tap_column_step;
      for (std::int64_t left = pass.in; left > 0; left -= kTermsAFetch) {
        read.step();
        also_read.step();
        written.step();
        const float* end = x + (left < kTermsAFetch ? left : kTermsAFetch);
        for (; x < end; ++x, weight += V * kLanes) {
#pragma GCC unroll 32
          for (int k = 0; k < P * V; ++k) {
            sum[k] += broadcast(x[k / V * step]) * load(weight + k % V * kLanes);
          }
        }
      }
    }
  }
  const auto place = [&](int k) { return at + k / V * pass.output_pixel_step + k % V * kLanes; };
  if (pass.added != nullptr) {
#pragma GCC unroll 32
    for (int k = 0; k < P * V; ++k) {
      sum[k] += load_first(pass.added + place(k), lanes - k % V * kLanes);
    }
  }
#pragma GCC unroll 32
  for (int k = 0; k < P * V; ++k) {
    store_first(pass.output + place(k), sum[k], lanes - k % V * kLanes);
  }
}

// P inputs x V vectors of d_weight, summed over the whole image, as tile `tile` of `tiles`.
template <int P, int V>
void weight_tile(const ConvolutionWeightPass& pass, const float* input, const float* d_output,
                 float* d_weight, std::int64_t tile, std::int64_t tiles) {
  Vector sum[P * V];
#pragma GCC unroll 32
  for (int k = 0; k < P * V; ++k) sum[k] = load(d_weight + k / V * pass.out + k % V * kLanes);
  const std::int64_t steps = pass.rows * fetches(pass.columns);
  Fetching<0> read(pass.read_soon, tile, tiles, steps);
  Fetching<0> also_read(pass.also_read_soon, tile, tiles, steps);
  for (std::int64_t y = 0; y < pass.rows; ++y) {
    const float* x = input + y * pass.row_step;
    const float* d = d_output + y * pass.d_output_row_step;
    for (std::int64_t left = pass.columns; left > 0; left -= kTermsAFetch) {
      read.step();
      also_read.step();
      for (std::int64_t n = left < kTermsAFetch ? left : kTermsAFetch; n > 0; --n) {
#pragma GCC unroll 32
        for (int k = 0; k < P * V; ++k) {
          sum[k] += broadcast(x[k / V]) * load(d + k % V * kLanes);
        }
        x += pass.pixel_step;
        d += pass.d_output_pixel_step;
      }
    }
  }
#pragma GCC unroll 32
  for (int k = 0; k < P * V; ++k) store(d_weight + k / V * pass.out + k % V * kLanes, sum[k]);
}

using ForwardTile = void (*)(const ConvolutionPass&, const float*, const float*, std::int64_t,
                             std::int64_t, std::int64_t, std::int64_t);
using WeightTile = void (*)(const ConvolutionWeightPass&, const float*, const float*, float*,
                            std::int64_t, std::int64_t);

// The tiles of 1, 2, ... kTileRows[V] pixels.
template <int V, class Sequence>
struct Tiles;
template <int V, int... P>
struct Tiles<V, std::integer_sequence<int, P...>> {
  static constexpr ForwardTile kForward[] = {&forward_tile<P + 1, V>...};
  static constexpr WeightTile kWeight[] = {&weight_tile<P + 1, V>...};
};
template <int V>
using AllTiles = Tiles<V, std::make_integer_sequence<int, kTileRows[V]>>;

template <int V>
void forward_block(const ConvolutionPass& pass, const float* weight, std::int64_t first) {
  constexpr std::int64_t kBlock = kVectorsPerBlock * kLanes;
  const std::int64_t blocks = (pass.out + kBlock - 1) / kBlock;
  const std::int64_t tiles = pass.rows * ((pass.columns + kTileRows[V] - 1) / kTileRows[V]);
  std::int64_t tile = first / kBlock * tiles;
  for (std::int64_t y = 0; y < pass.rows; ++y) {
    for_each_tile(pass.columns, kTileRows[V], [&](std::int64_t x, std::int64_t pixels) {
      AllTiles<V>::kForward[pixels - 1](
          pass, pass.input + y * pass.row_step + x * pass.pixel_step, weight,
          y * pass.output_row_step + x * pass.output_pixel_step + first, pass.out - first, tile++,
          blocks * tiles);
    });
  }
}

template <int V>
void weight_block(const ConvolutionWeightPass& pass, std::int64_t first) {
  const std::int64_t blocks =
      (pass.out + kVectorsPerBlock * kLanes - 1) / (kVectorsPerBlock * kLanes);
  const std::int64_t tiles = pass.tap_rows * ((pass.in + kTileRows[V] - 1) / kTileRows[V]);
  std::int64_t tile = first / (kVectorsPerBlock * kLanes) * tiles;
  for (std::int64_t ky = 0; ky < pass.tap_rows; ++ky) {
    for_each_tile(pass.in, kTileRows[V], [&](std::int64_t i, std::int64_t inputs) {
      AllTiles<V>::kWeight[inputs - 1](
          pass, pass.input + ky * pass.tap_row_step + i, pass.d_output + first,
          pass.d_weight + (ky * pass.in + i) * pass.out + first, tile++, blocks * tiles);
    });
  }
}

}  // namespace

void convolution_pass(const ConvolutionPass& original) {
  ConvolutionPass pass = original;
  const std::int64_t products = pass.tap_rows * pass.tap_columns * pass.in;
  if (pass.tap_column_step == pass.in) {  // the taps of one row are contiguous: one long loop
    pass.in *= pass.tap_columns;
    pass.tap_columns = 1;
  }
  for (std::int64_t first = 0; first < pass.out; first += kVectorsPerBlock * kLanes) {
    const float* weight = pass.weight + first * products;
    if (pass.out - first > kLanes) {
      forward_block<2>(pass, weight, first);
    } else {
      forward_block<1>(pass, weight, first);
    }
  }
}

void convolution_weight_pass(const ConvolutionWeightPass& pass) {
  for (std::int64_t first = 0; first < pass.out; first += kVectorsPerBlock * kLanes) {
    if (pass.out - first > kLanes) {
      weight_block<2>(pass, first);
    } else {
      weight_block<1>(pass, first);
    }
  }
}

}  // namespace actlab::kernels::ACTLAB_ISA

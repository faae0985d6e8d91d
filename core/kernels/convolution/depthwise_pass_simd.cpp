// Depthwise convolution, in words:
//
//   for each output row, for each vector of channels, for each tile of P neighbouring pixels
//     P vectors of sums are held in registers:
//     for each tap: load its weights, and for each of the P pixels load the inputs, add the
//     products
//   weight gradient: for each few vectors of channels, for each row of taps
//     T x V sums in registers: for each pixel load its gradients, and for each tap the inputs
//
// A channel meets no other, so nothing is broadcast: each product needs a load of its own.
#include <actlab/core/kernels/convolution/depthwise_pass_simd.h>

#include <actlab/core/kernels/vector/register_tiles.h>
#include <actlab/core/kernels/vector/vector.h>

namespace actlab::kernels::ACTLAB_ISA {
namespace {

// A whole vector of channels, or the last channels alone.
struct AllLanes {
  explicit AllLanes(std::int64_t) {}
  [[gnu::always_inline]] Vector get(const float* from) const { return load(from); }
  [[gnu::always_inline]] void put(float* to, Vector v) const { store(to, v); }
};
struct FirstLanes {
  explicit FirstLanes(std::int64_t lanes) : count(lanes) {}
  [[gnu::always_inline]] Vector get(const float* from) const { return load_first(from, count); }
  [[gnu::always_inline]] void put(float* to, Vector v) const { store_first(to, v, count); }
  std::int64_t count;
};

// P pixels of one vector of channels, from channel c on; `at` is the first one's place.
template <int P, class Lanes>
void pixel_tile(const DepthwisePass& pass, const float* input, std::int64_t c, std::int64_t at) {
  const DepthwiseTaps& taps = pass.taps;
  const Lanes lanes(taps.channels - c);
  const std::int64_t step = taps.pixel_step;
  const float* weight = pass.weight + c;
  Vector sum[P];
#pragma GCC unroll 32
  for (int k = 0; k < P; ++k) sum[k] = Vector{};
  for (std::int64_t ky = 0; ky < taps.rows; ++ky) {
    const float* x = input + ky * taps.tap_row_step;
    for (std::int64_t kx = 0; kx < taps.columns; ++kx, x += taps.channels) {
      const Vector w = lanes.get(weight);
      weight += pass.weight_step;
#pragma GCC unroll 32
      for (int k = 0; k < P; ++k) sum[k] += lanes.get(x + k * step) * w;
    }
  }
  if (pass.added != nullptr) {
#pragma GCC unroll 32
    for (int k = 0; k < P; ++k) sum[k] += lanes.get(pass.added + at + k * pass.output_step);
  }
#pragma GCC unroll 32
  for (int k = 0; k < P; ++k) lanes.put(pass.output + at + k * pass.output_step, sum[k]);
}

using PixelTile = void (*)(const DepthwisePass&, const float*, std::int64_t, std::int64_t);

constexpr int kMostPixels = kTileRows[1] - 4;  // with their sums, enough to hide the latency
template <class Lanes, class Sequence>
struct PixelTiles;
template <class Lanes, int... P>
struct PixelTiles<Lanes, std::integer_sequence<int, P...>> {
  static constexpr PixelTile kTile[] = {&pixel_tile<P + 1, Lanes>...};
};

template <class Lanes>
void pixel_row(const DepthwisePass& pass, std::int64_t y, std::int64_t c) {
  using Tiles = PixelTiles<Lanes, std::make_integer_sequence<int, kMostPixels>>;
  const DepthwiseTaps& taps = pass.taps;
  for_each_tile(pass.columns, kMostPixels, [&](std::int64_t x, std::int64_t pixels) {
    Tiles::kTile[pixels - 1](pass, taps.input + y * taps.row_step + x * taps.pixel_step + c, c,
                             (y * pass.columns + x) * pass.output_step + c);
  });
}

// T taps of one row, the first of them at `input`, x V vectors of channels.
template <int T, int V, class Lanes>
void tap_tile(const DepthwiseWeightPass& pass, const float* input, std::int64_t c,
              float* d_weight) {
  const DepthwiseTaps& taps = pass.taps;
  const Lanes lanes(taps.channels - c);
  const float* gradient = pass.d_output + c;
  Vector sum[T * V];
#pragma GCC unroll 32
  for (int k = 0; k < T * V; ++k) {
    sum[k] = lanes.get(d_weight + k / V * taps.channels + k % V * kLanes);
  }
  for (std::int64_t y = 0; y < pass.rows; ++y) {
    const float* x = input + y * taps.row_step;
    for (std::int64_t n = 0; n < pass.columns; ++n) {
      Vector d[V];
#pragma GCC unroll 32
      for (int v = 0; v < V; ++v) d[v] = lanes.get(gradient + v * kLanes);
#pragma GCC unroll 32
      for (int k = 0; k < T * V; ++k) {
        sum[k] += lanes.get(x + k / V * taps.channels + k % V * kLanes) * d[k % V];
      }
      x += taps.pixel_step;
      gradient += pass.d_output_step;
    }
  }
#pragma GCC unroll 32
  for (int k = 0; k < T * V; ++k) {
    lanes.put(d_weight + k / V * taps.channels + k % V * kLanes, sum[k]);
  }
}

using TapTile = void (*)(const DepthwiseWeightPass&, const float*, std::int64_t, float*);

constexpr int kMostTaps = 7;  // sums of a row of taps; of up to 4 taps two vectors of channels
template <int V, class Lanes, class Sequence>
struct TapTiles;
template <int V, class Lanes, int... T>
struct TapTiles<V, Lanes, std::integer_sequence<int, T...>> {
  static constexpr TapTile kTile[] = {&tap_tile<T + 1, V, Lanes>...};
};
constexpr int kMostTapsOfTwo = 4;

// All taps of V vectors of channels from c on.
template <int V, class Lanes>
void tap_columns(const DepthwiseWeightPass& pass, std::int64_t c) {
  constexpr int kMost = V == 1 ? kMostTaps : kMostTapsOfTwo;
  using Tiles = TapTiles<V, Lanes, std::make_integer_sequence<int, kMost>>;
  const DepthwiseTaps& taps = pass.taps;
  for (std::int64_t ky = 0; ky < taps.rows; ++ky) {
    for_each_tile(taps.columns, kMost, [&](std::int64_t kx, std::int64_t count) {
      Tiles::kTile[count - 1](pass, taps.input + ky * taps.tap_row_step + kx * taps.channels + c, c,
                              pass.d_weight + (ky * taps.columns + kx) * taps.channels + c);
    });
  }
}

}  // namespace

void depthwise_pass(const DepthwisePass& pass) {
  for (std::int64_t y = 0; y < pass.rows; ++y) {
    std::int64_t c = 0;
    for (; c + kLanes <= pass.taps.channels; c += kLanes) pixel_row<AllLanes>(pass, y, c);
    if (c < pass.taps.channels) pixel_row<FirstLanes>(pass, y, c);
  }
}

void depthwise_weight_pass(const DepthwiseWeightPass& pass) {
  const std::int64_t channels = pass.taps.channels;
  std::int64_t c = 0;
  if (pass.taps.columns <= kMostTapsOfTwo) {
    for (; c + 2 * kLanes <= channels; c += 2 * kLanes) tap_columns<2, AllLanes>(pass, c);
  }
  for (; c + kLanes <= channels; c += kLanes) tap_columns<1, AllLanes>(pass, c);
  if (c < channels) tap_columns<1, FirstLanes>(pass, c);
}

}  // namespace actlab::kernels::ACTLAB_ISA

// The matrix products at the points of Winograd convolution, in words:
//
//   products         for each point, for each block of one or two vectors of outputs
//                      for each P tiles: P x V vectors of sums are held in registers;
//                        for each input channel: load V vectors of weights, broadcast the input
//                        of each of the P tiles, multiply and add
//   weight products  for each point, for each block of one or two vectors of outputs
//                      for each P input channels: P x V sums in registers;
//                        for each tile: load V vectors of gradients, broadcast P inputs, ...
#include <actlab/core/kernels/convolution/convolution_pass.h>
#include <actlab/core/kernels/convolution/winograd_pass_simd.h>
#include <actlab/core/kernels/vector/register_tiles.h>
#include <actlab/core/kernels/vector/vector.h>

namespace actlab::kernels::ACTLAB_ISA {
namespace {

// Loops over a tile of sums run over all P * V of them at once and are unrolled by pragma: only an
// innermost loop is unrolled early enough for gcc to keep the sums in registers from start to end.

// P tiles x V vectors of one point.
template <int P, int V>
void product_tile(const WinogradProducts& products, const float* input, const float* weight,
                  float* output) {
  Vector sum[P * V];
#pragma GCC unroll 32
  for (int k = 0; k < P * V; ++k) sum[k] = Vector{};
  for (std::int64_t left = products.in; left > 0; left -= kLanes) {
    const std::int64_t channels = left < kLanes ? left : kLanes;
    for (std::int64_t i = 0; i < channels; ++i, weight += V * kLanes) {
#pragma GCC unroll 32
      for (int k = 0; k < P * V; ++k) {
        sum[k] += broadcast(input[k / V * kLanes + i]) * load(weight + k % V * kLanes);
      }
    }
    input += products.input_tile_step * kLanes;
  }
  const std::int64_t next_vector = products.output_tile_step * kLanes;
#pragma GCC unroll 32
  for (int k = 0; k < P * V; ++k) store(output + k / V * kLanes + k % V * next_vector, sum[k]);
}

// P inputs x V vectors of d_weight at one point, over all tiles.
template <int P, int V>
void weight_product_tile(const WinogradWeightProducts& products, const float* input,
                         const float* d_output, float* d_weight) {
  const std::int64_t row_step = products.d_weight_row_step;
  Vector sum[P * V];
#pragma GCC unroll 32
  for (int k = 0; k < P * V; ++k) sum[k] = Vector{};
  const std::int64_t next_vector = products.tile_step * kLanes;
  for (std::int64_t t = 0; t < products.tiles; ++t, input += kLanes, d_output += kLanes) {
#pragma GCC unroll 32
    for (int k = 0; k < P * V; ++k) {
      sum[k] += broadcast(input[k / V]) * load(d_output + k % V * next_vector);
    }
  }
  if (products.add) {
#pragma GCC unroll 32
    for (int k = 0; k < P * V; ++k) sum[k] += load(d_weight + k / V * row_step + k % V * kLanes);
  }
#pragma GCC unroll 32
  for (int k = 0; k < P * V; ++k) store(d_weight + k / V * row_step + k % V * kLanes, sum[k]);
}

using ProductTile = void (*)(const WinogradProducts&, const float*, const float*, float*);

// The tiles of 1, 2, ... kTileRows[V] rows.
template <int V, class Sequence>
struct Tiles;
template <int V, int... P>
struct Tiles<V, std::integer_sequence<int, P...>> {
  static constexpr ProductTile kProduct[] = {&product_tile<P + 1, V>...};
};
template <int V>
using AllTiles = Tiles<V, std::make_integer_sequence<int, kTileRows[V]>>;

template <int V>
void product_block(const WinogradProducts& products, const float* input, const float* weight,
                   float* output) {
  for_each_tile(products.tiles, kTileRows[V], [&](std::int64_t t, std::int64_t tiles) {
    AllTiles<V>::kProduct[tiles - 1](products, input + t * kLanes, weight, output + t * kLanes);
  });
}

template <int V>
void weight_product_block(const WinogradWeightProducts& products, const float* input,
                          const float* d_output, float* d_weight) {
  constexpr int kInputs = V == 1 ? kLanes : kLanes / 2;  // a whole part of a vector of inputs
  for (std::int64_t i = 0; i < products.in; i += kInputs) {
    const float* vector = input + i / kLanes * kLanes * products.tile_step;
    weight_product_tile<kInputs, V>(products, vector + i % kLanes, d_output,
                                    d_weight + i * products.d_weight_row_step);
  }
}

}  // namespace

void winograd_products(const WinogradProducts& products) {
  for (std::int64_t point = 0; point < products.points; ++point) {
    const float* input = products.input + point * products.input_point_step;
    const float* weight = products.weight + point * products.weight_point_step;
    float* output = products.output + point * products.output_point_step;
    prefetch_part<0>(products.read_soon, point, products.points);
    prefetch_part<1>(products.written_soon, point, products.points);
    for (std::int64_t o = 0; o < products.out; o += kVectorsPerBlock * kLanes) {
      const auto block = products.out - o > kLanes ? &product_block<2> : &product_block<1>;
      block(products, input, weight + o * products.in, output + o * products.output_tile_step);
    }
  }
}

void winograd_weight_products(const WinogradWeightProducts& products) {
  for (std::int64_t point = 0; point < products.points; ++point) {
    const float* input = products.input + point * products.input_point_step;
    const float* d_output = products.d_output + point * products.d_output_point_step;
    float* d_weight = products.d_weight + point * products.d_weight_point_step;
    prefetch_part<0>(products.read_soon, point, products.points);
    prefetch_part<0>(products.also_read_soon, point, products.points);
    for (std::int64_t o = 0; o < products.out; o += kVectorsPerBlock * kLanes) {
      const auto block =
          products.out - o > kLanes ? &weight_product_block<2> : &weight_product_block<1>;
      block(products, input, d_output + o * products.tile_step, d_weight + o);
    }
  }
}

}  // namespace actlab::kernels::ACTLAB_ISA

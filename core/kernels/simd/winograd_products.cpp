// The matrix products at the points of Winograd convolution, in words:
//
//   products         for each point, for each block of one or two vectors of outputs
//                      for each P tiles: P x V vectors of sums are held in registers;
//                        for each input channel: load V vectors of weights, broadcast the input
//                        of each of the P tiles, multiply and add
//   weight products  for each point, for each block of one or two vectors of outputs
//                      for each P input channels: P x V sums in registers;
//                        for each tile: load V vectors of gradients, broadcast P inputs, ...
#include "core/kernels/convolution_pass.h"
#include "core/kernels/simd/register_tiles.h"
#include "core/kernels/simd/vector.h"
#include "core/kernels/simd/winograd_pass.h"

namespace actlab::kernels::ACTLAB_ISA {
namespace {

// P tiles x V vectors of one point.
template <int P, int V>
void product_tile(const WinogradProducts& products, const float* input, const float* weight,
                  float* output) {
  Vector sum[P][V];
  for (int p = 0; p < P; ++p) {
    for (int v = 0; v < V; ++v) sum[p][v] = Vector{};
  }
  for (std::int64_t left = products.in; left > 0; left -= kLanes) {
    const std::int64_t channels = left < kLanes ? left : kLanes;
    for (std::int64_t i = 0; i < channels; ++i, weight += V * kLanes) {
      Vector w[V];
      for (int v = 0; v < V; ++v) w[v] = load(weight + v * kLanes);
#pragma GCC unroll 16
      for (int p = 0; p < P; ++p) {
        const Vector value = broadcast(input[p * kLanes + i]);
        for (int v = 0; v < V; ++v) sum[p][v] += value * w[v];
      }
    }
    input += products.input_tile_step * kLanes;
  }
  for (int v = 0; v < V; ++v, output += products.output_tile_step * kLanes) {
    for (int p = 0; p < P; ++p) store(output + p * kLanes, sum[p][v]);
  }
}

// P inputs x V vectors of d_weight at one point, over all tiles.
template <int P, int V>
void weight_product_tile(const WinogradWeightProducts& products, const float* input,
                         const float* d_output, float* d_weight) {
  Vector sum[P][V];
  for (int p = 0; p < P; ++p) {
    for (int v = 0; v < V; ++v) {
      sum[p][v] =
          products.add ? load(d_weight + p * products.d_weight_row_step + v * kLanes) : Vector{};
    }
  }
  const std::int64_t next_vector = products.tile_step * kLanes;
  for (std::int64_t t = 0; t < products.tiles; ++t, input += kLanes, d_output += kLanes) {
    Vector gradient[V];
    for (int v = 0; v < V; ++v) gradient[v] = load(d_output + v * next_vector);
#pragma GCC unroll 16
    for (int p = 0; p < P; ++p) {
      const Vector value = broadcast(input[p]);
      for (int v = 0; v < V; ++v) sum[p][v] += value * gradient[v];
    }
  }
  for (int p = 0; p < P; ++p) {
    for (int v = 0; v < V; ++v)
      store(d_weight + p * products.d_weight_row_step + v * kLanes, sum[p][v]);
  }
}

using ProductTile = void (*)(const WinogradProducts&, const float*, const float*, float*);

// The tiles of 1, 2, ... kTileRows[V] rows.
template <int V, class Sequence>
struct Tiles;
template <int V, int... P>
struct Tiles<V, std::integer_sequence<int, P...>> {
  static constexpr ProductTile product[] = {&product_tile<P + 1, V>...};
};
template <int V>
using AllTiles = Tiles<V, std::make_integer_sequence<int, kTileRows[V]>>;

template <int V>
void product_block(const WinogradProducts& products, const float* input, const float* weight,
                   float* output) {
  for_each_tile(products.tiles, kTileRows[V], [&](std::int64_t t, std::int64_t tiles) {
    AllTiles<V>::product[tiles - 1](products, input + t * kLanes, weight, output + t * kLanes);
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

// The share of one point in fetching what is wanted soon.
template <int ForWriting>
void prefetch_share(const WinogradPrefetch& wanted, std::int64_t point, std::int64_t points) {
  constexpr std::int64_t kLine = 16;  // floats in a cache line
  const std::int64_t end = wanted.floats * (point + 1) / points;
  for (std::int64_t i = wanted.floats * point / points; i < end; i += kLine) {
    __builtin_prefetch(wanted.data + i, ForWriting, 2);
  }
}

}  // namespace

void winograd_products(const WinogradProducts& products) {
  for (std::int64_t point = 0; point < products.points; ++point) {
    const float* input = products.input + point * products.input_point_step;
    const float* weight = products.weight + point * products.weight_point_step;
    float* output = products.output + point * products.output_point_step;
    prefetch_share<0>(products.read_soon, point, products.points);
    prefetch_share<1>(products.written_soon, point, products.points);
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
    prefetch_share<0>(products.read_soon, point, products.points);
    prefetch_share<0>(products.also_read_soon, point, products.points);
    for (std::int64_t o = 0; o < products.out; o += kVectorsPerBlock * kLanes) {
      const auto block =
          products.out - o > kLanes ? &weight_product_block<2> : &weight_product_block<1>;
      block(products, input, d_output + o * products.tile_step, d_weight + o);
    }
  }
}

}  // namespace actlab::kernels::ACTLAB_ISA

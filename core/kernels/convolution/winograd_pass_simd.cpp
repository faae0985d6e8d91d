// The transforms of Winograd convolution, in words:
//
//   for each tile of the block, for each vector of channels
//     for the points 0, +-a, +-b, infinity along y (a pair at a time)
//       transform each column of the tile: a row of results stays in registers
//       transform that row along x and store it, one vector a point
//
// Working row by row reads an input two or four times from the L1 cache, which is free beside the
// multiply-adds, and never spills the 36 values of a tile.
#include <actlab/core/kernels/convolution/winograd_pass_simd.h>

#include <actlab/core/kernels/convolution/convolution_pass.h>
#include <actlab/core/kernels/convolution/winograd_matrices.h>
#include <actlab/core/kernels/vector/vector.h>

namespace actlab::kernels::ACTLAB_ISA {
namespace {

// One row of six points from the values `d(i)` along x.
template <class Matrix, class D>
[[gnu::always_inline]] inline void spread_row(const D& d, float* to, std::int64_t step) {
  store(to, Matrix::zero(d));
  const Two a = Matrix::pair(d, kPointA, kSquareB);
  store(to + step, a.first);
  store(to + 2 * step, a.second);
  const Two b = Matrix::pair(d, kPointB, kSquareA);
  store(to + 3 * step, b.first);
  store(to + 4 * step, b.second);
  store(to + 5 * step, Matrix::infinity(d));
}

// Two rows of points, of +p and -p along y. at(y, x) is the tile.
template <class Matrix, class At>
[[gnu::always_inline]] inline void spread_pair(const At& at, float point, float other, float* to,
                                               std::int64_t step) {
  Vector plus[Matrix::kInputs], minus[Matrix::kInputs];
  for (int x = 0; x < Matrix::kInputs; ++x) {
    const Two two = Matrix::pair([&](int y) { return at(y, x); }, point, other);
    plus[x] = two.first;
    minus[x] = two.second;
  }
  spread_row<Matrix>([&](int x) { return plus[x]; }, to, step);
  spread_row<Matrix>([&](int x) { return minus[x]; }, to + 6 * step, step);
}

// All 36 points of a tile.
template <class Matrix, class At>
[[gnu::always_inline]] inline void spread(const At& at, float* to, std::int64_t step) {
  Vector row[Matrix::kInputs];
  for (int x = 0; x < Matrix::kInputs; ++x) {
    row[x] = Matrix::zero([&](int y) { return at(y, x); });
  }
  spread_row<Matrix>([&](int x) { return row[x]; }, to, step);
  spread_pair<Matrix>(at, kPointA, kSquareB, to + 6 * step, step);
  spread_pair<Matrix>(at, kPointB, kSquareA, to + 18 * step, step);
  for (int x = 0; x < Matrix::kInputs; ++x) {
    row[x] = Matrix::infinity([&](int y) { return at(y, x); });
  }
  spread_row<Matrix>([&](int x) { return row[x]; }, to + 30 * step, step);
}

// Rows y and y + 2 of the outputs from their six points along x, for put(y, x, value).
template <class Matrix, class Put>
[[gnu::always_inline]] inline void gather_row(const Vector (&row)[6], int y, const Put& put) {
  const auto m = [&](int x) { return row[x]; };
  const Two even = Matrix::even(m);
  const Two odd = Matrix::odd(m);
  put(y, 0, even.first);
  put(y, 1, odd.first);
  put(y, 2, even.second);
  if (Matrix::kOutputs > 3) put(y, 3, odd.second);
}

// All outputs of a tile from its 36 points, at(point).
template <class Matrix, class At, class Put>
[[gnu::always_inline]] inline void gather(const At& at, const Put& put) {
  Vector first[6], second[6];
  for (int x = 0; x < 6; ++x) {
    const Two two = Matrix::even([&](int y) { return at(6 * y + x); });
    first[x] = two.first;
    second[x] = two.second;
  }
  gather_row<Matrix>(first, 0, put);
  gather_row<Matrix>(second, 2, put);
  for (int x = 0; x < 6; ++x) {
    const Two two = Matrix::odd([&](int y) { return at(6 * y + x); });
    first[x] = two.first;
    second[x] = two.second;
  }
  gather_row<Matrix>(first, 1, put);
  if (Matrix::kOutputs > 3) gather_row<Matrix>(second, 3, put);
}

template <class Matrix>
void spread_block(const WinogradBlock& block) {
  for (std::int64_t t = 0; t < block.tiles; ++t) {
    float* to = block.points + t * kLanes;
    for (std::int64_t c = 0; c < block.channels; c += kLanes) {
      const float* from = block.tile[t].input + c;
      const std::int64_t row_step = block.row_step;
      const std::int64_t pixel_step = block.pixel_step;
      spread<Matrix>([=](int y, int x) { return load(from + y * row_step + x * pixel_step); },
                     to + c * block.tile_step, block.point_step);
    }
  }
}

// The outputs of one tile and one vector of channels, of which `lanes` exist.
template <bool Add, class At>
[[gnu::always_inline]] inline void gather_tile(const WinogradBlock& block, const WinogradTile& tile,
                                               std::int64_t c, std::int64_t lanes, const At& at) {
  const auto place = [&](int y, int x) { return y * block.row_step + x * block.pixel_step + c; };
  if (tile.rows >= kWinogradOutputs && tile.columns >= kWinogradOutputs && lanes >= kLanes) {
    gather<OutputMatrix>(at, [&](int y, int x, Vector value) {
      if (Add) value += load(tile.added + place(y, x));
      store(tile.output + place(y, x), value);
    });
    return;
  }
  gather<OutputMatrix>(at, [&](int y, int x, Vector value) {
    if (y >= tile.rows || x >= tile.columns) return;
    if (Add) value += load_first(tile.added + place(y, x), lanes);
    store_first(tile.output + place(y, x), value, lanes);
  });
}

void gather_block(const WinogradBlock& block, std::int64_t existing_channels) {
  for (std::int64_t t = 0; t < block.tiles; ++t) {
    const WinogradTile& tile = block.tile[t];
    for (std::int64_t c = 0; c < block.channels; c += kLanes) {
      const float* from = block.points + c * block.tile_step + t * kLanes;
      const std::int64_t step = block.point_step;
      const auto at = [=](int point) { return load(from + point * step); };
      if (tile.added == nullptr) {
        gather_tile<false>(block, tile, c, existing_channels - c, at);
      } else {
        gather_tile<true>(block, tile, c, existing_channels - c, at);
      }
    }
  }
}

void transform_weight(const WinogradWeight& weight) {
  for_each_packed_weight(weight, [&](const float* taps, float* points) {
    Vector tap[kWinogradTaps];  // loaded once: the stores between might be to the same memory
    for (int t = 0; t < kWinogradTaps; ++t) tap[t] = load(taps + t * weight.tap_step);
    spread<WeightMatrix>([&](int y, int x) { return tap[3 * y + x]; }, points, weight.point_step);
  });
}

void transform_d_weight(const WinogradWeightGradient& weight) {
  const std::int64_t tap_step = weight.in * weight.out;
  for (std::int64_t i = weight.first; i < weight.last; ++i) {
    for (std::int64_t o = 0; o < weight.out; o += kLanes) {
      const float* points = weight.points + i * weight.out + o;
      float* taps = weight.taps + i * weight.out + o;
      gather<WeightGradientMatrix>(
          [=](int point) { return load(points + point * weight.point_step); },
          [=](int y, int x, Vector value) { store(taps + (3 * y + x) * tap_step, value); });
    }
  }
}

}  // namespace

const WinogradKernels kWinogradKernels{.input = &spread_block<InputMatrix>,
                                       .output = &gather_block,
                                       .d_output = &spread_block<OutputGradientMatrix>,
                                       .weight = &transform_weight,
                                       .d_weight = &transform_d_weight,
                                       .products = &winograd_products,
                                       .weight_products = &winograd_weight_products};

}  // namespace actlab::kernels::ACTLAB_ISA

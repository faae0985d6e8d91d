#include <actlab/core/kernels/attention/small_products.h>

#include <utility>

#include <actlab/core/kernels/vector/register_tiles.h>

namespace actlab::kernels::ACTLAB_ISA {
namespace {

// Rows of a tile of C whose sums stay in registers, two vectors wide.
constexpr int kMostRows = kTileRows[2] < 8 ? kTileRows[2] : 8;

// The columns of a tile: whole vectors, or the first lanes of one.
template <int Count>
struct WholeVectors {
  static constexpr int kCount = Count;
  Vector get(const float* row, int k) const { return load(row + k * kLanes); }
  void put(float* row, int k, Vector v) const { store(row + k * kLanes, v); }
};
struct FirstLanes {
  static constexpr int kCount = 1;
  std::int64_t count;
  Vector get(const float* row, int) const { return load_first(row, count); }
  void put(float* row, int, Vector v) const { store_first(row, v, count); }
};

// `Rows` rows of C from row i and some columns from column j on. The sum over p is one chain of
// additions an element, whatever the tile: the bits do not depend on how C is cut.
template <int Rows, bool Add, class Columns>
void tile(const SmallProduct& of, Columns columns, std::int64_t i, std::int64_t j) {
  Vector sums[Rows][Columns::kCount]{};
  if constexpr (Add) {
    for (int r = 0; r < Rows; ++r) {
      for (int k = 0; k < Columns::kCount; ++k) {
        sums[r][k] = columns.get(of.c + (i + r) * of.c_row + j, k);
      }
    }
  }
  const float* a = of.a + i * of.a_row;
  const float* b = of.b + j;
  for (std::int64_t p = 0; p < of.k; ++p, a += of.a_column, b += of.b_row) {
    Vector row[Columns::kCount];
    for (int k = 0; k < Columns::kCount; ++k) row[k] = columns.get(b, k);
    for (int r = 0; r < Rows; ++r) {
      const Vector factor = broadcast(a[r * of.a_row]);
      for (int k = 0; k < Columns::kCount; ++k) {
        sums[r][k] = multiply_add(factor, row[k], sums[r][k]);
      }
    }
  }
  for (int r = 0; r < Rows; ++r) {
    for (int k = 0; k < Columns::kCount; ++k) {
      columns.put(of.c + (i + r) * of.c_row + j, k, sums[r][k]);
    }
  }
}

// The tile functions of 1 to kMostRows rows.
template <bool Add, class Columns>
struct Tiles {
  using Function = void (*)(const SmallProduct&, Columns, std::int64_t, std::int64_t);
  template <int... Less>
  static Function of_rows(std::int64_t rows, std::integer_sequence<int, Less...>) {
    static constexpr Function kFunctions[] = {tile<Less + 1, Add, Columns>...};
    return kFunctions[rows - 1];
  }
  static void run(const SmallProduct& of, Columns columns, std::int64_t j) {
    for_each_tile(of.m, kMostRows, [&](std::int64_t i, std::int64_t rows) {
      of_rows(rows, std::make_integer_sequence<int, kMostRows>())(of, columns, i, j);
    });
  }
};

template <bool Add>
void product(const SmallProduct& of) {
  std::int64_t j = 0;
  for (; j + 2 * kLanes <= of.n; j += 2 * kLanes) {
    Tiles<Add, WholeVectors<2>>::run(of, {}, j);
  }
  for (; j + kLanes <= of.n; j += kLanes) Tiles<Add, WholeVectors<1>>::run(of, {}, j);
  if (j < of.n) Tiles<Add, FirstLanes>::run(of, {of.n - j}, j);
}

void softmax_gradient(std::int64_t n, const float* p, float offset, float factor, float* d) {
  std::int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    store(d + i, load(p + i) * (load(d + i) - offset) * factor);
  }
  const std::int64_t left = n - i;
  if (left == 0) return;
  const Vector last = load_first(p + i, left) * (load_first(d + i, left) - offset) * factor;
  store_first(d + i, last, left);
}

}  // namespace

extern const SmallProducts kSmallProducts;
const SmallProducts kSmallProducts{
    .multiply = product<false>, .add = product<true>, .softmax_gradient = softmax_gradient};

}  // namespace actlab::kernels::ACTLAB_ISA

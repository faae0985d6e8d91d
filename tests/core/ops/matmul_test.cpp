#include <actlab/core/ops/matmul.h>

#include <actlab/core/base/parallel.h>
#include <actlab/core/ops/linear.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

namespace {

Reference matmul_reference(bool transpose_a, bool transpose_b) {
  return [=](const std::vector<NaiveTensor>& in) {
    const NaiveTensor& a = in[0];
    const NaiveTensor& b = in[1];
    const std::int64_t m = a.shape[transpose_a ? 1 : 0];
    const std::int64_t inner = a.shape[transpose_a ? 0 : 1];
    const std::int64_t n = b.shape[transpose_b ? 0 : 1];
    NaiveTensor y({m, n});
    for (std::int64_t i = 0; i < m; ++i) {
      for (std::int64_t j = 0; j < n; ++j) {
        for (std::int64_t k = 0; k < inner; ++k) {
          y.at({i, j}) += (transpose_a ? a.at({k, i}) : a.at({i, k})) *
                          (transpose_b ? b.at({j, k}) : b.at({k, j}));
        }
      }
    }
    return y;
  };
}

NaiveTensor matrix_of(const NaiveTensor& many, std::int64_t i) {
  NaiveTensor matrix({many.shape[-2], many.shape[-1]});
  const std::int64_t size = matrix.shape.elements();
  const std::int64_t begin = many.shape.rank() == 2 ? 0 : i * size;
  for (std::int64_t k = 0; k < size; ++k) matrix[k] = many[begin + k];
  return matrix;
}

// The six products of [2, 3, ...] matrices, of which one side may be a single one.
Reference each_product(const Reference& product) {
  return [=](const std::vector<NaiveTensor>& in) {
    NaiveTensor all;
    for (std::int64_t i = 0; i < 6; ++i) {
      const NaiveTensor one = product({matrix_of(in[0], i), matrix_of(in[1], i)});
      all.shape = Shape{2, 3, one.shape[0], one.shape[1]};
      all.values.insert(all.values.end(), one.values.begin(), one.values.end());
    }
    return all;
  };
}

Transpose yes_if(bool transposed) { return transposed ? Transpose::yes : Transpose::no; }

}  // namespace

TEST_CASE("matmul: values and gradients agree with double for every transposition") {
  for (const bool transpose_a : {false, true}) {
    for (const bool transpose_b : {false, true}) {
      CAPTURE(transpose_a);
      CAPTURE(transpose_b);
      const Tensor a = random_tensor(transpose_a ? Shape{5, 3} : Shape{3, 5}, 1);
      const Tensor b = random_tensor(transpose_b ? Shape{4, 5} : Shape{5, 4}, 2);
      check_operation(
          {a, b},
          [=](const std::vector<Tensor>& in) {
            return matmul(in[0], in[1], yes_if(transpose_a), yes_if(transpose_b));
          },
          matmul_reference(transpose_a, transpose_b));
    }
  }
}

TEST_CASE("matmul: many matrices agree with double for every transposition") {
  for (const bool transpose_a : {false, true}) {
    for (const bool transpose_b : {false, true}) {
      for (const int many : {0, 1, 2}) {  // both, a alone, b alone
        CAPTURE(transpose_a);
        CAPTURE(transpose_b);
        CAPTURE(many);
        const auto shape = [](std::int64_t rows, std::int64_t columns, bool transposed,
                              bool single) {
          const Shape matrix = transposed ? Shape{columns, rows} : Shape{rows, columns};
          return single ? matrix : Shape{2, 3, matrix[0], matrix[1]};
        };
        check_operation(
            {random_tensor(shape(3, 5, transpose_a, many == 2), 1),
             random_tensor(shape(5, 4, transpose_b, many == 1), 2)},
            [=](const std::vector<Tensor>& in) {
              return matmul(in[0], in[1], yes_if(transpose_a), yes_if(transpose_b));
            },
            each_product(matmul_reference(transpose_a, transpose_b)));
      }
    }
  }
}

TEST_CASE("matmul: bits of many products do not depend on the number of threads") {
  // Small ones, taken many to a thread, and ones that are cut themselves.
  for (const std::int64_t size : {20, 210}) {
    const Tensor a = random_tensor({7, 3, size, size}, 1);
    const Tensor b = random_tensor({7, 3, size, size}, 2);
    const int before = threads();
    set_threads(1);
    const Tensor alone = matmul(a, b, Transpose::no, Transpose::yes);
    for (const int count : {2, 3, 7}) {
      set_threads(count);
      const Tensor y = matmul(a, b, Transpose::no, Transpose::yes);
      CHECK(std::ranges::equal(y.values(), alone.values()));
    }
    set_threads(before);
    const auto last_matrix = static_cast<std::size_t>(size * size);
    const Tensor last = matmul(Tensor::from({size, size}, a.values().last(last_matrix)),
                               Tensor::from({size, size}, b.values().last(last_matrix)),
                               Transpose::no, Transpose::yes);
    CHECK(relative_l2(alone.values().last(last_matrix), last.values()) < 1e-6);
  }
}

TEST_CASE("matmul: no matrices and empty ones are legal") {
  CHECK(matmul(Tensor::zeros({0, 2, 3}), Tensor::zeros({0, 3, 4})).shape() == Shape{0, 2, 4});
  Tensor b = Tensor::ones({3, 4}).set_requires_gradient(true);
  backward(matmul(Tensor::zeros({0, 2, 3}), b), Tensor::zeros({0, 2, 4}));
  CHECK(b.gradient().values()[0] == 0.0f);
  const Tensor y = matmul(Tensor::zeros({2, 2, 0}), Tensor::zeros({2, 0, 3}));
  CHECK(std::ranges::all_of(y.values(), [](float value) { return value == 0.0f; }));
}

TEST_CASE("matmul: large products of whole numbers are exact at any thread count") {
  const Tensor a = random_integers({700, 130}, 1);
  const Tensor b = random_integers({130, 90}, 2);
  const NaiveTensor expected = matmul_reference(false, false)({NaiveTensor(a), NaiveTensor(b)});
  const int before = threads();
  for (const int count : {1, 2, 3, 7}) {
    set_threads(count);
    CHECK(relative_l2(matmul(a, b), expected) == 0.0);
    const Tensor wide = matmul(b, a, Transpose::yes, Transpose::yes);  // cut by columns
    bool equal = wide.shape() == Shape{90, 700};
    for (std::int64_t i = 0; equal && i < wide.elements(); ++i) {
      equal = static_cast<double>(wide.data()[i]) == expected[i % 700 * 90 + i / 700];
    }
    CHECK(equal);
  }
  set_threads(before);
}

TEST_CASE("matmul: bits do not depend on the number of threads") {
  const Tensor a = random_tensor({513, 257}, 1);
  const Tensor b = random_tensor({257, 129}, 2);
  const int before = threads();
  set_threads(1);
  const Tensor alone = matmul(a, b);
  for (const int count : {2, 3, 16}) {
    set_threads(count);
    CHECK(std::ranges::equal(matmul(a, b).values(), alone.values()));
  }
  set_threads(before);
}

TEST_CASE("matmul: an empty inner size gives zeros") {
  const Tensor y = matmul(Tensor::zeros({2, 0}), Tensor::zeros({0, 3}));
  CHECK(y.shape() == Shape{2, 3});
  CHECK(std::ranges::all_of(y.values(), [](float value) { return value == 0.0f; }));
  CHECK(matmul(Tensor::zeros({0, 2}), Tensor::zeros({2, 3})).shape() == Shape{0, 3});
}

TEST_CASE("matmul: sizes that differ are named") {
  CHECK(error_of([] {
          matmul(Tensor::zeros({2, 3}), Tensor::zeros({4, 5}));
        }) == "[matmul] the inner sizes must be equal: got 3 ([2, 3]) and 4 ([4, 5])");
  CHECK(error_of([] {
          matmul(Tensor::zeros({2, 3}), Tensor::zeros({4, 3}), Transpose::yes, Transpose::yes);
        }) ==
        "[matmul] the inner sizes must be equal: got 2 ([2, 3] transposed) and 3 ([4, 3] "
        "transposed)");
  CHECK(error_of([] {
          matmul(Tensor::zeros({2}), Tensor::zeros({2, 2}));
        }) == "[matmul] both tensors must have at least two axes, got [2] and [2, 2]");
  CHECK(error_of([] {
          matmul(Tensor::zeros({2, 3, 4}), Tensor::zeros({3, 4, 5}));
        }) ==
        "[matmul] the axes before the last two must be equal, or one tensor a single matrix: got "
        "[2, 3, 4] and [3, 4, 5]");
}

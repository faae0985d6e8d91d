// The checker of exercise 3: every entry against a difference quotient of the loss sum(d_y * y).
#include "examples/exercises/3_linear/exercise.h"

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>
#include "examples/exercises/check.h"

using namespace actlab;

namespace {

Matrix random_matrix(Random& random, std::size_t rows, std::size_t columns) {
  Matrix matrix(rows, std::vector<double>(columns));
  for (auto& row : matrix) {
    for (double& value : row) value = static_cast<double>(random.normal());
  }
  return matrix;
}

double loss(const Matrix& x, const Matrix& w, const Matrix& d_y) {
  double sum = 0.0;
  for (std::size_t n = 0; n < x.size(); ++n) {
    for (std::size_t o = 0; o < w.size(); ++o) {
      for (std::size_t i = 0; i < x[n].size(); ++i) sum += d_y[n][o] * x[n][i] * w[o][i];
    }
  }
  return sum;
}

// `of` is x or w itself: moving one entry of it moves the loss.
template <class Loss>
void compare(exercises::Check& check, const Matrix& got, Matrix& of, const Loss& loss_now,
             const std::string& name) {
  const bool fits = got.size() == of.size() && !got.empty() && got[0].size() == of[0].size();
  check.expect(fits, text("gradient by ", name, " has ", of.size(), " rows of ", of[0].size()));
  for (std::size_t r = 0; fits && r < of.size(); ++r) {
    for (std::size_t c = 0; c < of[r].size(); ++c) {
      const double before = of[r][c];
      of[r][c] = before + 0.5;
      const double above = loss_now();
      of[r][c] = before - 0.5;
      const double below = loss_now();
      of[r][c] = before;
      check.equal(got[r][c], above - below, 1e-9, text("d_", name, "[", r, "][", c, "]"));
    }
  }
}

}  // namespace

int main() {
  return exercises::check_answer([](exercises::Check& check) {
    Random random(3, Purpose::test);
    Matrix x = random_matrix(random, 3, 4), w = random_matrix(random, 2, 4);
    const Matrix d_y = random_matrix(random, 3, 2);
    const auto loss_now = [&] { return loss(x, w, d_y); };
    compare(check, gradient_by_x(x, w, d_y), x, loss_now, "x");
    compare(check, gradient_by_w(x, w, d_y), w, loss_now, "w");
  });
}

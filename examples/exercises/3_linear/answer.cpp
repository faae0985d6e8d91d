#include "examples/exercises/3_linear/exercise.h"

Matrix gradient_by_x(const Matrix& x, const Matrix& w, const Matrix& d_y) {
  return x;  // your answer
}

Matrix gradient_by_w(const Matrix& x, const Matrix& w, const Matrix& d_y) {
  return w;  // your answer
}

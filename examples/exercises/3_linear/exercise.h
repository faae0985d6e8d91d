// Exercise 3: the way back through an operation.
//
// A linear layer computes, for each of N rows, y = x W^T:
//
//   y[n][o] = sum over i of x[n][i] * w[o][i]        x [N, in], w [out, in], y [N, out]
//
// From d_y, the gradient of the loss by y, write the gradients of the loss by x and by w. Each
// entry of x acts on several of y: add up all that come back.
#pragma once

#include <vector>

using Matrix = std::vector<std::vector<double>>;

Matrix gradient_by_x(const Matrix& x, const Matrix& w, const Matrix& d_y);  // as large as x
Matrix gradient_by_w(const Matrix& x, const Matrix& w, const Matrix& d_y);  // as large as w

// Exercise 4: the gradient of batch normalisation.
//
// One channel over a batch of N values:
//
//   mean = sum of x / N      variance = sum of (x - mean)^2 / N      h = (x - mean) / sqrt(variance
//   + eps)
//
// From d_h, the gradient of the loss by h, write the gradient by x. Every x acts on all of h,
// through the mean and the variance. (A check of your own: the answer sums to 0, because adding a
// constant to all x changes nothing.)
#pragma once

#include <vector>

std::vector<double> gradient_of_normalise(const std::vector<double>& x, double eps,
                                          const std::vector<double>& d_h);

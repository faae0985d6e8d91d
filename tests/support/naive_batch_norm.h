// Batch normalisation with skip and activation, forward and gradients, in double.
#pragma once

#include <cmath>
#include <functional>

#include "tests/support/naive.h"

namespace actlab::test {

struct NaiveBatchNorm {
  NaiveTensor x, scale, shift, skip;
  std::function<double(double)> f, derivative;
  double epsilon = 1e-5;

  // Filled by run():
  std::vector<double> mean = {}, variance = {};
  NaiveTensor y = {}, d_x = {}, d_scale = {}, d_shift = {}, d_skip = {};

  void run(const Tensor& d_y) {
    const std::int64_t channels = scale.shape.elements();
    y = d_x = d_skip = NaiveTensor(x.shape);
    d_scale = d_shift = NaiveTensor(scale.shape);
    mean.clear();
    variance.clear();
    for (std::int64_t c = 0; c < channels; ++c) channel(c, channels, d_y);
  }

 private:
  void channel(std::int64_t c, std::int64_t channels, const Tensor& d_y) {
    const std::int64_t size = x.shape.elements();
    const double m = static_cast<double>(size / channels);
    double sum = 0.0, squares = 0.0;
    for (std::int64_t i = c; i < size; i += channels) sum += x[i];
    for (std::int64_t i = c; i < size; i += channels) squares += std::pow(x[i] - sum / m, 2);
    mean.push_back(sum / m);
    variance.push_back(squares / m);
    const double inverse = 1.0 / std::sqrt(squares / m + epsilon);
    const auto xhat = [&](std::int64_t i) { return (x[i] - sum / m) * inverse; };
    for (std::int64_t i = c; i < size; i += channels) {
      const double z = scale[c] * xhat(i) + shift[c] + skip[i];
      y[i] = f(z);
      d_skip[i] = static_cast<double>(d_y.data()[i]) * derivative(z);
      d_shift[c] += d_skip[i];
      d_scale[c] += d_skip[i] * xhat(i);
    }
    for (std::int64_t i = c; i < size; i += channels) {
      d_x[i] = scale[c] * inverse * (d_skip[i] - (d_shift[c] + xhat(i) * d_scale[c]) / m);
    }
  }
};

}  // namespace actlab::test

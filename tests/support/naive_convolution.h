// Convolution and its gradients by the definition, for comparison with the fast kernels. Scalar is
// std::int64_t for exact comparison on whole numbers, or double.
#pragma once

#include <cstdint>
#include <vector>

#include <actlab/core/kernels/convolution/convolution.h>

namespace actlab::test {

// Calls visit(input index, weight index, output index) for every product of the definition.
template <class Visit>
void for_each_product(const kernels::ConvolutionShape& s, const Visit& visit) {
  for (std::int64_t n = 0; n < s.n; ++n)
    for (std::int64_t y = 0; y < s.output_h(); ++y)
      for (std::int64_t x = 0; x < s.output_w(); ++x)
        for (std::int64_t ky = 0; ky < s.kernel.h; ++ky)
          for (std::int64_t kx = 0; kx < s.kernel.w; ++kx) {
            const std::int64_t row = y * s.stride.h + ky - s.padding.top;
            const std::int64_t column = x * s.stride.w + kx - s.padding.left;
            if (row < 0 || row >= s.h || column < 0 || column >= s.w) continue;
            for (std::int64_t i = 0; i < s.group_in(); ++i)
              for (std::int64_t o = 0; o < s.out; ++o) {
                const std::int64_t channel = o / s.group_out() * s.group_in() + i;
                visit(((n * s.h + row) * s.w + column) * s.in + channel,
                      ((ky * s.kernel.w + kx) * s.group_in() + i) * s.out + o,
                      ((n * s.output_h() + y) * s.output_w() + x) * s.out + o);
              }
          }
}

template <class Scalar>
struct NaiveConvolution {
  std::vector<Scalar> output, d_input, d_weight;
};

// All three from the same input, weight and d_output.
template <class Scalar>
NaiveConvolution<Scalar> naive_convolution(const kernels::ConvolutionShape& shape,
                                           const std::vector<float>& input,
                                           const std::vector<float>& weight,
                                           const std::vector<float>& d_output) {
  NaiveConvolution<Scalar> result{std::vector<Scalar>(d_output.size()),
                                  std::vector<Scalar>(input.size()),
                                  std::vector<Scalar>(weight.size())};
  const std::vector<Scalar> x(input.begin(), input.end());
  const std::vector<Scalar> w(weight.begin(), weight.end());
  const std::vector<Scalar> d(d_output.begin(), d_output.end());
  for_each_product(shape, [&](std::int64_t i, std::int64_t k, std::int64_t o) {
    const auto at = [](std::int64_t index) { return static_cast<std::size_t>(index); };
    result.output[at(o)] += x[at(i)] * w[at(k)];
    result.d_input[at(i)] += d[at(o)] * w[at(k)];
    result.d_weight[at(k)] += d[at(o)] * x[at(i)];
  });
  return result;
}

}  // namespace actlab::test

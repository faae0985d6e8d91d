#include <iostream>

#include <actlab/core/ops/activation.h>
#include <actlab/core/ops/reduce.h>
#include <actlab/core/tensor/autograd.h>

int main() {
  const auto swish = actlab::formula::compile("x * sigmoid(beta * x)");
  auto x = actlab::Tensor::from({2, 2}, {-1, 0, 1, 2}).set_requires_gradient(true);
  auto beta = actlab::Tensor::ones({2}).set_requires_gradient(true);  // one a channel
  actlab::backward(actlab::sum(actlab::activation(x, swish, {beta})));
  const auto dx = x.gradient(), dbeta = beta.gradient();
  for (float d : dx.values()) std::cout << d << ' ';     // f'(x)
  for (float d : dbeta.values()) std::cout << d << ' ';  // sum of df/dbeta
}

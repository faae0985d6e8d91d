// Pooling layers (core/ops/pool.h); no parameters.
#pragma once

#include <actlab/core/ops/pool.h>
#include <actlab/layers/layer.h>

namespace actlab::layers {

class AveragePool : public Layer {
 public:
  explicit AveragePool(const PoolWindow& window) : window_(window) {}
  std::string kind() const override { return "AveragePool"; }

 private:
  Tensor compute(const Tensor& input) override { return average_pool2d(input, window_); }
  PoolWindow window_;
};

class MaxPool : public Layer {
 public:
  explicit MaxPool(const PoolWindow& window) : window_(window) {}
  std::string kind() const override { return "MaxPool"; }

 private:
  Tensor compute(const Tensor& input) override { return max_pool2d(input, window_); }
  PoolWindow window_;
};

class GlobalAveragePool : public Layer {
 public:
  std::string kind() const override { return "GlobalAveragePool"; }

 private:
  Tensor compute(const Tensor& input) override { return global_average_pool(input); }
};

}  // namespace actlab::layers

// Dropout (core/ops/dropout.h): active in training only.
// Buffer: random_position, where its random numbers go on, as four pieces of 16 bits.
#pragma once

#include <actlab/core/base/random.h>
#include <actlab/core/ops/dropout.h>
#include <actlab/layers/layer.h>

namespace actlab::layers {

class Dropout : public Layer {
 public:
  // `index` tells the dropout layers of one model apart.
  Dropout(float rate, std::uint64_t seed, std::uint64_t index = 0);
  std::string kind() const override { return "Dropout"; }

  bool is_active() const { return training() && rate_ > 0.0f; }
  // For an operation that drops so many values as it goes; nothing where dropout is not active.
  DropoutDraw draw(std::int64_t values);

 private:
  Tensor compute(const Tensor& input) override;

  float rate_;
  Random random_;
  Tensor position_;
};

}  // namespace actlab::layers

// One step of a network on random images: the unit that all speed measurements share.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <actlab/core/tensor/indices.h>
#include <actlab/layers/layer.h>
#include <actlab/optim/sgd.h>

namespace actlab::bench {

struct StepOptions {
  std::string model = "resnet20", activation = "relu";
  std::int64_t batch_size = 128, classes = 10;
  std::int64_t image_side = 0;  // 0: what the network was made for
  bool training = true;         // else inference: forward alone, in evaluation mode
  bool recompute = true;
};

class Step {
 public:
  explicit Step(const StepOptions& options);
  // One step; returns its milliseconds.
  double run();

 private:
  void train();

  StepOptions options_;
  std::unique_ptr<layers::Layer> model_;
  std::unique_ptr<optim::SGD> optimizer_;
  Tensor images_;
  Indices labels_;
};

}  // namespace actlab::bench

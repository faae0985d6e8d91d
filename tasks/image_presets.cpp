#include <actlab/tasks/image_presets.h>

namespace actlab::tasks {
namespace {

// Of all three: L2 on the weights of convolutions and linear layers alone.
constexpr const char* kShared = R"({
  "task": "images",
  "batch_size": 32,
  "optimizer": "rmsprop-tf",
  "alpha": 0.9,
  "momentum": 0.9,
  "epsilon": 1.0,
  "weight_decay": 4e-5,
  "without_decay": "activations,biases,depthwise,norms",
  "schedule": "exponential",
)";

}  // namespace

std::vector<training::Preset> image_presets() {
  const std::string shared = kShared;
  return {{"inception", "Inception-v3, v4 and Inception-ResNet-v2", shared + R"(
  "lr": 0.045,
  "lr_factor": 0.94,
  "lr_epochs": 2.0,
  "clip_norm": 2.0,
  "average_decay": 0.9999,
  "label_smoothing": 0.1,
  "epochs": 100
})"},
          {"mobilenet", "MobileNet", shared + R"(
  "lr": 0.045,
  "lr_factor": 0.94,
  "lr_epochs": 2.5,
  "label_smoothing": 0.0,
  "epochs": 100
})"},
          {"nasnet", "NASNet-A, at the rate of one of its 50 replicas", shared + R"(
  "lr": 0.04,
  "lr_factor": 0.97,
  "lr_epochs": 2.4,
  "clip_norm": 10.0,
  "label_smoothing": 0.1,
  "epochs": 100
})"}};
}

}  // namespace actlab::tasks

// The two pieces of a DenseNet (Huang et al. 2017, 1608.06993), on features that grow in one tensor
// (core/ops/dense_features.h):
//
//   DenseLayer        x <- [x, conv2(act1(bn1(x)))]                    conv2: 3x3 to `growth`
//   channels
//       bottleneck:   x <- [x, conv2(act2(bn2(conv1(act1(bn1(x))))))]  conv1: 1x1 to 4 growth
//   DenseTransition   y = average_pool(conv(act(bn(x))))               conv: 1x1; pool: 2x2
#pragma once

#include <actlab/layers/batch_norm.h>
#include <actlab/layers/conv2d.h>
#include <actlab/layers/options.h>

namespace actlab::layers {

class DenseLayer : public Module {
 public:
  DenseLayer(std::int64_t in_channels, std::int64_t growth, bool bottleneck,
             const BlockOptions& options);
  std::string kind() const override { return "DenseLayer"; }

  void forward(DenseFeatures& features);

 private:
  struct Unit {
    BatchNorm2d& norm;
    Activation& activation;
    Conv2d& convolution;
  };
  Unit unit(int number, std::int64_t in_channels, const BlockOptions& options,
            const std::string& convolution, std::int64_t out_channels, std::int64_t kernel);

  std::vector<Unit> units_;  // one, or two
  bool keep_activated_;
};

class DenseTransition : public Module {
 public:
  DenseTransition(std::int64_t in_channels, std::int64_t out_channels, const BlockOptions& options);
  std::string kind() const override { return "DenseTransition"; }

  Tensor forward(DenseFeatures& features);

 private:
  BatchNorm2d& bn_;
  Activation& act_;
  Conv2d& conv_;
  bool keep_activated_;
};

}  // namespace actlab::layers

// MobileNet (Howard et al. 2017, 1704.04861), table 1: convolutions that see one channel each, with
// 1x1 convolutions between them.
//
//   3x3 convolution, 32 channels, stride 2; 13 units with strides 1 2 1 2 1 2 1 1 1 1 1 2 1 to 64,
//   128, 128, 256, 256, 512 (six times), 1024, 1024 channels; global average pool, linear.
//
//   unit   y = act2(bn2(conv_pw(act1(bn1(conv_dw(x))))))    conv_dw: 3x3 a channel, with the stride
//
// Every number of channels c becomes max(int(c width), 8). (The table's last stride, 2 on 7 x 7
// pixels, is a misprint: 1.) Names: conv_stem, bn1, bn1.act, blocks.{i}.{j}.{conv_dw, bn1, bn1.act,
// conv_pw, bn2, bn2.act}, classifier; those of timm.
#pragma once

#include <vector>

#include <actlab/layers/batch_norm.h>
#include <actlab/layers/conv2d.h>
#include <actlab/layers/dropout.h>
#include <actlab/layers/linear.h>
#include <actlab/layers/models/model_row.h>
#include <actlab/layers/options.h>

namespace actlab::layers {

// Programs that wrote the network down differ in what lies around an image where the stride is 2,
// one pixel on all sides or what TensorFlow calls SAME, which give maps of the same size; and in
// the epsilon of the normalisation, 1e-5 or 1e-3.
enum class Port { pytorch, tensorflow };

struct MobileNetOptions : BlockOptions {  // the epsilon is that of the port
  double width = 1.0;
  Port port = Port::pytorch;
  std::int64_t stem_stride = 2;  // 1 keeps four times the pixels: for small images
  double dropout = 0.0;          // before the classifier
  std::uint64_t dropout_seed = 0;
};

class MobileNet : public Layer {
 public:
  MobileNet(std::int64_t input_channels, std::int64_t classes, MobileNetOptions options);
  std::string kind() const override { return "MobileNet"; }

 private:
  // The two convolutions of a row of the table. Both make what they read from the pre-activation
  // of the one before.
  class Unit : public Module {
   public:
    Unit(std::int64_t in_channels, std::int64_t out_channels, const Conv2dOptions& depthwise,
         const BlockOptions& options);
    std::string kind() const override { return "DepthwiseSeparable"; }

    Normalised normalise(const Normalised& input);
    Tensor forward(const Normalised& input);  // the last one, read by a pool

   private:
    Tensor convolve(const Normalised& input);

    Conv2d& conv_dw_;
    BatchNorm2d& bn1_;
    Activation& act1_;
    Conv2d& conv_pw_;
    BatchNorm2d& bn2_;
    Activation& act2_;
    bool keep_activated_;
  };

  Tensor compute(const Tensor& input) override;

  Conv2d* conv_stem_;
  BatchNorm2d* bn1_;
  Activation* act1_;
  std::vector<Unit*> units_;
  Dropout* dropout_ = nullptr;
  Linear* classifier_;
};

ModelRow mobilenet_row();

}  // namespace actlab::layers

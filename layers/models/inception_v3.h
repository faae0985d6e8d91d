// Inception-v3 (Szegedy et al. 2015, 1512.00567), as its published code has it, with normalisation
// in the auxiliary head. Names are timm's and torchvision's: Mixed_5b.branch5x5_2.conv.weight, fc.
#pragma once

#include <actlab/layers/models/inception.h>

namespace actlab::layers {

struct InceptionV3Options : InceptionOptions {
  InceptionV3Options() { count_padding = true; }  // as the PyTorch programs; TensorFlow's does not
};

class InceptionV3 : public InceptionNetwork {
 public:
  // Images [N, H, W, input_channels] -> logits [N, classes].
  InceptionV3(std::int64_t input_channels, std::int64_t classes, const InceptionOptions& options);
  std::string kind() const override { return "InceptionV3"; }
};

ModelRow inception_v3_row();

}  // namespace actlab::layers

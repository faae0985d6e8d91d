// Inception-ResNet-v2 (Szegedy et al. 2016, 1602.07261), with the widths of its published code,
// which differ from the figures of the paper. Names are timm's: repeat_1.3.branch1.2.conv.weight,
// repeat_1.3.act.beta, classif.
#pragma once

#include <actlab/layers/models/inception.h>

namespace actlab::layers {

class InceptionResNetV2 : public InceptionNetwork {
 public:
  // Images [N, H, W, input_channels] -> logits [N, classes].
  InceptionResNetV2(std::int64_t input_channels, std::int64_t classes,
                    const InceptionOptions& options);
  std::string kind() const override { return "InceptionResNetV2"; }
};

ModelRow inception_resnet_v2_row();

}  // namespace actlab::layers

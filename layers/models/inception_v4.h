// Inception-v4 (Szegedy et al. 2016, 1602.07261, figures 3 to 9). Names are timm's, which counts
// stages: features.4.branch1.2.conv.weight, last_linear.
#pragma once

#include <actlab/layers/models/inception.h>

namespace actlab::layers {

class InceptionV4 : public InceptionNetwork {
 public:
  // Images [N, H, W, input_channels] -> logits [N, classes].
  InceptionV4(std::int64_t input_channels, std::int64_t classes, const InceptionOptions& options);
  std::string kind() const override { return "InceptionV4"; }
};

ModelRow inception_v4_row();

}  // namespace actlab::layers

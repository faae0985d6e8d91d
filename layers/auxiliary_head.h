// The auxiliary head of the Inception networks (1512.00567, section 4), with normalisation as in
// their published code:
//
//   average pool 5x5, stride 3 - 1x1, 128 - 5x5, 768 - linear
//
// It is made for maps of 17 x 17, of which the pool leaves 5 x 5 and the convolution one pixel. Of
// a smaller map, pool and convolution take what there is: only the middle of the 5 x 5 kernel then
// meets pixels. Of a larger one, the mean over all places is taken. NASNet's (1707.07012) is the
// same on 14 x 14, of which the pool leaves 4 x 4.
//
// Names: conv0, conv1, fc.
#pragma once

#include <actlab/layers/convolution_unit.h>
#include <actlab/layers/linear.h>

namespace actlab::layers {

struct AuxiliaryHeadOptions {
  std::int64_t narrow = 128;  // channels of conv0 and of conv1
  std::int64_t wide = 768;
  std::int64_t kernel = 5;  // of conv1: what the pool leaves of the map
};

class AuxiliaryHead : public Layer {
 public:
  AuxiliaryHead(std::int64_t in_channels, std::int64_t classes, const BlockOptions& blocks,
                const AuxiliaryHeadOptions& options = {});
  std::string kind() const override { return "AuxiliaryHead"; }

 private:
  Tensor compute(const Tensor& input) override;

  std::int64_t kernel_;
  ConvolutionUnit& conv0_;
  ConvolutionUnit& conv1_;
  Linear& fc_;
};

}  // namespace actlab::layers

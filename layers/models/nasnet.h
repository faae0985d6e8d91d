// NASNet-A (Zoph et al. 2017, 1707.07012) for large images, "N @ P": N normal cells a stack, P
// channels at the end. 4 @ 1056 is the mobile one.
//
//   cell (nasnet_cell.h)                          filters, F = P / 24      output
//   conv0: 3x3, stride 2, no padding, norm                                 32 channels
//   cell_stem_0, cell_stem_1: reduction           F / 4, F / 2             4 F / 4, 4 F / 2
//   cell_0 ... : N normal cells                   F                        6 F
//   reduction_cell_0, N normal cells              2 F                      12 F
//   reduction_cell_1, N normal cells              4 F                      24 F = P
//   activation, global average pool, linear
//
// Names: conv0.{conv, bn}, the cells, act, last_linear; the auxiliary head, which reads the second
// stack, is AuxLogits (auxiliary_head.h), with an activation before it, AuxLogits.act. The stacks
// count from cell_0, cell_6 and cell_12 on (or from N and 2 N on, where N is more than 6), as in
// the PyTorch port.
#pragma once

#include <vector>

#include <actlab/layers/auxiliary_head.h>
#include <actlab/layers/classifier.h>
#include <actlab/layers/dropout.h>
#include <actlab/layers/linear.h>
#include <actlab/layers/models/model_row.h>
#include <actlab/layers/nasnet_cell.h>

namespace actlab::layers {

struct NasnetOptions : BlockOptions {
  NasnetOptions() { batch_norm_epsilon = 1e-3; }

  bool auxiliary = false;
  std::int64_t stem_stride = 2;  // 1 keeps four times the pixels: for small images
  double dropout = 0.0;          // before the classifier
  std::uint64_t dropout_seed = 0;
};

class Nasnet : public Classifier {
 public:
  // Throws UsageError where P is no multiple of 96, so that F / 4 would not be whole.
  Nasnet(std::int64_t cells, std::int64_t last_channels, std::int64_t input_channels,
         std::int64_t classes, const NasnetOptions& options);
  std::string kind() const override { return "NASNet"; }

 private:
  // Behind the last cell.
  void add_auxiliary_head(std::int64_t channels, std::int64_t classes, const BlockOptions& options);
  Logits classify(const Tensor& images) override;

  Conv2d* conv_;
  BatchNorm2d* bn_;
  std::vector<NasnetCell*> cells_;
  const NasnetCell* before_auxiliary_ = nullptr;
  Activation* auxiliary_act_ = nullptr;
  AuxiliaryHead* auxiliary_ = nullptr;
  Activation* act_;
  Dropout* dropout_ = nullptr;
  Linear* last_linear_;
};

ModelRow nasnet_mobile_row();  // 4 @ 1056
ModelRow nasnet_row();         // N @ P

}  // namespace actlab::layers

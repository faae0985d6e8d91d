#include <actlab/layers/models/inception_resnet_v2.h>

#include <actlab/core/base/error.h>

namespace actlab::layers {
namespace {

using Branches = std::vector<BranchPlan>;

Branches first_mix() {
  return {{.units = {{"branch0", 1, 96}}},
          {.units = {{"branch1.0", 1, 48}, {"branch1.1", 5, 64}}},
          {.units = {{"branch2.0", 1, 64}, {"branch2.1", 3, 96}, {"branch2.2", 3, 96}}},
          {.pool = BranchPool::average, .units = {{"branch3.1", 1, 64}}}};
}

// Figure 16.
Branches block_35() {
  return {{.units = {{"branch0", 1, 32}}},
          {.units = {{"branch1.0", 1, 32}, {"branch1.1", 3, 32}}},
          {.units = {{"branch2.0", 1, 32}, {"branch2.1", 3, 48}, {"branch2.2", 3, 64}}}};
}

// Figure 7, with the widths of table 1.
Branches reduction_a() {
  return {{.units = {{"branch0", 3, 384, kHalve}}},
          {.units = {{"branch1.0", 1, 256}, {"branch1.1", 3, 256}, {"branch1.2", 3, 384, kHalve}}},
          {.pool = BranchPool::max}};
}

// Figure 17.
Branches block_17() {
  return {
      {.units = {{"branch0", 1, 192}}},
      {.units = {{"branch1.0", 1, 128}, {"branch1.1", {1, 7}, 160}, {"branch1.2", {7, 1}, 192}}}};
}

// Figure 18.
Branches reduction_b() {
  return {{.units = {{"branch0.0", 1, 256}, {"branch0.1", 3, 384, kHalve}}},
          {.units = {{"branch1.0", 1, 256}, {"branch1.1", 3, 288, kHalve}}},
          {.units = {{"branch2.0", 1, 256}, {"branch2.1", 3, 288}, {"branch2.2", 3, 320, kHalve}}},
          {.pool = BranchPool::max}};
}

// Figure 19.
Branches block_8() {
  return {
      {.units = {{"branch0", 1, 192}}},
      {.units = {{"branch1.0", 1, 192}, {"branch1.1", {1, 3}, 224}, {"branch1.2", {3, 1}, 256}}}};
}

}  // namespace

InceptionResNetV2::InceptionResNetV2(std::int64_t input_channels, std::int64_t classes,
                                     const InceptionOptions& options)
    : InceptionNetwork(input_channels, classes, options) {  // of 299 x 299:
  unit({"conv2d_1a", 3, 32, kHalve});                       // 149
  unit({"conv2d_2a", 3, 32, kValid});                       // 147
  unit({"conv2d_2b", 3, 64});
  max_pool("maxpool_3a");  // 73
  unit({"conv2d_3b", 1, 80});
  unit({"conv2d_4a", 3, 192, kValid});  // 71
  max_pool("maxpool_5a");               // 35
  block("mixed_5b", first_mix());
  for (int i = 0; i < 10; ++i) {  // a third of all sums, made again for a seventieth of the work
    residual_block(text("repeat.", i), block_35(), {0.17f, "act", /*keep_sum=*/false});
  }
  block("mixed_6a", reduction_a());  // 17
  // So many of these that their sums, which come back together, take what has gone by then.
  constexpr int kMadeAgain = 12;
  for (int i = 0; i < 20; ++i) {
    residual_block(text("repeat_1.", i), block_17(), {0.1f, "act", /*keep_sum=*/i >= kMadeAgain});
  }
  auxiliary_head();
  block("mixed_7a", reduction_b());  // 8
  for (int i = 0; i < 9; ++i) residual_block(text("repeat_2.", i), block_8(), {0.2f, "relu"});
  residual_block("block8", block_8(), {1.0f});
  unit({"conv2d_7b", 1, 1536});
  classifier("classif");
}

ModelRow inception_resnet_v2_row() {
  return inception_row<InceptionResNetV2>({.pattern = "inception-resnet-v2",
                                           .names = {"inception-resnet-v2"},
                                           .help = "the same with residual blocks"});
}

}  // namespace actlab::layers

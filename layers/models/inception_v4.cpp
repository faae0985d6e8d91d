#include <actlab/layers/models/inception_v4.h>

#include <actlab/core/base/error.h>

namespace actlab::layers {
namespace {

using Branches = std::vector<BranchPlan>;

// Figure 3: the stem shrinks the map by a pool and a convolution side by side, twice, and between
// them meets once with and once without 1x7 and 7x1.
Branches stem_pool_first() {
  return {{.pool = BranchPool::max}, {.units = {{"conv", 3, 96, kHalve}}}};
}

Branches stem_factorized() {
  return {{.units = {{"branch0.0", 1, 64}, {"branch0.1", 3, 96, kValid}}},
          {.units = {{"branch1.0", 1, 64},
                     {"branch1.1", {1, 7}, 64},
                     {"branch1.2", {7, 1}, 64},
                     {"branch1.3", 3, 96, kValid}}}};
}

Branches stem_convolution_first() {
  return {{.units = {{"conv", 3, 192, kHalve}}}, {.pool = BranchPool::max}};
}

// Figure 4.
Branches block_a() {
  return {{.units = {{"branch0", 1, 96}}},
          {.units = {{"branch1.0", 1, 64}, {"branch1.1", 3, 96}}},
          {.units = {{"branch2.0", 1, 64}, {"branch2.1", 3, 96}, {"branch2.2", 3, 96}}},
          {.pool = BranchPool::average, .units = {{"branch3.1", 1, 96}}}};
}

// Figure 7, with the widths of table 1.
Branches reduction_a() {
  return {{.units = {{"branch0", 3, 384, kHalve}}},
          {.units = {{"branch1.0", 1, 192}, {"branch1.1", 3, 224}, {"branch1.2", 3, 256, kHalve}}},
          {.pool = BranchPool::max}};
}

// Figure 5.
Branches block_b() {
  return {
      {.units = {{"branch0", 1, 384}}},
      {.units = {{"branch1.0", 1, 192}, {"branch1.1", {1, 7}, 224}, {"branch1.2", {7, 1}, 256}}},
      {.units = {{"branch2.0", 1, 192},
                 {"branch2.1", {7, 1}, 192},
                 {"branch2.2", {1, 7}, 224},
                 {"branch2.3", {7, 1}, 224},
                 {"branch2.4", {1, 7}, 256}}},
      {.pool = BranchPool::average, .units = {{"branch3.1", 1, 128}}}};
}

// Figure 8.
Branches reduction_b() {
  return {{.units = {{"branch0.0", 1, 192}, {"branch0.1", 3, 192, kHalve}}},
          {.units = {{"branch1.0", 1, 256},
                     {"branch1.1", {1, 7}, 256},
                     {"branch1.2", {7, 1}, 320},
                     {"branch1.3", 3, 320, kHalve}}},
          {.pool = BranchPool::max}};
}

// Figure 6.
Branches block_c() {
  return {{.units = {{"branch0", 1, 256}}},
          {.units = {{"branch1_0", 1, 384}},
           .forks = {{"branch1_1a", {1, 3}, 256}, {"branch1_1b", {3, 1}, 256}}},
          {.units = {{"branch2_0", 1, 384}, {"branch2_1", {3, 1}, 448}, {"branch2_2", {1, 3}, 512}},
           .forks = {{"branch2_3a", {1, 3}, 256}, {"branch2_3b", {3, 1}, 256}}},
          {.pool = BranchPool::average, .units = {{"branch3.1", 1, 256}}}};
}

}  // namespace

InceptionV4::InceptionV4(std::int64_t input_channels, std::int64_t classes,
                         const InceptionOptions& options)
    : InceptionNetwork(input_channels, classes, options) {  // of 299 x 299:
  int number = 0;
  const auto next = [&number] { return text("features.", number++); };
  unit({next(), 3, 32, kHalve});  // 149
  unit({next(), 3, 32, kValid});  // 147
  unit({next(), 3, 64});
  block(next(), stem_pool_first());         // 73
  block(next(), stem_factorized());         // 71
  block(next(), stem_convolution_first());  // 35
  for (int i = 0; i < 4; ++i) block(next(), block_a());
  block(next(), reduction_a());  // 17
  for (int i = 0; i < 7; ++i) block(next(), block_b());
  auxiliary_head();
  block(next(), reduction_b());  // 8
  for (int i = 0; i < 3; ++i) block(next(), block_c());
  classifier("last_linear");
}

ModelRow inception_v4_row() {
  return inception_row<InceptionV4>({.pattern = "inception-v4",
                                     .names = {"inception-v4"},
                                     .help = "Szegedy et al. 2016, 1602.07261"});
}

}  // namespace actlab::layers

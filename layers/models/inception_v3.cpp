#include <actlab/layers/models/inception_v3.h>

namespace actlab::layers {
namespace {

using Branches = std::vector<BranchPlan>;

// Figure 5: two 3x3 in place of a 5x5.
Branches block_a(std::int64_t pooled) {
  return {
      {.units = {{"branch1x1", 1, 64}}},
      {.units = {{"branch5x5_1", 1, 48}, {"branch5x5_2", 5, 64}}},
      {.units = {{"branch3x3dbl_1", 1, 64}, {"branch3x3dbl_2", 3, 96}, {"branch3x3dbl_3", 3, 96}}},
      {.pool = BranchPool::average, .units = {{"branch_pool", 1, pooled}}}};
}

// Figure 10: the map shrinks in convolutions and a pool side by side.
Branches block_b() {
  return {{.units = {{"branch3x3", 3, 384, kHalve}}},
          {.units = {{"branch3x3dbl_1", 1, 64},
                     {"branch3x3dbl_2", 3, 96},
                     {"branch3x3dbl_3", 3, 96, kHalve}}},
          {.pool = BranchPool::max}};
}

// Figure 6: 1x7 and 7x1 in place of 7x7.
Branches block_c(std::int64_t narrow) {
  return {{.units = {{"branch1x1", 1, 192}}},
          {.units = {{"branch7x7_1", 1, narrow},
                     {"branch7x7_2", {1, 7}, narrow},
                     {"branch7x7_3", {7, 1}, 192}}},
          {.units = {{"branch7x7dbl_1", 1, narrow},
                     {"branch7x7dbl_2", {7, 1}, narrow},
                     {"branch7x7dbl_3", {1, 7}, narrow},
                     {"branch7x7dbl_4", {7, 1}, narrow},
                     {"branch7x7dbl_5", {1, 7}, 192}}},
          {.pool = BranchPool::average, .units = {{"branch_pool", 1, 192}}}};
}

Branches block_d() {
  return {{.units = {{"branch3x3_1", 1, 192}, {"branch3x3_2", 3, 320, kHalve}}},
          {.units = {{"branch7x7x3_1", 1, 192},
                     {"branch7x7x3_2", {1, 7}, 192},
                     {"branch7x7x3_3", {7, 1}, 192},
                     {"branch7x7x3_4", 3, 192, kHalve}}},
          {.pool = BranchPool::max}};
}

// Figure 7: 1x3 and 3x1 side by side.
Branches block_e() {
  return {{.units = {{"branch1x1", 1, 320}}},
          {.units = {{"branch3x3_1", 1, 384}},
           .forks = {{"branch3x3_2a", {1, 3}, 384}, {"branch3x3_2b", {3, 1}, 384}}},
          {.units = {{"branch3x3dbl_1", 1, 448}, {"branch3x3dbl_2", 3, 384}},
           .forks = {{"branch3x3dbl_3a", {1, 3}, 384}, {"branch3x3dbl_3b", {3, 1}, 384}}},
          {.pool = BranchPool::average, .units = {{"branch_pool", 1, 192}}}};
}

}  // namespace

InceptionV3::InceptionV3(std::int64_t input_channels, std::int64_t classes,
                         const InceptionOptions& options)
    : InceptionNetwork(input_channels, classes, options) {  // of 299 x 299:
  unit({"Conv2d_1a_3x3", 3, 32, kHalve});                   // 149
  unit({"Conv2d_2a_3x3", 3, 32, kValid});                   // 147
  unit({"Conv2d_2b_3x3", 3, 64});
  max_pool("Pool1");  // 73
  unit({"Conv2d_3b_1x1", 1, 80});
  unit({"Conv2d_4a_3x3", 3, 192, kValid});  // 71
  max_pool("Pool2");                        // 35
  block("Mixed_5b", block_a(32));
  block("Mixed_5c", block_a(64));
  block("Mixed_5d", block_a(64));
  block("Mixed_6a", block_b());  // 17
  block("Mixed_6b", block_c(128));
  block("Mixed_6c", block_c(160));
  block("Mixed_6d", block_c(160));
  block("Mixed_6e", block_c(192));
  auxiliary_head();
  block("Mixed_7a", block_d());  // 8
  block("Mixed_7b", block_e());
  block("Mixed_7c", block_e());
  classifier("fc");
}

ModelRow inception_v3_row() {
  using Options = InceptionV3Options;
  const Knob<Options> port = knob::choice<Options, bool>(
      "port", &Options::count_padding, {{"pytorch", true}, {"tensorflow", false}},
      "pytorch counts the padding of average pools");
  return inception_row<InceptionV3, Options>({.pattern = "inception-v3",
                                              .names = {"inception-v3"},
                                              .help = "Szegedy et al. 2015, 1512.00567"},
                                             {port});
}

}  // namespace actlab::layers

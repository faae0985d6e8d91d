#include <actlab/core/kernels/convolution/joined_groups.h>

#include <algorithm>

#include <actlab/core/kernels/convolution/convolution_tuning.h>
#include <actlab/core/kernels/convolution/convolution_winograd.h>
#include <actlab/core/kernels/convolution/depthwise.h>

namespace actlab::kernels {
namespace {

// Calls body(offset in weight, offset in joined, floats) for each row of weights that exists.
template <class Body>
void for_each_row(const ConvolutionShape& shape, const ConvolutionShape& joined, const Body& body) {
  const std::int64_t in = shape.group_in(), out = shape.group_out();
  const std::int64_t together = shape.groups / joined.groups;
  for (std::int64_t tap = 0; tap < shape.kernel.area(); ++tap) {
    for (std::int64_t i = 0; i < in; ++i) {
      for (std::int64_t group = 0; group < shape.groups; ++group) {
        const std::int64_t joined_i = group % together * in + i;
        body((tap * in + i) * shape.out + group * out,
             (tap * joined.group_in() + joined_i) * shape.out + group * out, out);
      }
    }
  }
}

// Groups that fill a vector together.
std::int64_t groups_a_vector(const ConvolutionShape& shape) {
  const std::int64_t widest = std::max(shape.group_in(), shape.group_out());
  std::int64_t together = std::clamp<std::int64_t>(kJoinedChannels / widest, 1, shape.groups);
  while (shape.groups % together != 0) --together;
  return together;
}

}  // namespace

ConvolutionShape with_joined_groups(const ConvolutionShape& shape) {
  if (shape.groups == 1 || depthwise_can(shape)) return shape;
  ConvolutionShape dense = shape;
  dense.groups = 1;
  ConvolutionShape joined = shape;
  joined.groups /= groups_a_vector(shape);
  const std::int64_t width = std::max(joined.group_out(), kJoinedChannels);
  const bool few_groups = shape.out <= kWinogradGain * width;
  return few_groups && winograd_pays(dense) ? dense : joined;
}

float* join_weight(const ConvolutionShape& shape, const ConvolutionShape& joined,
                   const float* weight, Scratch& scratch) {
  float* all = scratch.floats(joined.weight_elements());
  std::fill_n(all, joined.weight_elements(), 0.0f);
  for_each_row(shape, joined, [&](std::int64_t from, std::int64_t to, std::int64_t floats) {
    std::copy_n(weight + from, floats, all + to);
  });
  return all;
}

void take_weight(const ConvolutionShape& shape, const ConvolutionShape& joined,
                 const float* joined_weight, float* weight) {
  for_each_row(shape, joined, [&](std::int64_t to, std::int64_t from, std::int64_t floats) {
    std::copy_n(joined_weight + from, floats, weight + to);
  });
}

}  // namespace actlab::kernels

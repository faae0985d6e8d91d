#include <actlab/layers/auxiliary_head.h>

#include <algorithm>

#include <actlab/core/ops/pad.h>
#include <actlab/core/ops/pool.h>

namespace actlab::layers {
namespace {

constexpr std::int64_t kPool = 5;
constexpr std::int64_t kPoolStride = 3;

Tensor pooled(const Tensor& input) {
  const Extent kernel(std::min(kPool, input.size(1)), std::min(kPool, input.size(2)));
  return average_pool2d(input, {.kernel = kernel, .stride = kPoolStride});
}

// Zeros around the map, so that the kernel fits.
Tensor with_border(const Tensor& map, std::int64_t kernel) {
  Tensor result = map;
  for (const std::int64_t axis : {1, 2}) {
    const std::int64_t missing = std::max<std::int64_t>(kernel - map.size(axis), 0);
    if (missing > 0) result = pad(result, axis, missing / 2, missing - missing / 2);
  }
  return result;
}

}  // namespace

AuxiliaryHead::AuxiliaryHead(std::int64_t in_channels, std::int64_t classes,
                             const BlockOptions& blocks, const AuxiliaryHeadOptions& options)
    : kernel_(options.kernel),
      conv0_(add_child<ConvolutionUnit>("conv0", in_channels, options.narrow, 1, Conv2dOptions{},
                                        blocks)),
      conv1_(add_child<ConvolutionUnit>("conv1", options.narrow, options.wide, options.kernel,
                                        Conv2dOptions{}, blocks)),
      fc_(add_child<Linear>("fc", options.wide, classes)) {}

Tensor AuxiliaryHead::compute(const Tensor& input) {
  const Tensor map = with_border(conv0_.forward(pooled(input)), kernel_);
  return fc_.forward(global_average_pool(conv1_.forward(map)));
}

}  // namespace actlab::layers

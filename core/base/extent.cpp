#include <actlab/core/base/extent.h>

#include <algorithm>

namespace actlab {
namespace {

// Of both sides of one axis.
std::int64_t same_total(std::int64_t size, std::int64_t kernel, std::int64_t stride) {
  const std::int64_t outputs = (size + stride - 1) / stride;
  return std::max<std::int64_t>((outputs - 1) * stride + kernel - size, 0);
}

}  // namespace

Padding Padding::on(Extent image, Extent kernel, Extent stride) const {
  if (!depends_on_image) return *this;
  const std::int64_t h = same_total(image.h, kernel.h, stride.h);
  const std::int64_t w = same_total(image.w, kernel.w, stride.w);
  return {h / 2, h - h / 2, w / 2, w - w / 2};
}

std::ostream& operator<<(std::ostream& stream, const Extent& extent) {
  if (extent.h == extent.w) return stream << extent.h;
  return stream << extent.h << " x " << extent.w;
}

std::ostream& operator<<(std::ostream& stream, const Padding& padding) {
  if (padding.depends_on_image) return stream << "same";
  if (padding.top == padding.bottom && padding.left == padding.right) {
    return stream << Extent(padding.top, padding.left);
  }
  return stream << "(top " << padding.top << ", bottom " << padding.bottom << ", left "
                << padding.left << ", right " << padding.right << ")";
}

}  // namespace actlab

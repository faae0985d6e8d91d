// shapes: a generated data set of ten plane figures on cluttered backgrounds, 32 x 32, RGB.
//
// It needs no file: image i is a pure function of (seed, i), so that a first run works anywhere and
// gives everybody the same data. The figure's place, size, angle and stretch are drawn at random,
// and its colours too, independent of its class: neither a colour nor a single pixel tells the
// class, only the outline does. Lines and blobs lie behind and sometimes in front; noise is added.
//
// Images are balanced: image i shows class i mod 10. Test images are the same kind of image under
// indices from kFirstTestImage on.
#pragma once

#include <cstdint>
#include <span>

#include <actlab/datasets/images/dataset.h>

namespace actlab::datasets {

inline constexpr std::int64_t kShapesSide = 32;
inline constexpr std::int64_t kFirstTestImage = std::int64_t{1} << 32;

// Draws image `index` into `pixels`, 32 * 32 * 3 bytes, by Random(seed, Purpose::shapes_data,
// index), and returns its label.
std::int64_t draw_shape_image(std::uint64_t seed, std::int64_t index,
                              std::span<std::uint8_t> pixels);

// Images first .. first + count - 1, drawn in parallel. Throws UsageError for count < 1.
Dataset shapes(std::uint64_t seed, std::int64_t first, std::int64_t count);

}  // namespace actlab::datasets

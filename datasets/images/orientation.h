// Which way up a photograph is: the orientation of EXIF 2.3, tag 0x0112.
//
// Cameras store the pixels as the sensor lies and note how the picture was held. Viewers, Pillow's
// exif_transpose and PyTorch's loaders that ask for it turn the picture; so do we.
#pragma once

#include <cstdint>
#include <span>

#include <actlab/datasets/images/rgb_image.h>

namespace actlab::datasets {

// The orientation, 1 to 8, of a TIFF block ("II*" or "MM*" first): a JPEG's APP1 segment after
// "Exif", a PNG's eXIf chunk. 1, as it lies, where the block holds none or is damaged: such a block
// spoils no pixel.
int exif_orientation(std::span<const std::uint8_t> tiff);

// The image as it is to be seen:
//   1 as it lies   2 mirrored left to right   3 turned by half          4 mirrored top to bottom
//   5 transposed   6 a quarter clockwise      7 transposed, turned half 8 a quarter anticlockwise
RgbImage turn_upright(RgbImage image, int orientation);

}  // namespace actlab::datasets

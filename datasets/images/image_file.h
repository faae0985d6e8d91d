// PNG and JPEG files as upright RGB images.
//
// Input is not trusted. Checksums are checked; what is cut off or damaged is refused, never filled
// up; what lies behind the end of an image (motion photos, MPO) is not looked at. Files above 1 GB
// and images above 200 megapixels are refused before decoding, those above 16 megapixels come
// smaller (ShrinkingImage). Greyscale becomes RGB with equal channels, CMYK RGB; alpha is dropped;
// 16-bit samples keep their high byte; the EXIF orientation is applied. Which decoder reads them,
// and what is refused by name: decoders.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include <actlab/datasets/images/rgb_image.h>

namespace actlab::datasets {

// Throws Error naming `file` when the bytes are no PNG or JPEG, are damaged, or hold too many
// pixels: "[image] cannot read FILE: the image is damaged (cut off)".
RgbImage decode_image(std::span<const std::uint8_t> bytes, const std::string& file);
RgbImage read_image(const std::filesystem::path& file);

// How many pixels the header claims, before anything else is checked; 0 where there is no header.
std::int64_t claimed_pixels(std::span<const std::uint8_t> bytes);

}  // namespace actlab::datasets

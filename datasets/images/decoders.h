// From the bytes of a PNG or JPEG file to RGB, as they lie in the file: the orientation is not
// looked at. image_file.h chooses among these; elsewhere use that.
//
// A build takes libjpeg-turbo and libspng (jpeg.cpp, png.cpp), which check what they read, where
// they are found. Where one is missing, stb_image takes its place (stb_decoder.cpp, with guards
// around it). It refuses the same damage, except for scan data of a JPEG that end early before a
// proper end mark, which it fills with grey. It refuses CMYK and images above 16 megapixels too,
// and pixels of a JPEG may differ by a few units, since decoders round differently. Runs that must
// give the same bits need the same decoder.
//
// All throw Error with the reason alone ("the image is damaged (...)").
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <actlab/datasets/images/jpeg_segments.h>
#include <actlab/datasets/images/png_chunks.h>
#include <actlab/datasets/images/rgb_image.h>

namespace actlab::datasets {

// Greyscale and YCbCr, 8 bits a sample, sequential or progressive. CMYK counts ink the way Adobe's
// programs write it, inverted, with or without their marker, and becomes RGB as red = cyan * black.
// Refused by name: 12 bits a sample, arithmetic and lossless coding, other colour spaces.
RgbImage decode_jpeg(std::span<const std::uint8_t> bytes, const JpegSegments& segments);
RgbImage decode_jpeg_by_stb(std::span<const std::uint8_t> bytes, const JpegSegments& segments);

// All colour types, depths and interlacing. Alpha and transparent colours are dropped, 16-bit
// samples keep their high byte, gamma and colour profiles are not applied.
RgbImage decode_png(std::span<const std::uint8_t> bytes, const std::vector<PngChunk>& chunks);
RgbImage decode_png_by_stb(std::span<const std::uint8_t> bytes,
                           const std::vector<PngChunk>& chunks);

// Which decoders this build has: "libjpeg-turbo", "libspng", or "stb_image" in their place.
std::string_view jpeg_decoder_name();
std::string_view png_decoder_name();

}  // namespace actlab::datasets

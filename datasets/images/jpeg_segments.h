// The segments of a JPEG file (ITU T.81, annex B), as far as the image itself goes: what lies
// behind its end, such as the film of a motion photo or the second picture of an MPO file, is
// another matter.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace actlab::datasets {

struct JpegSegment {
  std::uint8_t marker;  // the byte after 0xFF
  std::span<const std::uint8_t> content;
  std::span<const std::uint8_t> content_and_rest;  // to the end of the file
};

struct JpegSegments {
  std::vector<JpegSegment> segments;  // those with a content, in file order
  bool is_complete = false;           // the end of the image (EOI) was found
};

// Follows every marker that a decoder may follow, also between scans and inside of their data.
JpegSegments jpeg_segments(std::span<const std::uint8_t> jpeg);

// The orientation that the EXIF segment states, 1 to 8; 1 where there is none.
int jpeg_orientation(const JpegSegments& jpeg);

// The size that the frame header states and its number of components; zeros where there is none.
struct JpegFrame {
  std::int64_t height = 0;
  std::int64_t width = 0;
  int components = 0;
};
JpegFrame jpeg_frame(const JpegSegments& jpeg);

// True where a Huffman table claims more than 256 symbols (B.2.4.2 allows no more). stb_image up
// to 2.27 writes past its arrays there.
bool has_oversized_huffman_table(const JpegSegments& jpeg);

}  // namespace actlab::datasets

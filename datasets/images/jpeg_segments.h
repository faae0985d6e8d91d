// A look at the segments of a JPEG file before the decoder sees them.
//
// stb_image up to 2.27, which distributions ship, writes past its arrays where a Huffman table
// claims more than 256 symbols (ITU T.81, B.2.4.2 allows no more). A file with such a table is
// damaged or hostile, and is refused before decoding.
#pragma once

#include <cstdint>
#include <span>

namespace actlab::datasets {

// True where any Huffman table of the file claims more than 256 symbols. Follows every marker that
// a decoder may follow, also between scans and inside of their data.
bool has_oversized_huffman_table(std::span<const std::uint8_t> jpeg);

}  // namespace actlab::datasets

// A line of text as everything takes it that reads text, from files and from standard input.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace actlab::datasets {

// What stands in the line, which is without its \n: no \r at its end, and no byte order mark where
// `number`, from 1, says that it is the first. Throws Error naming `source`, line and byte for what
// is no valid UTF-8 and for zero bytes, with what to do.
std::string_view text_line(std::string_view line, std::int64_t number, const std::string& source);

}  // namespace actlab::datasets

// Snapshots as lines of dynamics.jsonl, and back. docs/dynamics.md is the definition.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <actlab/dynamics/snapshot.h>

namespace actlab::dynamics {

inline constexpr int kRecordVersion = 1;

// Both end in a line feed.
std::string header_line(const Layout& layout);
std::string snapshot_line(const Snapshot& snapshot);

// The number of the look in a line, from its beginning alone; -1 for any other line.
std::int64_t step_of_line(std::string_view line);
bool is_header_line(std::string_view line);

// Throw Error naming `source` for text that is no such line, and for another version.
Layout parse_header(std::string_view line, const std::string& source);
Snapshot parse_snapshot(std::string_view line, const std::string& source);

}  // namespace actlab::dynamics

// What a page draws of a look beside single numbers: histograms, parameters by channel, and the
// functions that these make. Include it from .cpp files only.
#pragma once

#include <cstddef>
#include <vector>

#include <actlab/core/io/json.h>
#include <actlab/dynamics/report/run_tables.h>

namespace actlab::dynamics {

// The looks that a page has a column for: places among the snapshots.
struct ShownLooks {
  const Recording& recording;
  const Rows& rows;
  const std::vector<std::size_t>& shown;

  const Layout& layout() const { return recording.layout; }
  const Snapshot& operator[](std::size_t column) const {
    return recording.snapshots[shown[column]];
  }
  std::size_t size() const { return shown.size(); }
};

// {"activations": [sites], "parameters": [...], "looks": [columns], "packed": [one a look]}: of
// each site z, y and gradient, then of each parameter its gradient. In at most so many bytes, or of
// two looks.
Json histograms_json(const ShownLooks& looks, std::size_t most_bytes);

// {"looks": [columns], "parameters": [{"parameter", "channels", "low", "high", "packed"}],
// "curves":
// [{"site", "points", "packed"}]}: the values of every channel at each of the looks, and f and f'
// with the mean over channels of each parameter. In at most so many numbers, or of two looks.
Json channels_json(const ShownLooks& looks, std::size_t most_numbers);

// {"sequences": [[word, ...], ...], "maps": [{"site", "heads", "queries", "keys", "looks":
// [columns], "packed": [one a look]}]}: a byte a weight, 255 for 1. In at most so many bytes, or of
// two looks.
Json attention_json(const ShownLooks& looks, std::size_t most_bytes);

}  // namespace actlab::dynamics

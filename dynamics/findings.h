// Findings: a whole record in up to five sentences.
//
// First what is wrong (faults.h), each kind once, with the step at which it began; then what a
// reader would like to know of a healthy run as well: who died, where pre-activations lie, what
// parameters have learned, how far gradients reach.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/dynamics/faults.h>
#include <actlab/dynamics/recording.h>

namespace actlab::dynamics {

inline constexpr std::size_t kMostFindings = 5;

struct Finding {
  bool accuses = false;   // something is wrong
  std::string kind;       // fault_name(), or "deaths", "bump", "parameters", "gradient"
  std::string site;       // the first module that it is about; "" where it is all of them
  std::int64_t step = 0;  // of the look at which it showed first
  std::string sentence;
};

std::vector<Finding> findings(const Layout& layout, const std::vector<Snapshot>& snapshots);
inline std::vector<Finding> findings(const Recording& recording) {
  return findings(recording.layout, recording.snapshots);
}

}  // namespace actlab::dynamics

// A whole dynamics.jsonl (docs/dynamics.md), read again: of a run that has ended, was killed, or
// still goes on.
#pragma once

#include <string>
#include <vector>

#include <actlab/dynamics/snapshot.h>

namespace actlab::dynamics {

struct Recording {
  Layout layout;                    // all that any header names, each once
  std::vector<Snapshot> snapshots;  // steps rise; they name what the layout has
  std::string remark;               // a sentence: what was left out, and why; mostly empty
};

// Reads as far as the file is whole: from the first line that cannot be read on everything is left
// out, and the remark says so. Of looks that were made twice, since a run was resumed, the later
// one counts. Throws Error where the file is not there, or does not begin as a record of this
// version.
Recording read_recording(const std::string& path);

}  // namespace actlab::dynamics

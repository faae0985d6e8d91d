// Memory of this process as the system sees it (Linux: /proc/self/status), in bytes; 0 elsewhere.
//
// Not getrusage: its maximum is inherited from the program that called exec, so that a small
// program started by a large one would seem large.
#pragma once

#include <cstdint>

namespace actlab {

std::int64_t resident_bytes();       // pages in memory now
std::int64_t peak_resident_bytes();  // the most there ever were

}  // namespace actlab

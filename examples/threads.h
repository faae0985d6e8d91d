// The flag --threads, as every program takes it.
#pragma once

#include <cstdint>
#include <ostream>

#include <actlab/core/base/parallel.h>

namespace actlab {

// Tells whoever asks for more threads than there are processors what that costs.
inline void note_threads(std::int64_t count, std::ostream& notes) {
  const std::string advice = too_many_threads(static_cast<int>(count));
  if (!advice.empty()) notes << "note: " << advice << '\n';
}

// 0: as many as this process may use.
inline void use_threads(std::int64_t count, std::ostream& notes) {
  if (count == 0) return;
  set_threads(static_cast<int>(count));
  note_threads(count, notes);
}

}  // namespace actlab

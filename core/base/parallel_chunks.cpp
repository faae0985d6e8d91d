#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>

namespace actlab {

int usable_processors(int processors, std::optional<double> quota) {
  if (!quota) return processors;
  return std::clamp(static_cast<int>(std::ceil(std::min(*quota, 1e6))), 1, processors);
}

std::string too_many_threads(int count, int processors) {
  if (count <= processors) return {};
  return text("[parallel] ", count, " threads share ", processors, " processor",
              processors == 1 ? "" : "s", ", which is slower than ", processors);
}

std::string too_many_threads(int count) { return too_many_threads(count, usable_processors()); }

void parallel_chunks(std::int64_t count, std::int64_t chunk_size,
                     const std::function<void(std::int64_t, std::int64_t, std::int64_t)>& body) {
  parallel_for(chunk_count(count, chunk_size), [&](std::int64_t chunk) {
    const std::int64_t begin = chunk * chunk_size;
    body(begin, std::min(begin + chunk_size, count), chunk);
  });
}

}  // namespace actlab

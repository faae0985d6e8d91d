#include <actlab/layers/models/model_row.h>

namespace actlab::layers {
namespace {

constexpr std::int64_t kDeepest = 2000;
constexpr std::int64_t kWidest = 100;

}  // namespace

std::int64_t blocks_for(std::int64_t depth, std::int64_t step, std::int64_t rest) {
  const bool fits = depth > rest && depth <= kDeepest && (depth - rest) % step == 0;
  return fits ? (depth - rest) / step : 0;
}

bool has_blocks(const ModelNumbers& numbers, std::int64_t step, std::int64_t rest) {
  const bool narrow = numbers.size() < 2 || numbers[1] <= kWidest;
  return blocks_for(numbers[0], step, rest) > 0 && narrow;
}

}  // namespace actlab::layers

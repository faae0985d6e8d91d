#include <actlab/training/record.h>

#include <algorithm>

namespace actlab::training {

std::optional<double> find_measure(const Measures& measures, std::string_view name) {
  const auto found =
      std::ranges::find_if(measures, [&](const auto& measure) { return measure.first == name; });
  if (found == measures.end()) return {};
  return found->second;
}

}  // namespace actlab::training

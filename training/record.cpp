#include <actlab/training/record.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/suggest.h>

namespace actlab::training {

std::optional<double> find_measure(const Measures& measures, std::string_view name) {
  const auto found =
      std::ranges::find_if(measures, [&](const auto& measure) { return measure.first == name; });
  if (found == measures.end()) return {};
  return found->second;
}

double require_measure(const Measures& measures, std::string_view name) {
  if (const auto value = find_measure(measures, name)) return *value;
  std::vector<std::string> known;
  for (const auto& [measure, value] : measures) known.push_back(measure);
  throw Error(
      text("[measures] '", name, "' is none of ", joined(known, ", "), did_you_mean(name, known)));
}

}  // namespace actlab::training

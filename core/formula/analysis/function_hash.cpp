#include <actlab/core/formula/analysis/function_hash.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
#include <utility>
#include <vector>

#include <actlab/core/formula/analysis/normal_inputs.h>
#include <actlab/core/formula/language/reference.h>

namespace actlab::formula {
namespace {

// Adds one number to a hash: the finaliser of SplitMix64 over a running combination.
std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9e3779b97f4a7c15u + (hash << 6) + (hash >> 2);
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
  return hash ^ (hash >> 31);
}

// Six significant digits, but none below 1e-8, as a whole number and a power of ten.
std::pair<std::int64_t, std::int64_t> rounded(double value) {
  constexpr std::int64_t kDigits = 6;
  constexpr std::int64_t kSmallestExponent = -8;
  if (std::isnan(value)) return {0, 1000};
  if (std::isinf(value)) return {value > 0.0 ? 1 : -1, 1000};
  if (value == 0.0) return {0, 0};
  const auto magnitude = static_cast<std::int64_t>(std::floor(std::log10(std::fabs(value))));
  const std::int64_t exponent = std::max(magnitude + 1 - kDigits, kSmallestExponent);
  const std::int64_t digits = std::llround(value / std::pow(10.0, static_cast<double>(exponent)));
  if (digits == 0) return {0, 0};
  // 0.9999999 rounds up to the next power of ten
  if (std::abs(digits) == 1000000) return {digits / 10, exponent + 1};
  return {digits, exponent};
}

std::uint64_t mix(std::uint64_t hash, const std::vector<double>& values) {
  for (const double value : values) {
    const auto [digits, exponent] = rounded(value);
    hash = mix(mix(hash, static_cast<std::uint64_t>(digits)), static_cast<std::uint64_t>(exponent));
  }
  return hash;
}

std::vector<double> compared_inputs() {
  constexpr std::int64_t kInputs = 256;
  constexpr std::int64_t kWide = 64;
  const std::vector<float> drawn = normal_inputs(kInputs + kWide);
  std::vector<double> inputs(drawn.begin(), drawn.end());
  for (std::size_t i = kInputs; i < inputs.size(); ++i) inputs[i] *= 4.0;
  return inputs;
}

// Not a value at which formulas meet by chance, and another for every starting value.
double generic_value(double initial) { return 1.1763452 * initial + 0.0821937; }

}  // namespace

std::string function_hash(const CompiledFormula& formula) {
  static const std::vector<double> inputs = compared_inputs();
  std::unordered_map<std::string, double> parameters;
  for (const Parameter& p : formula.parameters) {
    parameters.emplace(p.name, generic_value(static_cast<double>(p.initial)));
  }
  std::vector<Expression> outputs{formula.value};
  for (const Expression& e : formula.parameter_derivatives) outputs.push_back(e);
  const auto values = evaluate_all(outputs, inputs, parameters);

  std::array<std::vector<double>, 2> squares{std::vector<double>(inputs.size()),
                                             std::vector<double>(inputs.size())};
  for (std::size_t p = 0; p < formula.parameters.size(); ++p) {
    const bool shared = formula.parameters[p].sharing == Sharing::shared;
    std::vector<double>& sum = squares[shared ? 1 : 0];
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += values[p + 1][i] * values[p + 1][i];
  }
  std::uint64_t hash = mix(0, values[0]);
  for (const std::vector<double>& sum : squares) hash = mix(hash, sum);

  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string result(16, '0');
  for (std::size_t i = result.size(); i-- > 0; hash >>= 4) result[i] = kDigits[hash & 15];
  return result;
}

}  // namespace actlab::formula

#include <cmath>
#include <optional>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/analysis/normal_inputs.h>
#include <actlab/search/canonical.h>

namespace actlab::search {
namespace {

constexpr double kLargestFactor = 30.0;

Screening refusal(std::string reason, bool constant = false) {
  Screening screening;
  screening.accepted = false;
  screening.constant = constant;
  screening.reason = std::move(reason);
  return screening;
}

// Memory and time of one evaluation, bounded by the size of the program that training runs.
std::optional<Screening> refuse_costly(const formula::CompiledFormula& formula) {
  const kernels::FormulaProgram program = formula::full_program(formula);
  const auto instructions = std::ssize(program.instructions);
  const std::int64_t registers = program.registers;
  const auto parameters = std::ssize(formula.parameters);
  const auto too_many = [](std::int64_t count, std::int64_t most, std::string_view what) {
    return refusal(text("costs too much: ", count, " ", what, ", at most ", most, " are allowed"));
  };
  if (parameters > kMostParameters) {
    return too_many(parameters, kMostParameters, "trainable parameters");
  }
  if (instructions > kMostInstructions) {
    return too_many(instructions, kMostInstructions, "instructions with all gradients");
  }
  if (registers > kMostRegisters) {
    return too_many(registers, kMostRegisters, "registers with all gradients");
  }
  return std::nullopt;
}

std::optional<Screening> refuse_not_finite(const std::vector<float>& inputs,
                                           const std::vector<float>& outputs,
                                           std::string_view what) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (std::isfinite(outputs[i])) continue;
    return refusal(text("its ", what, " is ", std::isnan(outputs[i]) ? "NaN" : "infinite",
                        " at x = ", inputs[i], ", as for other normal inputs"));
  }
  return std::nullopt;
}

struct Moments {
  double mean = 0.0;
  double variance = 0.0;
  double square() const { return mean * mean + variance; }
};

Moments moments(const std::vector<float>& values) {
  const auto count = static_cast<double>(values.size());
  Moments result;
  for (const float value : values) result.mean += static_cast<double>(value) / count;
  // about the mean: E[f^2] - E[f]^2 would lose all digits of what is nearly constant
  for (const float value : values) {
    const double difference = static_cast<double>(value) - result.mean;
    result.variance += difference * difference / count;
  }
  return result;
}

bool is_constant(const Moments& value) {
  constexpr double kRelative = 1e-4;
  constexpr double kAbsolute = 1e-6;
  const double deviation = std::sqrt(value.variance);
  return deviation <= kAbsolute || deviation <= kRelative * std::sqrt(value.square());
}

}  // namespace

Screening screen(const formula::CompiledFormula& formula) {
  constexpr std::int64_t kInputs = 4096;
  static const std::vector<float> inputs = formula::normal_inputs(kInputs);
  if (auto refused = refuse_costly(formula)) return *refused;
  const formula::InitialOutputs outputs = formula::initial_outputs(formula, inputs);
  if (auto refused = refuse_not_finite(inputs, outputs.value, "value")) return *refused;
  if (auto refused = refuse_not_finite(inputs, outputs.derivative, "derivative")) return *refused;
  const Moments value = moments(outputs.value);
  if (is_constant(value)) {
    return refusal(text("it is constant: about ", value.mean, " for all normal inputs"), true);
  }
  Screening screening;
  screening.gradient_factor = moments(outputs.derivative).square() / value.variance;
  screening.hopeless = !(screening.gradient_factor <= kLargestFactor &&
                         screening.gradient_factor >= 1.0 / kLargestFactor);
  return screening;
}

Screening screen(std::string_view formula) {
  try {
    return screen(*formula::compile(formula));
  } catch (const UsageError& error) {
    return refusal(error.what());
  }
}

}  // namespace actlab::search

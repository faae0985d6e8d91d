#include <actlab/core/formula/analysis/accuracy.h>

#include <algorithm>
#include <cfloat>
#include <cmath>

namespace actlab::formula {
namespace {

std::vector<float> accuracy_inputs() {
  std::vector<float> inputs;
  for (int exponent = -30; exponent < 14; ++exponent) {
    for (int i = 0; i < 64; ++i) {
      const float x = std::ldexp(1.0f + (static_cast<float>(i) + 0.37f) / 64.0f, exponent);
      inputs.push_back(x);
      inputs.push_back(-x);
    }
  }
  for (int i = 0; i < 8000; ++i)
    inputs.push_back(-10.0f + 0.0025f * (static_cast<float>(i) + 0.37f));
  return inputs;
}

std::vector<float> run(const kernels::FormulaProgram& program, Output output,
                       const std::vector<float>& parameters, const std::vector<float>& inputs) {
  std::vector<std::vector<float>> tiled;
  std::vector<const float*> pointers;
  tiled.reserve(parameters.size());
  pointers.reserve(parameters.size());
  for (const float parameter : parameters) {
    tiled.emplace_back(static_cast<std::size_t>(kernels::kFormulaBlock), parameter);
  }
  for (const auto& values : tiled) pointers.push_back(values.data());
  std::vector<float> outputs(inputs.size());
  const auto total = static_cast<std::int64_t>(inputs.size());
  for (std::int64_t begin = 0; begin < total; begin += kernels::kFormulaBlock) {
    kernels::FormulaBlock block;
    block.n = std::min(kernels::kFormulaBlock, total - begin);
    block.x = inputs.data() + begin;
    block.parameters = pointers.data();
    (output == Output::value ? block.value : block.derivative) = outputs.data() + begin;
    kernels::evaluate(program, block);
  }
  return outputs;
}

double ulp_of(double exact) {
  const double size = std::max(std::abs(exact), static_cast<double>(FLT_MIN));
  return std::ldexp(1.0, std::ilogb(size) - 23);
}

bool comparable(double exact) {
  const double size = std::abs(exact);
  return size == 0.0 || (size >= std::ldexp(1.0, -118) && size <= FLT_MAX);
}

}  // namespace

Accuracy measure_accuracy(const kernels::FormulaProgram& program, Output output,
                          const std::vector<float>& parameters, const RealFunction& exact,
                          const RealFunction& slope) {
  const std::vector<float> inputs = accuracy_inputs();
  const std::vector<float> outputs = run(program, output, parameters, inputs);
  Accuracy accuracy;
  std::vector<double> errors;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const double x = inputs[i];
    const double expected = exact(x);
    if (!comparable(expected)) continue;
    if (!std::isfinite(outputs[i])) {
      if (accuracy.lost++ == 0) accuracy.lost_x = x;
      continue;
    }
    const double error = std::abs(outputs[i] - expected) / ulp_of(expected);
    errors.push_back(error);
    if (error > accuracy.worst) {
      accuracy.worst = error;
      accuracy.worst_x = x;
    }
  }
  accuracy.points = static_cast<std::int64_t>(errors.size());
  if (errors.empty()) return accuracy;
  std::sort(errors.begin(), errors.end());
  accuracy.median = errors[errors.size() / 2];
  accuracy.percentile99 = errors[errors.size() * 99 / 100];
  const double at = accuracy.worst_x;
  accuracy.condition = std::abs(at * slope(at) / exact(at));
  return accuracy;
}

// Results within a factor of 200 of the largest float32 may be lost on their way.
constexpr int kFarthest = 120;

std::optional<Breakdown> first_breakdown(const kernels::FormulaProgram& program, Output output,
                                         const std::vector<float>& parameters,
                                         const MeasuredFunction& exact) {
  std::vector<float> inputs;
  for (int exponent = 14; exponent < kFarthest; ++exponent) {
    for (int i = 0; i < 8; ++i) {
      const float x = std::ldexp(1.0f + static_cast<float>(i) / 8.0f, exponent);
      inputs.insert(inputs.end(), {x, -x});
    }
  }
  const std::vector<float> outputs = run(program, output, parameters, inputs);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Measured right = exact(inputs[i]);
    const double size = std::abs(right.value);
    if (!right.known() || !(size <= std::ldexp(1.0, kFarthest))) continue;
    const double error = std::abs(outputs[i] - right.value);
    if (error <= std::max(1e-3 * size, 1e-6)) continue;
    return Breakdown{inputs[i], outputs[i], right.value};
  }
  return std::nullopt;
}

GradientCheck check_gradient(const RealFunction& value, const RealFunction& derivative,
                             const std::vector<Breakpoint>& kinks) {
  const double h = 1e-6;
  GradientCheck check;
  for (int i = 0; i <= 1600; ++i) {
    const double x = -8.0 + 0.01 * i;
    const bool near_kink = std::any_of(kinks.begin(), kinks.end(), [&](const Breakpoint& kink) {
      return std::abs(kink.x - x) < 10 * h;
    });
    const double above = value(x + h);
    const double below = value(x - h);
    const double slope = derivative(x);
    if (near_kink || !std::isfinite(above - below) || !std::isfinite(slope)) continue;
    // What rounding of f alone can do to the quotient is no fault of the derivative.
    const double rounding = 2 * DBL_EPSILON * std::max(std::abs(above), std::abs(below)) / h;
    const double error = std::abs((above - below) / (2 * h) - slope) - rounding;
    const double ratio = error / (1e-6 + 1e-4 * std::abs(slope));
    ++check.points;
    if (ratio > check.worst) {
      check.worst = ratio;
      check.worst_x = x;
    }
  }
  return check;
}

}  // namespace actlab::formula

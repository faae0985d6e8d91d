#include <actlab/core/tensor/gradient_check.h>

#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

// Takes other values for a while.
template <class Value>
class Moved {
 public:
  explicit Moved(Value& value) : value_(value), before_(value) {}
  ~Moved() { value_ = before_; }
  Moved(const Moved&) = delete;
  Moved& operator=(const Moved&) = delete;
  void by(double step) { value_ = static_cast<Value>(static_cast<double>(before_) + step); }

 private:
  Value& value_;
  const Value before_;
};

template <class Value>
double contract(std::span<const Value> values, const Tensor& weights) {
  double sum = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += static_cast<double>(values[i]) * static_cast<double>(weights.values()[i]);
  }
  return sum;
}

// The slope of contracted() at one coordinate.
template <class Value, class Contracted>
double slope_at(Value& coordinate, double step, const Contracted& contracted) {
  Moved<Value> moved(coordinate);
  const auto at = [&](double distance) {
    moved.by(distance);
    return contracted();
  };
  const double inner = at(step) - at(-step);
  const double outer = at(2.0 * step) - at(-2.0 * step);
  return (8.0 * inner - outer) / (12.0 * step);
}

// Compares the gradients of one input after the other with their slopes.
class Comparison {
 public:
  explicit Comparison(const GradientTolerance& tolerance) : tolerance_(tolerance) {}

  // slope(element) for every element of `parameter`.
  template <class Slope>
  void add(const Tensor& parameter, const Slope& slope) {
    const Tensor gradient = parameter.gradient();
    double difference = 0.0, norm = 0.0;
    for (std::int64_t i = 0; i < parameter.elements(); ++i) {
      const double expected = slope(i);
      const double got = gradient.defined() ? static_cast<double>(gradient.data()[i]) : 0.0;
      difference += (got - expected) * (got - expected);
      norm += expected * expected;
      note(i, parameter.shape(), got, expected);
    }
    check_.relative_l2.push_back(std::sqrt(norm > 0.0 ? difference / norm : difference));
  }

  GradientCheck result() && { return std::move(check_); }

 private:
  void note(std::int64_t element, const Shape& shape, double got, double expected) {
    const double allowed = tolerance_.absolute + tolerance_.relative * std::abs(expected);
    double error = std::abs(got - expected) / allowed;
    if (!(error <= std::numeric_limits<double>::max())) {
      error = std::numeric_limits<double>::infinity();
    }
    if (error > check_.error || !any_) {
      any_ = true;
      check_.input = static_cast<std::int64_t>(check_.relative_l2.size());
      check_.element = element;
      check_.shape = shape;
      check_.gradient = got;
      check_.slope = expected;
      check_.error = error;
    }
  }

  GradientTolerance tolerance_;
  GradientCheck check_;
  bool any_ = false;  // was noted
};

std::vector<Tensor> as_parameters(const std::vector<Tensor>& inputs) {
  std::vector<Tensor> parameters;
  parameters.reserve(inputs.size());
  for (const Tensor& input : inputs) {
    parameters.push_back(input.clone().set_requires_gradient(true));
  }
  return parameters;
}

std::string place(const Shape& shape, std::int64_t element) {
  std::string place;
  for (std::int64_t axis = shape.rank() - 1; axis >= 0; --axis) {
    place = text(element % shape[axis], place.empty() ? "" : ", ", place);
    element /= shape[axis];
  }
  return "[" + place + "]";
}

// To none where the output depends on no parameter.
void pass_back(const Tensor& output, const Tensor& weights) {
  if (output.requires_gradient()) backward(output, weights);
}

}  // namespace

std::string GradientCheck::report() const {
  return text("input ", input, " ", shape, " at ", place(shape, element), ": gradient ", gradient,
              ", slope ", slope, " (off by ", error, " times what is allowed)");
}

GradientCheck check_gradients(const std::vector<Tensor>& inputs, const TensorFunction& function,
                              const GradientTolerance& tolerance) {
  const std::vector<Tensor> parameters = as_parameters(inputs);
  return check_gradients(
      parameters, [&] { return function(parameters); }, tolerance);
}

GradientCheck check_gradients(const std::vector<Tensor>& inputs, const TensorFunction& function,
                              const DoubleFunction& reference, const GradientTolerance& tolerance) {
  const std::vector<Tensor> parameters = as_parameters(inputs);
  const Tensor output = function(parameters);
  const Tensor weights = contraction_weights(output.shape());
  pass_back(output, weights);

  std::vector<std::vector<double>> values;
  values.reserve(inputs.size());
  for (const Tensor& input : inputs) {
    values.emplace_back(input.values().begin(), input.values().end());
  }
  const auto contracted = [&] {
    const std::vector<double> made = reference(values);
    if (made.size() != weights.values().size()) {
      throw Error(text("[check_gradients] the reference gives ", made.size(),
                       " values where the output has shape ", output.shape()));
    }
    return contract(std::span(made), weights);
  };
  Comparison comparison(tolerance);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    comparison.add(parameters[i], [&](std::int64_t element) {
      const double slope =
          slope_at(values[i][static_cast<std::size_t>(element)], tolerance.step, contracted);
      return std::abs(slope) < 1e-9 ? 0.0 : slope;  // rounding about a true zero
    });
  }
  return std::move(comparison).result();
}

GradientCheck check_gradients(const std::vector<Tensor>& parameters,
                              const std::function<Tensor()>& output,
                              const GradientTolerance& tolerance) {
  for (Tensor parameter : parameters) parameter.clear_gradient();
  const Tensor made = output();
  const Tensor weights = contraction_weights(made.shape());
  pass_back(made, weights);

  const NoGradient no_gradient;
  const auto contracted = [&] {
    const Tensor moved = output();
    return contract(std::as_const(moved).values(), weights);
  };
  Comparison comparison(tolerance);
  for (Tensor parameter : parameters) {
    comparison.add(parameter, [&](std::int64_t element) {
      return slope_at(parameter.data()[element], tolerance.step, contracted);
    });
    parameter.clear_gradient();
  }
  return std::move(comparison).result();
}

Tensor contraction_weights(const Shape& shape) {
  Random random(20171016, Purpose::test);
  Tensor weights = Tensor::uninitialised(shape);
  for (float& weight : weights.values()) {
    const float size = 0.25f + random.uniform();
    weight = random.uniform() < 0.5f ? -size : size;
  }
  return weights;
}

}  // namespace actlab

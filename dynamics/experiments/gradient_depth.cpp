#include <actlab/dynamics/experiments/gradient_depth.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/base/random.h>
#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/reduce.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/dynamics/statistics.h>
#include <actlab/layers/activation.h>
#include <actlab/layers/initialise.h>
#include <actlab/layers/watch.h>

namespace actlab::dynamics {
namespace {

constexpr std::uint64_t kInputs = 1000, kWeightsOfLoss = 1001;  // beside those of the weights

struct Variant {
  const char* name;
  layers::PerceptronNorm norm;
  bool skip;
};

constexpr Variant kVariants[] = {{"plain", layers::PerceptronNorm::off, false},
                                 {"batch norm", layers::PerceptronNorm::on, false},
                                 {"skip", layers::PerceptronNorm::off, true},
                                 {"skip, batch norm", layers::PerceptronNorm::on, true}};

Tensor normal_numbers(const DepthOptions& options, std::uint64_t stream) {
  Tensor numbers = Tensor::uninitialised({options.examples, options.width});
  Random random(options.seed, Purpose::initialisation, stream);
  for (float& value : numbers.values()) value = random.normal();
  return numbers;
}

std::unique_ptr<layers::Layer> make_network(const DepthOptions& options, const Variant& variant,
                                            double gain) {
  auto network =
      layers::make_perceptron(options.width, options.width, formula::compile(options.activation),
                              {.depth = options.depth,
                               .width = options.width,
                               .batch_norm = variant.norm,
                               .skip = variant.skip});
  const double deviation = 1.0 / std::sqrt(static_cast<double>(options.width));
  std::uint64_t stream = 0;
  for (NamedParameter& parameter : network->parameters()) {
    if (parameter.traits.group != group::weights && parameter.traits.group != group::biases)
      continue;
    const bool is_weight = parameter.traits.group == group::weights;
    Random random(options.seed, Purpose::initialisation, is_weight ? stream++ : 0);
    // The first layer reads N(0, 1), all others what f makes of it.
    const double own = parameter.name.starts_with("layers.0.") ? deviation : gain * deviation;
    layers::draw(parameter, is_weight ? start::normal(own) : start::zero(), random);
  }
  return network;
}

double root_mean_square(const Tensor& tensor) {
  return std::sqrt(moments(tensor.values()).mean_square());
}

void measure(layers::Layer& network, const DepthOptions& options, GradientByDepth& result) {
  const layers::Watch watch(network, [&](const layers::Seen& seen) {
    if (dynamic_cast<const layers::Activation*>(&seen.module) == nullptr) return;
    const std::size_t place = result.deviations.size();
    result.deviations.push_back(0.0);
    result.signal.push_back(root_mean_square(seen.input.tensor()));
    seen.input.watch_gradient([&result, place](const Tensor& gradient) {
      result.deviations[place] = root_mean_square(gradient);
    });
  });
  const Tensor output = network.forward(normal_numbers(options, kInputs));
  backward(sum(multiply(output, normal_numbers(options, kWeightsOfLoss))));
}

// Geometric mean over the depth of the change of the mean square on the way back.
double factor_of(const std::vector<double>& deviations) {
  const auto layers = static_cast<double>(deviations.size() - 1);
  return std::exp(2.0 * std::log(deviations.front() / deviations.back()) / layers);
}

double theory_of(const formula::SignalMoments& theory, const Variant& variant) {
  if (variant.skip) return std::numeric_limits<double>::quiet_NaN();
  const bool normalised = variant.norm != layers::PerceptronNorm::off;
  return known(theory.slope_square) / (normalised ? theory.variance() : theory.square);
}

void check(const DepthOptions& options, const formula::SignalMoments& theory) {
  if (options.depth < 2 || options.width < 1 || options.examples < 2) {
    throw UsageError(text("[depth] needs at least 2 layers, 1 unit and 2 examples, got ",
                          options.depth, ", ", options.width, " and ", options.examples));
  }
  if (std::isnan(known(theory.square)) || theory.square <= 0.0) {
    throw UsageError(text("[depth] E[f^2] of ", options.activation,
                          " is not known or 0, so there is no start that keeps its signal"));
  }
}

}  // namespace

std::vector<GradientByDepth> gradient_by_depth(const DepthOptions& options) {
  const FormulaFacts facts = facts_of(formula::compile(options.activation));
  check(options, facts.theory);
  std::vector<GradientByDepth> networks;
  for (const Variant& variant : kVariants) {
    const auto network = make_network(options, variant, facts.theory.gain());
    GradientByDepth result;
    result.name = variant.name;
    result.theory_factor = theory_of(facts.theory, variant);
    measure(*network, options, result);
    result.measured_factor = factor_of(result.deviations);
    networks.push_back(std::move(result));
  }
  return networks;
}

std::string depth_finding(const std::string& activation,
                          const std::vector<GradientByDepth>& networks) {
  const auto change = [](const GradientByDepth& network) {
    return std::abs(std::log(network.deviations.front() / network.deviations.back()));
  };
  const auto steadiest = std::ranges::min_element(networks, {}, change);
  const auto wildest = std::ranges::max_element(networks, {}, change);
  const auto reach = [](const GradientByDepth& network) {
    const double ratio = network.deviations.front() / network.deviations.back();
    return (ratio < 1.0 ? formatted("1/%.3g of", 1.0 / ratio) : formatted("%.3g times", ratio)) +
           " what the last one has";
  };
  const std::string factors = formatted(
      "; a plain layer multiplies its mean square by %.3f (theory %.3f), one with batch "
      "norm by %.3f (theory %.3f); z goes from %.2g to %.2g in the plain one",
      networks[0].measured_factor, networks[0].theory_factor, networks[1].measured_factor,
      networks[1].theory_factor, networks[0].signal.front(), networks[0].signal.back());
  return text(activation, ", ", networks[0].deviations.size(),
              " layers: the gradient reaches the first layer steadiest in '", steadiest->name,
              "' (", reach(*steadiest), ") and least so in '", wildest->name, "' (",
              reach(*wildest), ")", factors, ".");
}

}  // namespace actlab::dynamics

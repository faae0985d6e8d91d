#include <actlab/dynamics/experiments/gradient_depth.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <memory>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/base/random.h>
#include <actlab/core/formula/compiler/constant_formula.h>
#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/reduce.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/dynamics/statistics.h>
#include <actlab/layers/activation.h>
#include <actlab/layers/initialise.h>
#include <actlab/layers/watch.h>

namespace actlab::dynamics {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();
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
  const Moments all = moments(tensor.values());
  return all.not_finite > 0 ? kNotANumber : std::sqrt(all.mean_square());
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

// A gradient that is a number at both ends.
bool reaches_the_first(const GradientByDepth& network) {
  return network.deviations.front() > 0.0 && network.deviations.back() > 0.0;
}

// Geometric mean over the depth of the change of the mean square on the way back.
double factor_of(const GradientByDepth& network) {
  if (!reaches_the_first(network)) return kNotANumber;
  const auto layers = static_cast<double>(network.deviations.size() - 1);
  const double ratio = network.deviations.front() / network.deviations.back();
  return std::exp(2.0 * std::log(ratio) / layers);
}

double theory_of(const formula::SignalMoments& theory, const Variant& variant) {
  if (variant.skip) return kNotANumber;
  const bool normalised = variant.norm != layers::PerceptronNorm::off;
  return known(theory.slope_square) / (normalised ? theory.variance() : theory.square);
}

void check(const DepthOptions& options, const formula::SignalMoments& theory) {
  formula::require_not_constant(*formula::compile(options.activation));
  if (options.depth < 2 || options.width < 1 || options.examples < 2) {
    throw UsageError(text("[depth] needs at least 2 layers, 1 unit and 2 examples, got ",
                          options.depth, ", ", options.width, " and ", options.examples));
  }
  const double square = theory.square;
  if (!std::isnan(known(square)) && square > 0.0) return;
  const char* fault = std::isnan(square)                   ? " has no value: f has none for some x"
                      : square == formula::kMomentNotKnown ? " is not known"
                      : square == 0.0                      ? " is 0"
                                                           : " is infinite";
  throw UsageError(text("[depth] E[f^2] of ", options.activation, " under N(0, 1)", fault,
                        ", so there is no start that keeps its signal"));
}

// From which layer on, counted from 1, z is what it should not be; 0 where it never is.
template <class Bad>
std::size_t first_layer(const std::vector<double>& signal, Bad bad) {
  const auto found = std::ranges::find_if(signal, bad);
  return found == signal.end() ? 0 : static_cast<std::size_t>(found - signal.begin()) + 1;
}

// "z is 0 from layer 9 on": why no gradient reaches the first layer.
std::string why_none(const GradientByDepth& network) {
  const auto not_finite = [](double value) { return std::isnan(value); };
  const auto zero = [](double value) { return value == 0.0; };
  if (const std::size_t layer = first_layer(network.signal, not_finite)) {
    return text("z is not finite from layer ", layer, " on");
  }
  if (const std::size_t layer = first_layer(network.signal, zero)) {
    return text("z is 0 from layer ", layer, " on");
  }
  for (std::size_t layer = network.deviations.size(); layer > 0; --layer) {
    const double deviation = network.deviations[layer - 1];
    if (std::isnan(deviation)) return text("the gradient is not finite in layer ", layer);
    if (deviation == 0.0) return text("the gradient is 0 in layer ", layer);
  }
  return "";
}

// "; in 'plain' and ... none: z is 0 from layer 9 on".
std::string those_without(const std::vector<GradientByDepth>& networks) {
  std::string result;
  for (const GradientByDepth& network : networks) {
    if (reaches_the_first(network)) continue;
    result += text("; in '", network.name, "' none reaches it, ", why_none(network));
  }
  return result;
}

// "1.016 (theory 1.000)"
std::string factor_text(const GradientByDepth& network) {
  const std::string theory = std::isfinite(network.theory_factor)
                                 ? formatted("theory %.3f", network.theory_factor)
                                 : "no theory";
  return text(formatted("%.3f", network.measured_factor), " (", theory, ")");
}

std::string signal_text(double signal) {
  return std::isnan(signal) ? "what is not finite" : formatted("%.2g", signal);
}

// Of the networks without skips; nothing where no gradient came through either.
std::string factors_text(const GradientByDepth& plain, const GradientByDepth& normalised) {
  std::string result;
  if (std::isfinite(plain.measured_factor)) {
    result += "; a plain layer multiplies its mean square by " + factor_text(plain);
  }
  if (std::isfinite(normalised.measured_factor)) {
    result += (result.empty() ? "; a layer with batch norm multiplies its mean square by "
                              : ", one with batch norm by ") +
              factor_text(normalised);
  }
  return text(result, "; z goes from ", signal_text(plain.signal.front()), " to ",
              signal_text(plain.signal.back()), " in the plain one");
}

std::string reach_text(const GradientByDepth& network) {
  const double ratio = network.deviations.front() / network.deviations.back();
  return text("'", network.name, "' (",
              ratio < 1.0 ? formatted("1/%.3g of", 1.0 / ratio) : formatted("%.3g times", ratio),
              " what the last one has)");
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
    result.measured_factor = factor_of(result);
    networks.push_back(std::move(result));
  }
  return networks;
}

std::string depth_finding(const std::string& activation,
                          const std::vector<GradientByDepth>& networks) {
  const std::string opening = text(activation, ", ", networks[0].deviations.size(), " layers: ");
  const auto stops_at_once = [](const GradientByDepth& network) {
    return network.deviations.back() == 0.0 && network.signal.back() > 0.0;
  };
  if (std::ranges::all_of(networks, stops_at_once)) {
    return text(opening, "no gradient passes ", activation, ", in none of the four networks.");
  }
  std::vector<GradientByDepth> reached;
  std::ranges::copy_if(networks, std::back_inserter(reached), reaches_the_first);
  if (reached.empty()) {
    return text(opening, "no gradient reaches the first layer", those_without(networks), ".");
  }
  const auto change = [](const GradientByDepth& network) {
    return std::abs(std::log(network.deviations.front() / network.deviations.back()));
  };
  const auto steadiest = std::ranges::min_element(reached, {}, change);
  const auto wildest = std::ranges::max_element(reached, {}, change);
  const bool one = reached.size() == 1;
  const std::string least = one ? "" : text(" and least so in ", reach_text(*wildest));
  return text(opening, "the gradient reaches the first layer ", one ? "only in " : "steadiest in ",
              reach_text(*steadiest), least, those_without(networks),
              factors_text(networks[0], networks[1]), ".");
}

}  // namespace actlab::dynamics

#include <actlab/layers/initialise.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/base/suggest.h>

namespace actlab::layers {
namespace {

// What a scheme puts in place of the starts that layers state.
struct SchemeRow {
  const char* name;
  InitScheme scheme;
  std::optional<Start> weights;
  std::optional<Start> biases;
};

constexpr std::array kSchemes = {
    SchemeRow{"he", InitScheme::he, {}, {}},
    SchemeRow{"lecun", InitScheme::lecun, start::lecun(), start::zero()},
    SchemeRow{"glorot", InitScheme::glorot, start::glorot(), start::zero()},
};

Start start_of(const ParameterTraits& traits, const SchemeRow& scheme) {
  if (traits.role == StartRole::weight) return scheme.weights.value_or(traits.start);
  if (traits.role == StartRole::bias) return scheme.biases.value_or(traits.start);
  return traits.start;
}

double fan_of(const NamedParameter& parameter, Start::Fan which) {
  const ParameterTraits& traits = parameter.traits;
  const bool in = which != Start::Fan::out;
  const bool out = which != Start::Fan::in;
  if ((in && traits.fan_in < 1) || (out && traits.fan_out < 1)) {
    throw Error(text("[initialise] the start of ", parameter.name, " ", parameter.tensor.shape(),
                     " follows its ", in && traits.fan_in < 1 ? "fan_in" : "fan_out",
                     ", which its layer must state: add_parameter(name, tensor, {.fan_in = ...})"));
  }
  const std::int64_t sum = (in ? traits.fan_in : 0) + (out ? traits.fan_out : 0);
  return static_cast<double>(sum) / (in && out ? 2.0 : 1.0);
}

double width_of(const NamedParameter& parameter, const Start& start) {
  if (start.fan == Start::Fan::none) return start.gain;
  return std::sqrt(start.gain / fan_of(parameter, start.fan));
}

float truncated_normal(Random& random) {
  constexpr float kCut = 2.0f;
  while (true) {
    const float value = random.normal();
    if (std::abs(value) <= kCut) return value;
  }
}

}  // namespace

InitScheme init_scheme(const std::string& name) {
  for (const SchemeRow& row : kSchemes) {
    if (name == row.name) return row.scheme;
  }
  std::string known;
  for (const SchemeRow& row : kSchemes)
    known += (known.empty() ? "" : ", ") + std::string(row.name);
  throw UsageError(text("[initialise] unknown scheme '", name, "'",
                        did_you_mean(name, init_scheme_names()), "; known: ", known));
}

std::vector<std::string> init_scheme_names() {
  std::vector<std::string> names;
  for (const SchemeRow& row : kSchemes) names.emplace_back(row.name);
  return names;
}

void draw(NamedParameter& parameter, const Start& start, Random& random) {
  if (start.shape == Start::Shape::keep) return;
  Tensor& tensor = parameter.tensor;
  if (start.shape == Start::Shape::zero) {
    std::ranges::fill(tensor.values(), 0.0f);
    return;
  }
  const auto width = static_cast<float>(width_of(parameter, start));
  for (float& value : tensor.values()) {
    if (start.shape == Start::Shape::normal) value = width * random.normal();
    if (start.shape == Start::Shape::truncated_normal) value = width * truncated_normal(random);
    if (start.shape == Start::Shape::uniform) value = width * (2.0f * random.uniform() - 1.0f);
  }
}

void initialise(Module& module, InitScheme scheme, std::uint64_t seed) {
  const SchemeRow& row = *std::ranges::find(kSchemes, scheme, &SchemeRow::scheme);
  std::vector<NamedParameter> parameters = module.parameters();
  std::vector<std::uint64_t> streams;
  std::uint64_t next = 0;
  for (const NamedParameter& parameter : parameters) {
    streams.push_back(next);
    if (parameter.traits.group != group::activations) ++next;
  }
  parallel_for(static_cast<std::int64_t>(parameters.size()), [&](std::int64_t i) {
    NamedParameter& parameter = parameters[static_cast<std::size_t>(i)];
    Random random(seed, Purpose::initialisation, streams[static_cast<std::size_t>(i)]);
    draw(parameter, start_of(parameter.traits, row), random);
  });
}

}  // namespace actlab::layers

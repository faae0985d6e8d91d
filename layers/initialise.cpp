#include <actlab/layers/initialise.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>

namespace actlab::layers {
namespace {

Start start_of(const ParameterTraits& traits, const InitScheme& scheme) {
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

// FNV-1a, 64 bits.
std::uint64_t hash_of(const std::string& name) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

struct Deviation {
  double deviation;
};

// Weights that start alike whatever their layer, with a deviation that may be set.
InitRow row_of_deviation(InitRow row, double usual, Start (*start)(double deviation)) {
  const std::vector<Knob<Deviation>> knobs = {
      knob::number("init-deviation", &Deviation::deviation, 0.0, 1e3, "of weights at the start")};
  row.settings = shown(Deviation{usual}, knobs);
  row.make = [=](const GivenSettings& given) {
    return InitScheme{start(with(Deviation{usual}, knobs, given).deviation), start::zero()};
  };
  return row;
}

std::vector<InitRow> make_table() {
  const auto fixed = [](const char* name, const char* help, const InitScheme& scheme) {
    return InitRow{name, help, {}, [scheme](const GivenSettings&) { return scheme; }};
  };
  return {fixed("he", "fan-out of convolutions; linear weights as PyTorch", InitScheme::he),
          fixed("he-fan-in", "2 / fan-in", {start::he(), start::zero()}),
          fixed("lecun", "1 / fan-in, for selu", InitScheme::lecun),
          fixed("glorot", "uniform, by both fans", InitScheme::glorot),
          fixed("glorot-normal", "by both fans", {start::glorot_normal(), start::zero()}),
          row_of_deviation({"normal", "--init-deviation for all weights"}, 0.05, &start::normal),
          row_of_deviation({"truncated-normal", "the same, cut at two of it"}, 0.05,
                           &start::truncated_normal)};
}

float truncated_normal(Random& random) {
  constexpr float kCut = 2.0f;
  while (true) {
    const float value = random.normal();
    if (std::abs(value) <= kCut) return value;
  }
}

}  // namespace

const std::vector<InitRow>& init_schemes() {
  static const std::vector<InitRow> table = make_table();
  return table;
}

const InitRow& find_init_scheme(std::string_view name) {
  std::vector<std::string> names;
  for (const InitRow& row : init_schemes()) names.push_back(row.name);
  require_choice("init-scheme", name, names);
  return *std::ranges::find(init_schemes(), name, &InitRow::name);
}

InitScheme init_scheme(const std::string& name, const GivenSettings& given) {
  const InitRow& row = find_init_scheme(name);
  require_known(given, row.name, row.settings);
  return row.make(given);
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

void initialise(Module& module, const InitScheme& scheme, std::uint64_t seed) {
  std::vector<NamedParameter> parameters = module.parameters();
  parallel_for(static_cast<std::int64_t>(parameters.size()), [&](std::int64_t i) {
    NamedParameter& parameter = parameters[static_cast<std::size_t>(i)];
    Random random(seed, Purpose::initialisation, hash_of(parameter.name));
    draw(parameter, start_of(parameter.traits, scheme), random);
  });
}

}  // namespace actlab::layers

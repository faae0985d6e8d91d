// How parameters start: each as its layer states (core/tensor/parameter.h), unless a scheme says
// otherwise for all weights and biases that do not insist. The schemes by name, a row each:
//
//   he                as stated: convolutions N(0, 2 / fan_out), fan_out = kernel^2 * out channels
//   /
//                     groups (He et al. 2015, 1502.01852; the usual choice for CIFAR ResNets);
//                     linear weights and all biases U(+-1 / sqrt(fan_in)), PyTorch's habit
//   he-fan-in         weights N(0, 2 / fan_in), fan_in = kernel^2 * in channels / groups
//   lecun             weights N(0, 1 / fan_in) (LeCun et al. 1998; what SELU was derived for)
//   glorot            weights U(+-sqrt(6 / (fan_in + fan_out))) (Glorot & Bengio 2010)
//   glorot-normal     weights N(0, 2 / (fan_in + fan_out))
//   normal            weights N(0, deviation^2)
//   truncated-normal  the same, where values beyond two deviations are drawn again
//
// All but the first start biases at 0. Scales and shifts of normalisations and parameters of
// activations keep the values of their construction.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/base/random.h>
#include <actlab/core/base/row_settings.h>
#include <actlab/layers/module.h>

namespace actlab::layers {

// What takes the place of the starts that layers state.
struct InitScheme {
  std::optional<Start> weights;
  std::optional<Start> biases;

  static const InitScheme he, lecun, glorot;
};
inline const InitScheme InitScheme::he = {};
inline const InitScheme InitScheme::lecun = {start::lecun(), start::zero()};
inline const InitScheme InitScheme::glorot = {start::glorot(), start::zero()};

struct InitRow {
  std::string name;
  std::string help;
  std::vector<RowSetting> settings = {};
  // Takes settings of this row alone.
  std::function<InitScheme(const GivenSettings&)> make = {};
};

const std::vector<InitRow>& init_schemes();

// Throws UsageError with all names and the nearest of them.
const InitRow& find_init_scheme(std::string_view name);

// init_scheme("normal", {{"init-deviation", 0.02}}). Throws UsageError for an unknown name, and for
// a setting that the scheme does not have or that is out of range.
InitScheme init_scheme(const std::string& name, const GivenSettings& given = {});

// A parameter draws from Random(seed, Purpose::initialisation, h), h a hash of its name, so that
// its start depends on nothing else: networks that differ in an activation, a bias or a
// normalisation have all other parameters in common.
// Throws Error for a start that needs a fan which the layer does not state.
void initialise(Module& module, const InitScheme& scheme, std::uint64_t seed);

// Draws one parameter, by its own start.
void draw(NamedParameter& parameter, const Start& start, Random& random);

}  // namespace actlab::layers

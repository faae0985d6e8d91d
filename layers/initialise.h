// How parameters start: each as its layer states (core/tensor/parameter.h), unless the scheme says
// otherwise for all weights and biases that do not insist:
//
//   he       as stated: convolutions N(0, 2 / fan_out), fan_out = kernel^2 * out channels / groups
//            (He et al. 2015, 1502.01852; the usual choice for CIFAR ResNets); linear weights and
//            all biases U(+-1 / sqrt(fan_in)), PyTorch's habit
//   lecun    weights N(0, 1 / fan_in), fan_in = kernel^2 * in channels / groups, and biases 0
//            (LeCun et al. 1998; what SELU was derived for)
//   glorot   weights U(+-sqrt(6 / (fan_in + fan_out))) and biases 0 (Glorot & Bengio 2010)
//
// Scales and shifts of normalisations and parameters of activations keep the values of their
// construction.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/base/random.h>
#include <actlab/layers/module.h>

namespace actlab::layers {

enum class InitScheme { he, lecun, glorot };

// "he", ...; throws UsageError for an unknown name, with the nearest known one.
InitScheme init_scheme(const std::string& name);
std::vector<std::string> init_scheme_names();

// The n-th parameter of the module draws from Random(seed, Purpose::initialisation, n), so that a
// layer's start does not depend on the sizes of the others. Parameters of activations are not
// counted: networks that differ in their activation alone start from the same weights.
// Throws Error for a start that needs a fan which the layer does not state.
void initialise(Module& module, InitScheme scheme, std::uint64_t seed);

// Draws one parameter, by its own start.
void draw(NamedParameter& parameter, const Start& start, Random& random);

}  // namespace actlab::layers

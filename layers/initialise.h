// How parameters start.
//
//   convolution weight   he     N(0, 2 / fan_out), fan_out = kernel^2 * out channels
//                               (He et al. 2015, 1502.01852; the usual choice for CIFAR ResNets)
//                        lecun  N(0, 1 / fan_in), fan_in = kernel^2 * in channels / groups
//                               (LeCun et al. 1998; what SELU was derived for)
//   linear weight, bias  U(-1 / sqrt(fan_in), 1 / sqrt(fan_in)) under he, PyTorch's habit;
//                        weight N(0, 1 / fan_in) and bias 0 under lecun
//   batch normalisation and activation parameters keep the values of their construction
#pragma once

#include <cstdint>

#include <actlab/layers/module.h>

namespace actlab::layers {

enum class InitScheme { he, lecun };

// The n-th parameter of the module draws from Random(seed, Purpose::initialisation, n), so that a
// layer's start does not depend on the sizes of the others.
void initialise(Module& module, InitScheme scheme, std::uint64_t seed);

}  // namespace actlab::layers

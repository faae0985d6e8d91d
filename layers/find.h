// Modules and parameters of a network by their dotted names, as weight files have them:
//
//   const Watch watch(find_module(network, "layer1.0.act1"), see);
//   find_parameter(network, "head.bias").values()[0] = 1.0f;
//
// Both throw Error for a name that is not there, with the nearest one that is.
#pragma once

#include <string_view>

#include <actlab/layers/module.h>

namespace actlab::layers {

Module& find_module(Module& root, std::string_view name);
// Of a shared parameter, any of its names.
Tensor find_parameter(const Module& root, std::string_view name);

}  // namespace actlab::layers

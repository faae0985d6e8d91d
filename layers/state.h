// The values of a model by name, as weight files hold them: PyTorch's names and shapes.
//
// Convolution weights are [height, width, in / groups, out] in memory and [out, in / groups,
// height, width] in a state; everything else is the same in both. A shared parameter is written
// once, under the first of its names, and read under any of them.
#pragma once

#include <map>
#include <string>

#include <actlab/layers/module.h>

namespace actlab::layers {

using State = std::map<std::string, Tensor>;

// Copies of all parameters and buffers.
State state(const Module& module);

// Overwrites the parameters and buffers; all of them, or none where something does not fit.
// Activation parameters and random positions may be missing and then stay as they are; PyTorch's
// counters (num_batches_tracked) are passed over. `source` names the file in the Error, which
// lists the first names that are missing, unknown or of another shape, or says that nothing but a
// prefix ("module.") is different.
void load_state(Module& module, const State& state, const std::string& source);

}  // namespace actlab::layers

// A picture of the way of a block of tiles through a Winograd convolution, and of the memory that
// each step lives in. Its numbers are those of the kernels, for the first stage of a ResNet-20.
#pragma once

#include <string>

namespace actlab::bench {

std::string winograd_path();  // an SVG

}  // namespace actlab::bench

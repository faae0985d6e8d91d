// The networks once more, in double and layer by layer: no fusion, no kernels. Training mode.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <actlab/layers/module.h>
#include "tests/support/naive.h"
#include "tests/support/naive_convolution.h"

namespace actlab::test {

// What each layer reads and makes, by name.
struct DoubleNetwork {
  std::map<std::string, NaiveTensor, std::less<>> inputs, outputs;
};

std::vector<double> channel_sums(const Tensor& tensor);

// A model of models/table.h with the activation "swish" and shortcut A.
DoubleNetwork double_network(layers::Module& model, const Tensor& images);

}  // namespace actlab::test

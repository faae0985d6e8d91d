// The feed-forward part of a Transformer's layer: two linear layers and the activation between
// them, at each place of a sequence.
//
//   z = linear1(x)      y = linear2(dropout(f(z)))      x, y [..., width], z [..., inner]
//
// It owns nothing: in PyTorch's names linear1, act and linear2 stand in the layer around it. Of the
// two wide tensors only z is kept for backward; f(z) is made again, where nothing is dropped of it.
#pragma once

#include <actlab/layers/activation.h>
#include <actlab/layers/dropout.h>
#include <actlab/layers/linear.h>

namespace actlab::layers {

struct FeedForward {
  Linear& linear1;
  Activation& act;  // a value of each of its parameters for every inner unit
  Dropout& dropout;
  Linear& linear2;

  Tensor forward(const Tensor& x) const;
};

}  // namespace actlab::layers

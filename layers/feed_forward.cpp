#include <actlab/layers/feed_forward.h>

namespace actlab::layers {

Tensor FeedForward::forward(const Tensor& x) const {
  const Tensor z = linear1.forward(x);
  const Tensor inner = dropout.forward(act.forward(z));
  return dropout.is_active() ? linear2.forward(inner) : linear2.forward(inner, act.again(z));
}

}  // namespace actlab::layers

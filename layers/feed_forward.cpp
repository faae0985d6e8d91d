#include <actlab/layers/feed_forward.h>

namespace actlab::layers {

FeedForward::FeedForward(std::int64_t width, std::int64_t hidden,
                         const formula::FormulaPointer& formula)
    : linear1_(add_child<Linear>("linear1", width, hidden)),
      act_(add_child<Activation>("act", formula, hidden)),
      linear2_(add_child<Linear>("linear2", hidden, width)) {}

Tensor FeedForward::compute(const Tensor& input) {
  return linear2_.forward(act_.forward(linear1_.forward(input)));
}

}  // namespace actlab::layers

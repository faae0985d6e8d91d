#include <actlab/core/ops/sequence_mask.h>

#include <actlab/core/base/error.h>

namespace actlab {

VisiblePlaces::VisiblePlaces(const Shape& scores, const SequenceMask& mask, const char* operation)
    : mask_(mask), places_(scores[-1]), queries_(1), rows_a_sentence_(1) {
  if (!mask.lengths.defined() && !mask.causal) return;
  if (scores.rank() < 2) {
    throw Error(text("[", operation, "] a mask needs scores [B, ..., Q, K], got ", scores));
  }
  queries_ = scores[-2];
  if (!mask.lengths.defined()) return;
  if (!(mask.lengths.shape() == Shape{scores[0]})) {
    throw Error(text("[", operation, "] one length a sentence is needed: got lengths ",
                     mask.lengths.shape(), " for scores ", scores, ", expected [", scores[0], "]"));
  }
  require_below(mask.lengths, places_ + 1, operation, "the length of sentence",
                text(" (scores ", scores, ")"));
  for (std::int64_t axis = 1; axis + 1 < scores.rank(); ++axis) rows_a_sentence_ *= scores[axis];
}

}  // namespace actlab

// Which places of a sequence may be seen, as a length a sentence and a flag instead of a tensor of
// zeros and ones. What is seen is always the first so many places of a row, so that operations
// leave the rest out of their loops.
#pragma once

#include <algorithm>
#include <cstdint>

#include <actlab/core/base/shape.h>
#include <actlab/core/tensor/indices.h>

namespace actlab {

struct SequenceMask {
  Indices lengths = {};  // [B]: the places that sentence b has; not defined: all
  bool causal = false;   // row q sees places 0 to q
};

// Of scores [B, ..., Q, K], how many of its K places each row may see.
class VisiblePlaces {
 public:
  // Throws Error naming `operation` for a mask and scores with fewer than two axes, lengths that
  // are not [B], and a length outside 0 to K.
  VisiblePlaces(const Shape& scores, const SequenceMask& mask, const char* operation);

  // Rows are numbered through all axes but the last.
  std::int64_t of_row(std::int64_t row) const {
    std::int64_t places = places_;
    if (mask_.lengths.defined()) places = mask_.lengths[row / rows_a_sentence_];
    return mask_.causal ? std::min(places, row % queries_ + 1) : places;
  }

 private:
  SequenceMask mask_;
  std::int64_t places_, queries_, rows_a_sentence_;
};

}  // namespace actlab

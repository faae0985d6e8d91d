// Sentences of a batch: tokens padded to one length, and how many of them are real.
#pragma once

#include <cstdint>
#include <vector>

#include <actlab/core/tensor/indices.h>

namespace actlab::layers {

struct Sentences {
  Indices tokens;   // [B, L]
  Indices lengths;  // [B], from 0 to L

  std::int64_t count() const { return tokens.size(0); }
};

// Pads behind each sentence up to the longest. Throws Error where there is no token at all.
Sentences pad_sentences(const std::vector<std::vector<std::int32_t>>& sentences,
                        std::int32_t padding = 0);

// What a model that writes is taught with: after input[0 .. i] comes labels[i].
struct TeacherForcing {
  Sentences input;  // all but the last token
  Indices labels;   // all but the first; padding behind them, which the loss leaves out
};

// Of targets with a beginning and an end, [B, L + 1]. Throws Error for fewer than two places.
TeacherForcing teacher_forcing(const Sentences& target, std::int32_t padding = 0);

}  // namespace actlab::layers

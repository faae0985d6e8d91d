// Writes with a Transformer, token by token, for a search (layers/beam_search.h):
//
//   TransformerDecoding decoding(*model, source);
//   const auto found = beam_search(decoding, limits, {.beams = 4});
//
// The source is read once. Of every row's past the decoder's keys and values are kept, so that a
// step costs one place; of every sentence those of its memory are kept once, and the rows of one
// sentence look into them together. Nothing is recorded, and dropout is off: the model is put into
// evaluation mode.
//
// Rows do not see each other: what one sentence is given does not depend on the others, except in
// the rounding of products of other sizes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <actlab/layers/beam_search.h>
#include <actlab/layers/models/transformer.h>

namespace actlab::layers {

class TransformerDecoding : public NextToken {
 public:
  // The model must outlive it, unchanged.
  TransformerDecoding(Transformer& model, const Sentences& source);

  std::int64_t vocabulary() const override { return model_.options().vocabulary; }
  std::span<const float> follow(const std::vector<std::int64_t>& parents,
                                const std::vector<std::int32_t>& tokens) override;

 private:
  void seat(const std::vector<std::int64_t>& parents);
  Tensor attend_own(std::size_t layer, MultiHeadAttention& attention, const Tensor& x);
  Tensor attend_memory(std::size_t layer, MultiHeadAttention& attention, const Tensor& x) const;

  Transformer& model_;
  Indices source_lengths_;
  std::vector<Tensor> memory_;           // a layer: [sentences still written, S, 2 width]
  std::vector<std::int64_t> of_memory_;  // their numbers in the source
  std::vector<Tensor> past_;             // a layer: [rows, places so far, 2 width]
  std::int64_t place_ = 0;               // of the tokens to come

  std::vector<std::int64_t> parents_;   // of the rows in this step, in the step before
  std::vector<std::int64_t> sentence_;  // of each row, its number in the source
  std::vector<std::int64_t> seat_;      // of each row, among sentences x most rows of a sentence
  std::int64_t most_rows_ = 0;
  Tensor log_probabilities_;
};

}  // namespace actlab::layers

#include <actlab/layers/models/transformer_decoding.h>

#include <algorithm>
#include <utility>

#include <actlab/core/ops/softmax.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab::layers {
namespace {

std::int64_t row_size(const Tensor& tensor) { return tensor.elements() / tensor.size(0); }

// Rows of `from`, by number, along the first axis.
Tensor gather(const Tensor& from, const std::vector<std::int64_t>& rows) {
  const std::int64_t size = row_size(from);
  Tensor result = Tensor::uninitialised(
      Shape{static_cast<std::int64_t>(rows.size()), from.size(1), from.size(2)});
  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::copy_n(from.data() + rows[r] * size, size,
                result.data() + static_cast<std::int64_t>(r) * size);
  }
  return result;
}

// The past of each row's parent [P, T, C] with one place more behind it, from [R, 1, C].
Tensor append(const Tensor& past, const std::vector<std::int64_t>& parents, const Tensor& place) {
  const std::int64_t rows = place.size(0), width = place.size(2);
  const std::int64_t before = past.defined() ? past.size(1) : 0;
  Tensor result = Tensor::uninitialised({rows, before + 1, width});
  for (std::int64_t r = 0; r < rows; ++r) {
    float* to = result.data() + r * (before + 1) * width;
    const std::int64_t parent = parents[static_cast<std::size_t>(r)];
    if (before > 0) to = std::copy_n(past.data() + parent * before * width, before * width, to);
    std::copy_n(place.data() + r * width, width, to);
  }
  return result;
}

}  // namespace

TransformerDecoding::TransformerDecoding(Transformer& model, const Sentences& source)
    : model_(model), source_lengths_(source.lengths) {
  const NoGradient off;
  model_.eval();
  memory_ = model_.memory_keys_values(model_.encode(source));
  past_.resize(memory_.size());
  for (std::int64_t i = 0; i < source.count(); ++i) of_memory_.push_back(i);
}

// Rows of one sentence follow each other. They are put side by side as queries of one sentence, and
// memories that nobody reads any more are left.
void TransformerDecoding::seat(const std::vector<std::int64_t>& parents) {
  std::vector<std::int64_t> sentence, of_memory, rows_of;
  for (const std::int64_t parent : parents) {
    const std::int64_t own = place_ == 0 ? parent : sentence_[static_cast<std::size_t>(parent)];
    if (of_memory.empty() || of_memory.back() != own) {
      of_memory.push_back(own);
      rows_of.push_back(0);
    }
    sentence.push_back(own);
    ++rows_of.back();
  }
  if (of_memory != of_memory_) {
    std::vector<std::int64_t> kept;
    for (const std::int64_t own : of_memory) {
      kept.push_back(std::ranges::find(of_memory_, own) - of_memory_.begin());
    }
    for (Tensor& memory : memory_) memory = gather(memory, kept);
    of_memory_ = of_memory;
  }
  most_rows_ = std::ranges::max(rows_of);
  seat_.clear();
  for (std::size_t i = 0; i < rows_of.size(); ++i) {
    for (std::int64_t r = 0; r < rows_of[i]; ++r) {
      seat_.push_back(static_cast<std::int64_t>(i) * most_rows_ + r);
    }
  }
  sentence_ = std::move(sentence);
  parents_ = parents;
}

Tensor TransformerDecoding::attend_own(std::size_t layer, MultiHeadAttention& attention,
                                       const Tensor& x) {
  past_[layer] = append(past_[layer], parents_, attention.keys_values(x));
  return attention.attend(x, past_[layer]);
}

Tensor TransformerDecoding::attend_memory(std::size_t layer, MultiHeadAttention& attention,
                                          const Tensor& x) const {
  const std::int64_t width = x.size(2);
  const auto sentences = static_cast<std::int64_t>(of_memory_.size());
  Tensor seated = Tensor::zeros({sentences, most_rows_, width});
  for (std::size_t r = 0; r < seat_.size(); ++r) {
    std::copy_n(x.data() + static_cast<std::int64_t>(r) * width, width,
                seated.data() + seat_[r] * width);
  }
  std::vector<std::int32_t> lengths;
  for (const std::int64_t own : of_memory_) {
    lengths.push_back(static_cast<std::int32_t>(source_lengths_[own]));
  }
  const Tensor read =
      attention.attend(seated, memory_[layer], {.lengths = Indices(std::move(lengths))});
  return gather(read.view({sentences * most_rows_, 1, width}), seat_);
}

std::span<const float> TransformerDecoding::follow(const std::vector<std::int64_t>& parents,
                                                   const std::vector<std::int32_t>& tokens) {
  const NoGradient off;
  seat(parents);
  const auto rows = static_cast<std::int64_t>(tokens.size());
  const Tensor logits = model_.decode(
      Indices({rows, 1}, tokens), place_,
      [this](std::size_t layer, MultiHeadAttention& attention, const Tensor& x) {
        return attend_own(layer, attention, x);
      },
      [this](std::size_t layer, MultiHeadAttention& attention, const Tensor& x) {
        return attend_memory(layer, attention, x);
      });
  ++place_;
  log_probabilities_ = log_softmax(logits);
  return std::as_const(log_probabilities_).values();
}

}  // namespace actlab::layers

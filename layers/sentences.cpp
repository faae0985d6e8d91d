#include <actlab/layers/sentences.h>

#include <algorithm>
#include <utility>

#include <actlab/core/base/error.h>

namespace actlab::layers {

Sentences pad_sentences(const std::vector<std::vector<std::int32_t>>& sentences,
                        std::int32_t padding) {
  std::size_t longest = 0;
  for (const auto& sentence : sentences) longest = std::max(longest, sentence.size());
  if (longest == 0) throw Error("[sentences] a batch needs at least one token");
  std::vector<std::int32_t> tokens(sentences.size() * longest, padding);
  std::vector<std::int32_t> lengths;
  auto row = tokens.begin();
  for (const auto& sentence : sentences) {
    std::ranges::copy(sentence, row);
    lengths.push_back(static_cast<std::int32_t>(sentence.size()));
    row += static_cast<std::ptrdiff_t>(longest);
  }
  const auto count = static_cast<std::int64_t>(sentences.size());
  return {Indices({count, static_cast<std::int64_t>(longest)}, std::move(tokens)),
          Indices(std::move(lengths))};
}

TeacherForcing teacher_forcing(const Sentences& target, std::int32_t padding) {
  if (target.tokens.rank() != 2 || target.tokens.size(1) < 2) {
    throw Error(text("[sentences] a target needs a beginning and an end, [B, 2] or more; got ",
                     target.tokens.shape()));
  }
  const std::int64_t count = target.count(), places = target.tokens.size(1);
  std::vector<std::int32_t> input, labels, lengths;
  for (std::int64_t b = 0; b < count; ++b) {
    const std::int64_t length = target.lengths[b];
    for (std::int64_t i = 0; i + 1 < places; ++i) {
      const std::int64_t at = b * places + i;
      input.push_back(i + 1 < length ? static_cast<std::int32_t>(target.tokens[at]) : padding);
      labels.push_back(i + 1 < length ? static_cast<std::int32_t>(target.tokens[at + 1]) : padding);
    }
    lengths.push_back(static_cast<std::int32_t>(std::max<std::int64_t>(length - 1, 0)));
  }
  const Shape shape{count, places - 1};
  return {{Indices(shape, std::move(input)), Indices(std::move(lengths))},
          Indices(shape, std::move(labels))};
}

}  // namespace actlab::layers

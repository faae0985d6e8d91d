// Rows of numbers held in memory, and the parts that a task learns from and is judged by.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <actlab/datasets/loader.h>

namespace actlab::tasks {

// Rows of `inputs` numbers, and what is to be said of each.
struct Rows {
  std::int64_t width = 0;              // numbers of a row
  std::vector<float> inputs{};         // [rows, width]
  std::vector<float> targets{};        // [rows]; of regression
  std::vector<std::int32_t> labels{};  // [rows]; of classification, from 0

  // Whole rows; 0 where the width is not set.
  std::int64_t size() const {
    return width < 1 ? 0 : static_cast<std::int64_t>(inputs.size()) / width;
  }
  // These rows, in that order. Throws Error for a row that is not there, and for rows whose inputs,
  // targets or labels are of different counts.
  Rows subset(const datasets::Items& items) const;
};

struct RowParts {
  Rows train;
  std::optional<Rows> validation;
  std::optional<Rows> test;
};

// The parts as they are. Throws UsageError for a part without rows, of another width than the
// training part, or whose inputs, targets or labels are of different counts.
RowParts checked(RowParts parts);

// As checked(); throws UsageError as well for a part without labels, and for labels below 0.
RowParts with_labels(RowParts parts);

}  // namespace actlab::tasks

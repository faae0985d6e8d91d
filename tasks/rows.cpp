#include <actlab/tasks/rows.h>

#include <algorithm>
#include <string>
#include <string_view>

#include <actlab/core/base/error.h>

namespace actlab::tasks {
namespace {

// What is wrong with the counts of these rows; empty where nothing is.
std::string fault_of(const Rows& rows) {
  if (rows.width < 1) return text("a row needs one number or more, got a width of ", rows.width);
  const auto inputs = static_cast<std::int64_t>(rows.inputs.size());
  if (inputs % rows.width != 0) {
    return text(inputs, " inputs are no whole number of rows of width ", rows.width);
  }
  const auto counted = [&](std::size_t count, std::string_view what) -> std::string {
    if (count == 0 || static_cast<std::int64_t>(count) == rows.size()) return {};
    return text(rows.size(), " rows need as many ", what, ", got ", count);
  };
  const std::string of_targets = counted(rows.targets.size(), "targets");
  return of_targets.empty() ? counted(rows.labels.size(), "labels") : of_targets;
}

void check_part(const Rows& rows, const Rows& train, std::string_view part) {
  const auto refuse = [&](const auto&... why) {
    throw UsageError(text("[rows] the ", part, " part: ", why...));
  };
  if (const std::string fault = fault_of(rows); !fault.empty()) refuse(fault);
  if (rows.size() == 0) refuse("there are no rows; leave the part out where it has none");
  if (rows.width != train.width) {
    refuse("rows of width ", rows.width, ", but those of training have ", train.width);
  }
}

void check_labels(const Rows& rows, std::string_view part) {
  if (rows.labels.empty()) {
    throw UsageError(
        text("[rows] the ", part, " part: there are no labels; classes need one a row"));
  }
  const auto below =
      std::ranges::find_if(rows.labels, [](std::int32_t label) { return label < 0; });
  if (below == rows.labels.end()) return;
  throw UsageError(text("[rows] the ", part, " part: row ", below - rows.labels.begin(),
                        " has the label ", *below, "; labels count from 0"));
}

// Calls check(rows, name) on each part that there is.
template <class Check>
void each_part(const RowParts& parts, const Check& check) {
  check(parts.train, "train");
  if (parts.validation) check(*parts.validation, "validation");
  if (parts.test) check(*parts.test, "test");
}

}  // namespace

Rows Rows::subset(const datasets::Items& items) const {
  if (const std::string fault = fault_of(*this); !fault.empty()) {
    throw Error(text("[rows] ", fault));
  }
  Rows rows{.width = width};
  for (const std::int64_t item : items) {
    if (item < 0 || item >= size()) {
      throw Error(text("[rows] there is no row ", item, "; there are ", size(), ", from 0"));
    }
    const float* const begin = inputs.data() + item * width;
    rows.inputs.insert(rows.inputs.end(), begin, begin + width);
    if (!targets.empty()) rows.targets.push_back(targets[static_cast<std::size_t>(item)]);
    if (!labels.empty()) rows.labels.push_back(labels[static_cast<std::size_t>(item)]);
  }
  return rows;
}

RowParts checked(RowParts parts) {
  each_part(parts,
            [&](const Rows& rows, std::string_view part) { check_part(rows, parts.train, part); });
  return parts;
}

RowParts with_labels(RowParts parts) {
  parts = checked(std::move(parts));
  each_part(parts, check_labels);
  return parts;
}

}  // namespace actlab::tasks

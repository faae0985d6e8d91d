#include <algorithm>
#include <cmath>
#include <functional>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/report/axis.h>
#include <actlab/report/svg.h>
#include <actlab/studies/findings/shares.h>
#include <actlab/studies/findings/statistics.h>
#include <actlab/studies/findings/student.h>
#include <actlab/studies/report/activations_sheet.h>

namespace actlab::studies {
namespace {

using report::Range;
using report::Svg;

constexpr double kWidth = 760.0, kLeft = 190.0, kRight = 130.0;
constexpr double kRow = 18.0, kHead = 34.0, kFoot = 44.0;
constexpr const char* kBar = "#a6cbe8";
constexpr const char* kInk = "#0072b2";
constexpr const char* kGrid = "#e0e0e0";

struct Drawn {
  const OwnRow* row;
  std::vector<double> values;  // of trainings that did not diverge
};

std::vector<Drawn> drawn_rows(const OwnColumn& column) {
  std::vector<Drawn> rows;
  for (const OwnRow& row : column.rows) {
    if (row.values.empty()) continue;
    std::vector<double> values = row.values;
    std::erase(values, 0.0);  // what a diverged training counts as
    rows.push_back({&row, values});
  }
  std::ranges::stable_sort(rows, std::greater(),
                           [](const Drawn& drawn) { return median(drawn.row->values); });
  return rows;
}

double height_of(std::size_t rows) { return kHead + kRow * static_cast<double>(rows) + kFoot; }

// Of the mean, by the spread that all rows share; nothing where it is not known.
std::optional<Interval> interval_of(const Drawn& drawn, const OwnColumn& column) {
  if (column.freedom == 0 || drawn.values.size() < drawn.row->values.size()) return std::nullopt;
  const double half = student_quantile(0.05, column.freedom) * column.spread /
                      std::sqrt(static_cast<double>(drawn.values.size()));
  const double middle = mean(drawn.values);
  return Interval{middle - half, middle + half};
}

class Panel {
 public:
  Panel(const OwnColumn& column, double top, Svg& svg)
      : column_(column), rows_(drawn_rows(column)), top_(top), svg_(svg) {
    std::vector<double> all;
    for (const Drawn& drawn : rows_) {
      all.insert(all.end(), drawn.values.begin(), drawn.values.end());
      const auto interval = interval_of(drawn, column_);
      if (interval) all.insert(all.end(), {interval->low, interval->high});
    }
    range_ = report::padded_range(all, false);
  }

  void draw() {
    svg_.text(kLeft, top_ + 16.0, column_.name(), {.size = 13, .bold = true});
    draw_axis();
    for (std::size_t i = 0; i < rows_.size(); ++i) draw_row(rows_[i], row_middle(i));
  }

 private:
  double x_of(double value) const {
    return kLeft + (value - range_.low) / (range_.high - range_.low) * (kWidth - kLeft - kRight);
  }
  double row_middle(std::size_t i) const {
    return top_ + kHead + kRow * (static_cast<double>(i) + 0.5);
  }

  void draw_axis() {
    const double bottom = top_ + kHead + kRow * static_cast<double>(rows_.size());
    for (const report::Tick& tick : report::axis_ticks(range_, false, 8)) {
      const double x = x_of(tick.value);
      svg_.line(x, top_ + kHead, x, bottom, kGrid, 1.0);
      svg_.text(x, bottom + 15.0, tick.label, {.size = 11, .anchor = "middle"});
    }
    const std::string unit = is_share(column_.measure) ? ", %" : "";
    svg_.text((kLeft + kWidth - kRight) / 2.0, bottom + 32.0,
              text(column_.part, " ", column_.measure, unit), {.size = 12, .anchor = "middle"});
  }

  void draw_row(const Drawn& drawn, double y) {
    svg_.text(kLeft - 8.0, y + 4.0, report::fitted(drawn.row->activation, 12, kLeft - 12.0),
              {.size = 12, .anchor = "end"});
    if (const auto interval = interval_of(drawn, column_)) {
      svg_.line(x_of(interval->low), y, x_of(interval->high), y, kBar, 7.0);
    }
    for (const double value : drawn.values) svg_.dot(x_of(value), y, 2.0, kInk);
    if (!drawn.values.empty()) svg_.dot(x_of(median(drawn.values)), y, 4.0, kInk);
    svg_.text(kWidth - kRight + 10.0, y + 4.0, report::fitted(label_of(drawn), 11, kRight - 12.0),
              {.size = 11});
  }

  static std::string label_of(const Drawn& drawn) {
    const std::size_t diverged = drawn.row->values.size() - drawn.values.size();
    if (diverged > 0) return text(diverged, " of ", drawn.row->values.size(), " diverged");
    std::string letters;
    for (const std::string& letter : drawn.row->letters) letters += " " + letter;
    return formatted("%.2f", median(drawn.row->values)) + letters;
  }

  const OwnColumn& column_;
  std::vector<Drawn> rows_;
  double top_;
  Svg& svg_;
  Range range_;
};

}  // namespace

std::string medians_picture(std::span<const OwnColumn> columns) {
  double height = 0.0;
  std::vector<const OwnColumn*> with_results;
  for (const OwnColumn& column : columns) {
    const std::size_t rows = drawn_rows(column).size();
    if (rows == 0) continue;
    with_results.push_back(&column);
    height += height_of(rows);
  }
  if (with_results.empty()) throw UsageError("[page] there is no result yet to draw");
  Svg svg(kWidth, height, "Medians of activations");
  double top = 0.0;
  for (const OwnColumn* column : with_results) {
    Panel(*column, top, svg).draw();
    top += height_of(drawn_rows(*column).size());
  }
  return svg.finish();
}

}  // namespace actlab::studies

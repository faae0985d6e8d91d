#include <actlab/report/legend.h>

#include <algorithm>
#include <array>

#include <actlab/core/base/error.h>

namespace actlab::report {
namespace {

constexpr std::array<const char*, 7> kPalette = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                 "#e69f00", "#56b4e9", "#333333"};
constexpr std::array<const char*, 3> kDashes = {"", "7 5", "2 5"};
constexpr double kTextSize = 12.5;
constexpr double kRow = 22;

Ink ink(int place, bool dashed) {
  const auto index = static_cast<std::size_t>(place);
  const std::size_t round = index / kPalette.size() % kDashes.size();
  return {kPalette[index % kPalette.size()], dashed ? kDashes[1] : kDashes[round]};
}

}  // namespace

Legend::Legend(const Figure& figure) {
  for (const Panel& panel : figure.panels) {
    for (const Series& series : panel.series) {
      const auto same = [&](const Entry& entry) { return entry.label == series.label; };
      if (series.label.empty() || std::ranges::any_of(entries_, same)) continue;
      const int place = series.color >= 0 ? series.color : static_cast<int>(entries_.size());
      entries_.push_back({series.label, ink(place, series.dashed), series.dots, series.markers});
    }
  }
}

Ink Legend::ink_of(const Panel& panel, const Series& series) const {
  int place = static_cast<int>(&series - panel.series.data());
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].label == series.label) place = static_cast<int>(i);
  }
  return ink(series.color >= 0 ? series.color : place, series.dashed);
}

double Legend::lay(double top, double left, double width, Svg* svg) const {
  double x = left;
  double y = top;
  for (const Entry& entry : entries_) {
    const std::string label = fitted(entry.label, kTextSize, width - 2 * left - 60);
    const double needed = 36 + text_width(label, kTextSize) + 20;
    if (x > left && x + needed > width - left + 20) {
      x = left;
      y += kRow;
    }
    if (svg != nullptr) {
      if (!entry.dots) {
        svg->path(text("M", pixels(x), ' ', pixels(y + 10), "h28"), entry.ink.color,
                  entry.ink.dash);
      }
      if (entry.dots || entry.markers) {
        svg->dot(x + 14, y + 10, entry.dots ? 4.5 : 3.5, entry.ink.color);
      }
      svg->text(x + 36, y + 14.5, label, {.size = kTextSize, .color = "#222222"});
    }
    x += needed;
  }
  return entries_.empty() ? 0.0 : y + kRow - top;
}

}  // namespace actlab::report

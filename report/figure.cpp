#include <actlab/report/figure.h>

#include <algorithm>
#include <array>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/report/svg.h>

namespace actlab::report {
namespace {

constexpr std::array<const char*, 7> kPalette = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                 "#e69f00", "#56b4e9", "#333333"};
constexpr std::array<const char*, 3> kDashes = {"", "7 5", "2 5"};
constexpr double kMargin = 18;
constexpr double kTickSize = 11.5;
constexpr double kLabelSize = 12.5;
constexpr double kLegendSize = 12.5;
constexpr double kLegendRow = 22;

// "M12 30.5": a step of a path.
std::string path_step(char command, double x, double y) {
  return text(command, pixels(x), ' ', pixels(y));
}

struct Ink {
  std::string color;
  std::string dash;
};

Ink ink(int place, bool dashed) {
  const auto index = static_cast<std::size_t>(place);
  const std::size_t round = index / kPalette.size() % kDashes.size();
  return {kPalette[index % kPalette.size()], dashed ? kDashes[1] : kDashes[round]};
}

struct Entry {
  std::string label;
  Ink ink;
  bool dots;
};

// One entry a label, in the order in which the panels name them.
std::vector<Entry> legend_entries(const Figure& figure) {
  std::vector<Entry> entries;
  for (const Panel& panel : figure.panels) {
    for (const Series& series : panel.series) {
      const auto same = [&](const Entry& entry) { return entry.label == series.label; };
      if (series.label.empty() || std::any_of(entries.begin(), entries.end(), same)) continue;
      const int place = series.color >= 0 ? series.color : static_cast<int>(entries.size());
      entries.push_back({series.label, ink(place, series.dashed), series.dots});
    }
  }
  return entries;
}

Ink series_ink(const std::vector<Entry>& entries, const Panel& panel, const Series& series) {
  int place = static_cast<int>(&series - panel.series.data());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].label == series.label) place = static_cast<int>(i);
  }
  return ink(series.color >= 0 ? series.color : place, series.dashed);
}

// Puts the entries in rows no wider than the figure, and draws them unless svg is null.
// Returns the height of the rows.
double lay_legend(const std::vector<Entry>& entries, double top, double width, Svg* svg) {
  double x = kMargin;
  double y = top;
  for (const Entry& entry : entries) {
    const std::string label = fitted(entry.label, kLegendSize, width - 2 * kMargin - 60);
    const double needed = 36 + text_width(label, kLegendSize) + 20;
    if (x > kMargin && x + needed > width - kMargin + 20) {
      x = kMargin;
      y += kLegendRow;
    }
    if (svg != nullptr) {
      if (entry.dots) {
        svg->dot(x + 14, y + 10, 4.5, entry.ink.color);
      } else {
        svg->path(path_step('M', x, y + 10) + "h28", entry.ink.color, entry.ink.dash);
      }
      svg->text(x + 36, y + 14.5, label, {.size = kLegendSize, .color = "#222222"});
    }
    x += needed;
  }
  return entries.empty() ? 0.0 : y + kLegendRow - top;
}

Range range_of(const Axis& axis, const Panel& panel, bool of_x) {
  if (axis.range) {
    const Range& range = *axis.range;
    if (!std::isfinite(range.low) || !std::isfinite(range.high) || range.low >= range.high) {
      throw Error(text("[figure] an axis must run from a lower to a higher finite number: got ",
                       range.low, " to ", range.high));
    }
    if (axis.logarithmic && range.low <= 0.0) {
      throw Error(text("[figure] a logarithmic axis must stay above zero: got ", range.low, " to ",
                       range.high));
    }
    return range;
  }
  std::vector<double> values;
  for (const Series& series : panel.series) {
    const std::vector<double>& source = of_x ? series.x : series.y;
    values.insert(values.end(), source.begin(), source.end());
  }
  // Curves start and end at the frame from left to right; above and below they have air.
  Range range = padded_range(values, axis.logarithmic);
  if (of_x && !axis.logarithmic) {
    Range tight{INFINITY, -INFINITY};
    for (const double value : values) {
      if (!std::isfinite(value)) continue;
      tight = {std::min(tight.low, value), std::max(tight.high, value)};
    }
    if (tight.low < tight.high) range = tight;
  }
  return range;
}

// Maps values of one axis to pixels; a value without a place on the axis gives NaN.
struct Scale {
  Range range;
  double from;  // pixel of range.low
  double to;    // pixel of range.high
  bool logarithmic;

  double operator()(double value) const {
    if (!std::isfinite(value) || (logarithmic && value <= 0.0)) return NAN;
    const double share = logarithmic
                             ? std::log(value / range.low) / std::log(range.high / range.low)
                             : (value - range.low) / (range.high - range.low);
    // Far outside the frame every place is as good as another, and viewers dislike huge numbers.
    return from + std::clamp(share, -20.0, 21.0) * (to - from);
  }
};

struct Frame {
  Scale x;
  Scale y;
  std::vector<Tick> x_ticks;
  std::vector<Tick> y_ticks;
};

Frame lay_frame(const Panel& panel, double left, double top, double width, double height) {
  const Range x_range = range_of(panel.x, panel, true);
  const Range y_range = range_of(panel.y, panel, false);
  Frame frame;
  const double title = panel.title.empty() ? 6 : 28;
  const double bottom = panel.x.label.empty() ? 26 : 46;
  frame.y_ticks = axis_ticks(y_range, panel.y.logarithmic, static_cast<int>(height / 48));
  double labels = 0.0;
  for (const Tick& tick : frame.y_ticks) {
    labels = std::max(labels, text_width(tick.label, kTickSize));
  }
  const double side = labels + 8 + (panel.y.label.empty() ? 0 : 22);
  frame.x = {x_range, left + side, left + width - 10, panel.x.logarithmic};
  frame.y = {y_range, top + height - bottom, top + title, panel.y.logarithmic};
  for (int most = static_cast<int>(width / 60); most >= 2; --most) {
    frame.x_ticks = axis_ticks(x_range, panel.x.logarithmic, most);
    double labelled = 0.0;
    for (const Tick& tick : frame.x_ticks) labelled += text_width(tick.label, kTickSize) + 12;
    if (labelled < frame.x.to - frame.x.from) break;
  }
  return frame;
}

void draw_frame(Svg& svg, const Panel& panel, const Frame& frame, double left) {
  const Scale& x = frame.x;
  const Scale& y = frame.y;
  for (const Tick& tick : frame.x_ticks) {
    const double at = x(tick.value);
    svg.line(at, y.from, at, y.to, tick.value == 0.0 ? "#b5b5b5" : "#e8e8e8", 1);
    svg.text(at, y.from + 17, tick.label, {.size = kTickSize, .anchor = "middle"});
  }
  for (const Tick& tick : frame.y_ticks) {
    const double at = y(tick.value);
    svg.line(x.from, at, x.to, at, tick.value == 0.0 ? "#b5b5b5" : "#e8e8e8", 1);
    svg.text(x.from - 7, at + 4, tick.label, {.size = kTickSize, .anchor = "end"});
  }
  const double middle = (x.from + x.to) / 2;
  if (!panel.title.empty()) {
    svg.text(middle, y.to - 9, fitted(panel.title, 13.5, x.to - x.from),
             {.size = 13.5, .color = "#222222", .anchor = "middle", .bold = true});
  }
  if (!panel.x.label.empty()) {
    svg.text(middle, y.from + 38, panel.x.label, {.size = kLabelSize, .anchor = "middle"});
  }
  if (!panel.y.label.empty()) {
    svg.text(left + 11, (y.from + y.to) / 2, panel.y.label,
             {.size = kLabelSize, .anchor = "middle", .upright = false});
  }
}

// The path of one unbroken piece. Of the points in one half pixel of width only the first, lowest,
// highest and last are kept, in order: the picture is the same, and long runs stay small files.
std::string piece_path(const std::vector<std::array<double, 2>>& points) {
  std::string path;
  const auto emit = [&](const std::array<double, 2>& point) {
    path += path_step(path.empty() ? 'M' : 'L', point[0], point[1]);
  };
  const auto by_y = [](const auto& a, const auto& b) { return a[1] < b[1]; };
  for (auto begin = points.begin(); begin != points.end();) {
    auto end = begin + 1;
    while (end != points.end() && std::floor((*end)[0] * 2) == std::floor((*begin)[0] * 2)) ++end;
    const auto [lowest, highest] = std::minmax_element(begin, end, by_y);
    std::array kept = {begin, std::min(lowest, highest), std::max(lowest, highest), end - 1};
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (i == 0 || kept[i] != kept[i - 1]) emit(*kept[i]);
    }
    begin = end;
  }
  return path;
}

// Returns whether anything was there to draw.
bool draw_series(Svg& svg, const Series& series, const Frame& frame, const Ink& ink) {
  if (series.x.size() != series.y.size()) {
    throw Error(text("[figure] a curve needs one y for each x: '", series.label, "' has ",
                     series.x.size(), " x and ", series.y.size(), " y"));
  }
  bool drawn = false;
  std::vector<std::array<double, 2>> piece;
  const auto flush = [&] {
    drawn = drawn || !piece.empty();
    if (series.dots || piece.size() == 1) {
      for (const auto& point : piece) svg.dot(point[0], point[1], 4.5, ink.color);
    } else if (!piece.empty()) {
      svg.path(piece_path(piece), ink.color, ink.dash);
    }
    piece.clear();
  };
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    const double x = frame.x(series.x[i]);
    const double y = frame.y(series.y[i]);
    if (std::isnan(x) || std::isnan(y)) {
      flush();
    } else {
      piece.push_back({x, y});
    }
  }
  flush();
  return drawn;
}

void draw_panel(Svg& svg, const Panel& panel, const std::vector<Entry>& entries, double left,
                double top, double width, double height) {
  const Frame frame = lay_frame(panel, left, top, width, height);
  const double frame_width = frame.x.to - frame.x.from;
  const double frame_height = frame.y.from - frame.y.to;
  draw_frame(svg, panel, frame, left);
  bool drawn = false;
  svg.begin_clip(frame.x.from, frame.y.to, frame_width, frame_height);
  for (const Series& series : panel.series) {
    drawn = draw_series(svg, series, frame, series_ink(entries, panel, series)) || drawn;
  }
  svg.end_clip();
  if (!drawn) {
    svg.text((frame.x.from + frame.x.to) / 2, (frame.y.from + frame.y.to) / 2, "no finite values",
             {.size = 13, .color = "#888888", .anchor = "middle"});
  }
  svg.rectangle(frame.x.from, frame.y.to, frame_width, frame_height, "none", "#8a8a8a");
}

}  // namespace

std::string draw(const Figure& figure) {
  if (figure.panels.empty()) throw Error("[figure] a figure needs at least one panel");
  const auto panels = static_cast<int>(figure.panels.size());
  const int columns = std::clamp(figure.columns, 1, panels);
  const int rows = (panels + columns - 1) / columns;
  const double gap = 14;
  const double width = 2 * kMargin + columns * figure.panel_width + (columns - 1) * gap;
  const std::vector<Entry> entries = legend_entries(figure);
  const double title = figure.title.empty() ? 0 : 34;
  const double legend = lay_legend(entries, 0, width, nullptr);
  const double top = 10 + title + legend + (entries.empty() ? 0 : 6);
  const double height = top + rows * figure.panel_height + (rows - 1) * gap + 8;

  Svg svg(width, height, figure.title);
  if (!figure.title.empty()) {
    svg.text(kMargin, 30, fitted(figure.title, 17, width - 2 * kMargin),
             {.size = 17, .color = "#111111", .bold = true});
  }
  lay_legend(entries, 10 + title, width, &svg);
  for (int index = 0; index < panels; ++index) {
    draw_panel(svg, figure.panels[static_cast<std::size_t>(index)], entries,
               kMargin + (index % columns) * (figure.panel_width + gap),
               top + (index / columns) * (figure.panel_height + gap), figure.panel_width,
               figure.panel_height);
  }
  return svg.finish();
}

}  // namespace actlab::report

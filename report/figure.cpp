#include <actlab/report/figure.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/report/curve.h>
#include <actlab/report/legend.h>
#include <actlab/report/svg.h>

namespace actlab::report {
namespace {

constexpr double kMargin = 18;
constexpr double kTickSize = 11.5;
constexpr double kLabelSize = 12.5;
constexpr double kNoteSize = 11.5;

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
  bool marked = false;
  for (const Series& series : panel.series) {
    marked = marked || series.markers;
    const std::vector<double>& source = of_x ? series.x : series.y;
    values.insert(values.end(), source.begin(), source.end());
    if (of_x) continue;
    values.insert(values.end(), series.low.begin(), series.low.end());
    values.insert(values.end(), series.high.begin(), series.high.end());
  }
  // Curves start and end at the frame from left to right, unless they have markers; above and below
  // they have air.
  Range range = padded_range(values, axis.logarithmic);
  if (of_x && !axis.logarithmic && !marked) {
    Range tight{INFINITY, -INFINITY};
    for (const double value : values) {
      if (!std::isfinite(value)) continue;
      tight = {std::min(tight.low, value), std::max(tight.high, value)};
    }
    if (tight.low < tight.high) range = tight;
  }
  return range;
}

struct Frame {
  Scale x;
  Scale y;
  std::vector<Tick> x_ticks;
  std::vector<Tick> y_ticks;
};

std::vector<Tick> ticks(const Axis& axis, const Range& range, int most) {
  // At most one a unit: a nice step of more than one half is whole.
  if (axis.whole) most = std::min<int>(most, static_cast<int>(std::ceil(range.high - range.low)));
  return axis_ticks(range, axis.logarithmic, most);
}

Frame lay_frame(const Panel& panel, double left, double top, double width, double height) {
  const Range x_range = range_of(panel.x, panel, true);
  const Range y_range = range_of(panel.y, panel, false);
  Frame frame;
  const double title = panel.title.empty() ? 6 : 28;
  const double bottom = panel.x.label.empty() ? 26 : 46;
  frame.y_ticks = ticks(panel.y, y_range, static_cast<int>(height / 48));
  double labels = 0.0;
  for (const Tick& tick : frame.y_ticks) {
    labels = std::max(labels, text_width(tick.label, kTickSize));
  }
  const double side = labels + 8 + (panel.y.label.empty() ? 0 : 22);
  frame.x = {x_range, left + side, left + width - 10, panel.x.logarithmic};
  frame.y = {y_range, top + height - bottom, top + title, panel.y.logarithmic};
  for (int most = static_cast<int>(width / 60); most >= 2; --most) {
    frame.x_ticks = ticks(panel.x, x_range, most);
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

void draw_panel(Svg& svg, const Panel& panel, const Legend& legend, double left, double top,
                double width, double height) {
  for (const Series& series : panel.series) check_lengths(series);
  const Frame frame = lay_frame(panel, left, top, width, height);
  const double frame_width = frame.x.to - frame.x.from;
  const double frame_height = frame.y.from - frame.y.to;
  draw_frame(svg, panel, frame, left);
  bool drawn = false;
  svg.begin_clip(frame.x.from, frame.y.to, frame_width, frame_height);
  for (const Series& series : panel.series) {
    draw_band(svg, series, frame.x, frame.y, legend.ink_of(panel, series));
  }
  for (const Series& series : panel.series) {
    drawn = draw_line(svg, series, frame.x, frame.y, legend.ink_of(panel, series)) || drawn;
  }
  svg.end_clip();
  if (!drawn) {
    svg.text((frame.x.from + frame.x.to) / 2, (frame.y.from + frame.y.to) / 2, "no finite values",
             {.size = 13, .color = "#888888", .anchor = "middle"});
  }
  svg.rectangle(frame.x.from, frame.y.to, frame_width, frame_height, "none", "#8a8a8a");
  for (const Series& series : panel.series) {
    draw_marks(svg, series, frame.x, frame.y, legend.ink_of(panel, series));
  }
}

}  // namespace

std::string draw(const Figure& figure) {
  if (figure.panels.empty()) throw Error("[figure] a figure needs at least one panel");
  const auto panels = static_cast<int>(figure.panels.size());
  const int columns = std::clamp(figure.columns, 1, panels);
  const int rows = (panels + columns - 1) / columns;
  const double gap = 14;
  const double width = 2 * kMargin + columns * figure.panel_width + (columns - 1) * gap;
  const Legend legend(figure);
  const double title = figure.title.empty() ? 0 : 34;
  const double legend_height = legend.lay(0, kMargin, width, nullptr);
  const double top = 10 + title + legend_height + (legend.empty() ? 0 : 6);
  const double bottom = top + rows * figure.panel_height + (rows - 1) * gap;
  const double height = bottom + (figure.note.empty() ? 8 : 24);

  Svg svg(width, height, figure.title);
  if (!figure.title.empty()) {
    svg.text(kMargin, 30, fitted(figure.title, 17, width - 2 * kMargin),
             {.size = 17, .color = "#111111", .bold = true});
  }
  legend.lay(10 + title, kMargin, width, &svg);
  for (int index = 0; index < panels; ++index) {
    const int row = index / columns, column = index % columns;
    draw_panel(svg, figure.panels[static_cast<std::size_t>(index)], legend,
               kMargin + column * (figure.panel_width + gap),
               top + row * (figure.panel_height + gap), figure.panel_width, figure.panel_height);
  }
  if (!figure.note.empty()) {
    svg.text(kMargin, bottom + 12, fitted(figure.note, kNoteSize, width - 2 * kMargin),
             {.size = kNoteSize, .color = "#666666"});
  }
  return svg.finish();
}

}  // namespace actlab::report

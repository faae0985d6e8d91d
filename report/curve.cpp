#include <actlab/report/curve.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>

namespace actlab::report {
namespace {

using Point = std::array<double, 2>;

// "M12 30.5": a step of a path.
std::string path_step(char command, double x, double y) {
  return text(command, pixels(x), ' ', pixels(y));
}

// The path of one unbroken piece. Of the points in one half pixel of width only the first, lowest,
// highest and last are kept, in order: the picture is the same, and long runs stay small files.
std::string piece_path(const std::vector<Point>& points) {
  std::string path;
  const auto emit = [&](const Point& point) {
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

// The points of a series in pieces without a break.
std::vector<std::vector<Point>> pieces(const Series& series, const Scale& x, const Scale& y) {
  std::vector<std::vector<Point>> all(1);
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    const Point point{x(series.x[i]), y(series.y[i])};
    if (!std::isnan(point[0]) && !std::isnan(point[1])) {
      all.back().push_back(point);
    } else if (!all.back().empty()) {
      all.emplace_back();
    }
  }
  if (all.back().empty()) all.pop_back();
  return all;
}

bool is_inside(const Point& point, const Scale& x, const Scale& y) {
  return point[0] > x.from - 0.5 && point[0] < x.to + 0.5 && point[1] < y.from + 0.5 &&
         point[1] > y.to - 0.5;
}

}  // namespace

double Scale::operator()(double value) const {
  if (!std::isfinite(value) || (logarithmic && value <= 0.0)) return NAN;
  const double share = logarithmic ? std::log(value / range.low) / std::log(range.high / range.low)
                                   : (value - range.low) / (range.high - range.low);
  // Far outside the frame every place is as good as another, and viewers dislike huge numbers.
  return from + std::clamp(share, -20.0, 21.0) * (to - from);
}

void check_lengths(const Series& series) {
  if (series.x.size() != series.y.size()) {
    throw Error(text("[figure] a curve needs one y for each x: '", series.label, "' has ",
                     series.x.size(), " x and ", series.y.size(), " y"));
  }
  const bool has_band = !series.low.empty() || !series.high.empty();
  if (has_band && (series.low.size() != series.x.size() || series.high.size() != series.x.size())) {
    throw Error(text("[figure] a band needs its low and its high for each x: '", series.label,
                     "' has ", series.x.size(), " x, ", series.low.size(), " low and ",
                     series.high.size(), " high"));
  }
}

void draw_band(Svg& svg, const Series& series, const Scale& x, const Scale& y, const Ink& ink) {
  if (series.low.empty()) return;
  const auto side = [&](const std::vector<double>& values) {
    return pieces({.x = series.x, .y = values}, x, y);
  };
  const auto lows = side(series.low), highs = side(series.high);
  for (std::size_t i = 0; i < std::min(lows.size(), highs.size()); ++i) {
    std::string path;
    for (const Point& point : highs[i]) {
      path += path_step(path.empty() ? 'M' : 'L', point[0], point[1]);
    }
    for (auto point = lows[i].rbegin(); point != lows[i].rend(); ++point) {
      path += path_step('L', (*point)[0], (*point)[1]);
    }
    svg.area(path, ink.color);
  }
}

bool draw_line(Svg& svg, const Series& series, const Scale& x, const Scale& y, const Ink& ink) {
  const auto all = pieces(series, x, y);
  for (const std::vector<Point>& piece : all) {
    if (series.dots || piece.size() == 1) {
      for (const Point& point : piece) svg.dot(point[0], point[1], 4.5, ink.color);
    } else {
      svg.path(piece_path(piece), ink.color, ink.dash);
    }
  }
  return !all.empty();
}

void draw_marks(Svg& svg, const Series& series, const Scale& x, const Scale& y, const Ink& ink) {
  const auto all = pieces(series, x, y);
  for (const std::vector<Point>& piece : all) {
    for (const Point& point : piece) {
      const bool alone = series.dots || piece.size() == 1;  // is a dot already
      if (series.markers && !alone && is_inside(point, x, y)) {
        svg.dot(point[0], point[1], 3.5, ink.color);
      }
    }
  }
  if (!series.open_end || all.empty()) return;
  const Point& last = all.back().back();
  if (is_inside(last, x, y)) svg.ring(last[0], last[1], 4.5, ink.color);
}

}  // namespace actlab::report

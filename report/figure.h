// Line figures for people: panels with axes, grid, legend and curves, written as one SVG text.
//
//   Figure figure{.title = "swish", .panels = {{.title = "value", .series = {{"beta = 1", x,
//   y}}}}}; std::string svg = draw(figure);
//
// The same figure gives the same bytes. Colours are those of Okabe and Ito (Color Universal Design,
// 2008), which colour-blind readers can tell apart; from the eighth series on, dashes tell them
// apart as well. Nothing is loaded from anywhere: the text is a complete picture.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <actlab/report/axis.h>

namespace actlab::report {

struct Series {
  std::string label{};      // in the legend; series of one label share one entry; none when empty
  std::vector<double> x{};  // as long as y
  std::vector<double> y{};
  std::vector<double> low{};  // of a band around the curve, as long as y; none when empty
  std::vector<double> high{};
  bool dashed = false;
  bool dots = false;      // a dot at each point, no line
  bool markers = false;   // a dot at each point of the line
  bool open_end = false;  // a ring at the last point: more was to come
  int color = -1;         // place in the palette; -1: the place of its label in the legend
};

struct Axis {
  std::string label{};
  std::optional<Range> range{};  // what the curves need when absent; curves are cut at the frame
  bool logarithmic = false;
  bool whole = false;  // ticks at whole numbers alone
};

struct Panel {
  std::string title{};
  Axis x{};
  Axis y{};
  std::vector<Series> series{};
};

// Panels stand side by side, `columns` in a row, below the title and one legend for all of them.
struct Figure {
  std::string title{};
  std::vector<Panel> panels{};
  int columns = 2;
  double panel_width = 460;  // pixels, with the room for tick labels
  double panel_height = 330;
  std::string note{};  // small, below all panels
};

// A point that is not finite (or not positive on a logarithmic axis) breaks its line; a point
// between two breaks is drawn as a dot. A panel without any finite point says so.
// Throws Error for no panel at all, for x, y and a band of different length, for an empty or
// non-finite range, and for a logarithmic axis whose range reaches zero.
std::string draw(const Figure& figure);

}  // namespace actlab::report

// A series drawn into the frame of a panel: its band, its line or dots, its markers.
#pragma once

#include <actlab/report/axis.h>
#include <actlab/report/figure.h>
#include <actlab/report/legend.h>
#include <actlab/report/svg.h>

namespace actlab::report {

// Maps values of one axis to pixels; a value without a place on the axis gives NaN.
struct Scale {
  Range range;
  double from;  // pixel of range.low
  double to;    // pixel of range.high
  bool logarithmic;

  double operator()(double value) const;
};

// Throws Error where x, y and the band are not of one length.
void check_lengths(const Series& series);

void draw_band(Svg& svg, const Series& series, const Scale& x, const Scale& y, const Ink& ink);
// Returns whether anything was there to draw.
bool draw_line(Svg& svg, const Series& series, const Scale& x, const Scale& y, const Ink& ink);
// Markers and the ring of an open end, those within the frame alone.
void draw_marks(Svg& svg, const Series& series, const Scale& x, const Scale& y, const Ink& ink);

}  // namespace actlab::report

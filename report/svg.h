// The few SVG elements a figure is made of, with coordinates in pixels rounded to a tenth.
#pragma once

#include <sstream>
#include <string>
#include <string_view>

namespace actlab::report {

// `text` with the five characters that XML reserves escaped, and control characters dropped; what
// is no UTF-8, or no character of XML, becomes U+FFFD.
std::string escaped(std::string_view text);

// "12.3", "40": a coordinate in tenths of a pixel.
std::string pixels(double value);

// About how wide the text is drawn in a common sans-serif face; a little too large rather than
// too small, since the reader's font is not known.
double text_width(std::string_view text, double font_size);

// The text, or its beginning and an ellipsis where it is wider than `width`.
std::string fitted(std::string_view text, double font_size, double width);

struct TextStyle {
  double size = 12;
  const char* color = "#444444";
  const char* anchor = "start";  // start, middle, end
  bool bold = false;
  bool upright = true;  // false: turned to read upwards
};

class Svg {
 public:
  Svg(double width, double height, std::string_view title);
  void line(double x1, double y1, double x2, double y2, const char* color, double width);
  void rectangle(double x, double y, double width, double height, const char* fill,
                 const char* stroke);
  void dot(double x, double y, double radius, std::string_view color);
  void ring(double x, double y, double radius, std::string_view color);
  // `commands` is a path ("M0 0L1 2"); `dash` a dash pattern, or empty.
  void path(const std::string& commands, std::string_view color, std::string_view dash);
  // What `commands` run around, filled so that what lies below shows through.
  void area(const std::string& commands, std::string_view color);
  void text(double x, double y, std::string_view text, const TextStyle& style);
  // Everything until end_clip() is cut at this rectangle.
  void begin_clip(double x, double y, double width, double height);
  void end_clip() { out_ << "</g>\n"; }
  std::string finish();

 private:
  std::ostringstream out_;
  int clips_ = 0;
};

}  // namespace actlab::report

#include <actlab/report/svg.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <actlab/core/base/formatted.h>

namespace actlab::report {
namespace {

constexpr const char* kFonts =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', "
    "sans-serif";

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// The bytes of the first character, where it is one that XML may hold; 0 where it is not.
std::size_t character_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  std::uint32_t code = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues_character(text[i])) return 0;
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  const bool is_shortest = code >= (length == 2 ? 0x80U : length == 3 ? 0x800U : 0x10000U);
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  const bool is_character = code <= 0x10FFFF && code != 0xFFFE && code != 0xFFFF;
  return is_shortest && !is_surrogate && is_character ? length : 0;
}

// Widths in the font's size, after DejaVu Sans, the widest of the faces above.
double character_width(char c) {
  const std::string_view narrow = "ijlI.,:;|!'()[]{}/ ftr";
  const std::string_view wide = "mwMW@%";
  if (narrow.find(c) != std::string_view::npos) return 0.40;
  if (wide.find(c) != std::string_view::npos) return 0.98;
  if (c >= 'A' && c <= 'Z') return 0.72;
  return c == '*' ? 0.5 : 0.63;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text.substr(i));
    const char c = text[i];
    if (length != 1) {
      result += length == 0 ? "\uFFFD" : text.substr(i, length);
      i += std::max<std::size_t>(length, 1);
      continue;
    }
    ++i;
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20) result += c;
    }
  }
  return result;
}

std::string pixels(double value) {
  const double tenths = std::round(value * 10.0);
  return formatted(std::fmod(tenths, 10.0) == 0.0 ? "%.0f" : "%.1f",
                   tenths == 0.0 ? 0.0 : tenths / 10.0);
}

double text_width(std::string_view text, double font_size) {
  double width = 0.0;
  for (const char c : text) width += continues_character(c) ? 0.0 : character_width(c);
  return width * font_size;
}

std::string fitted(std::string_view text, double font_size, double width) {
  if (text_width(text, font_size) <= width) return std::string(text);
  std::size_t length = text.size();
  while (length > 0 && text_width(text.substr(0, length), font_size) + font_size > width) {
    do {
      --length;
    } while (length > 0 && continues_character(text[length]));
  }
  return std::string(text.substr(0, length)) + "\u2026";
}

Svg::Svg(double width, double height, std::string_view title) {
  out_ << "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"" << pixels(width)
       << "\" height=\"" << pixels(height) << "\" viewBox=\"0 0 " << pixels(width) << ' '
       << pixels(height) << "\" font-family=\"" << kFonts << "\">\n<title>" << escaped(title)
       << "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
}

void Svg::line(double x1, double y1, double x2, double y2, const char* color, double width) {
  out_ << "<line x1=\"" << pixels(x1) << "\" y1=\"" << pixels(y1) << "\" x2=\"" << pixels(x2)
       << "\" y2=\"" << pixels(y2) << "\" stroke=\"" << color << "\" stroke-width=\""
       << pixels(width) << "\"/>\n";
}

void Svg::rectangle(double x, double y, double width, double height, const char* fill,
                    const char* stroke) {
  out_ << "<rect x=\"" << pixels(x) << "\" y=\"" << pixels(y) << "\" width=\"" << pixels(width)
       << "\" height=\"" << pixels(height) << "\" fill=\"" << fill << "\" stroke=\"" << stroke
       << "\"/>\n";
}

void Svg::dot(double x, double y, double radius, std::string_view color) {
  out_ << "<circle cx=\"" << pixels(x) << "\" cy=\"" << pixels(y) << "\" r=\"" << pixels(radius)
       << "\" fill=\"" << color << "\" stroke=\"#ffffff\"/>\n";
}

void Svg::ring(double x, double y, double radius, std::string_view color) {
  out_ << "<circle cx=\"" << pixels(x) << "\" cy=\"" << pixels(y) << "\" r=\"" << pixels(radius)
       << "\" fill=\"#ffffff\" stroke=\"" << color << "\" stroke-width=\"2\"/>\n";
}

void Svg::path(const std::string& commands, std::string_view color, std::string_view dash) {
  out_ << "<path d=\"" << commands << "\" fill=\"none\" stroke=\"" << color
       << "\" stroke-width=\"2\" stroke-linejoin=\"round\" stroke-linecap=\"round\"";
  if (!dash.empty()) out_ << " stroke-dasharray=\"" << dash << '"';
  out_ << "/>\n";
}

void Svg::area(const std::string& commands, std::string_view color) {
  out_ << "<path d=\"" << commands << "Z\" fill=\"" << color
       << "\" fill-opacity=\"0.18\" stroke=\"none\"/>\n";
}

void Svg::text(double x, double y, std::string_view text, const TextStyle& style) {
  out_ << "<text x=\"" << pixels(x) << "\" y=\"" << pixels(y) << "\" font-size=\""
       << pixels(style.size) << "\" fill=\"" << style.color << "\" text-anchor=\"" << style.anchor
       << '"';
  if (style.bold) out_ << " font-weight=\"600\"";
  if (!style.upright) out_ << " transform=\"rotate(-90 " << pixels(x) << ' ' << pixels(y) << ")\"";
  out_ << '>' << escaped(text) << "</text>\n";
}

void Svg::begin_clip(double x, double y, double width, double height) {
  ++clips_;
  out_ << "<clipPath id=\"frame" << clips_ << "\"><rect x=\"" << pixels(x) << "\" y=\"" << pixels(y)
       << "\" width=\"" << pixels(width) << "\" height=\"" << pixels(height)
       << "\"/></clipPath>\n<g clip-path=\"url(#frame" << clips_ << ")\">\n";
}

std::string Svg::finish() {
  out_ << "</svg>\n";
  return out_.str();
}

}  // namespace actlab::report

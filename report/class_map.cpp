#include <actlab/report/class_map.h>

#include <iterator>

#include <actlab/report/svg.h>

namespace actlab::report {
namespace {

constexpr double kSide = 480.0, kMargin = 20.0, kTop = 44.0;

struct Colors {
  const char* place;
  const char* dot;
};
constexpr Colors kColors[] = {{"#c6dbef", "#2171b5"}, {"#fdd0a2", "#d94801"},
                              {"#c7e9c0", "#238b45"}, {"#dadaeb", "#6a51a3"},
                              {"#fbb4b9", "#ae017e"}, {"#d9d9d9", "#525252"}};

const Colors& colors_of(int label) {
  return kColors[static_cast<std::size_t>(label) % std::size(kColors)];
}

void draw_places(const ClassMap& map, Svg& svg) {
  const double size = kSide / static_cast<double>(map.side);
  for (std::int64_t row = 0; row < map.side; ++row) {
    for (std::int64_t begin = 0; begin < map.side;) {
      const auto at = [&](std::int64_t column) {
        return map.classes[static_cast<std::size_t>(row * map.side + column)];
      };
      std::int64_t end = begin + 1;
      while (end < map.side && at(end) == at(begin)) ++end;
      const char* color = colors_of(at(begin)).place;
      svg.rectangle(kMargin + size * static_cast<double>(begin),
                    kTop + size * static_cast<double>(row), size * static_cast<double>(end - begin),
                    size, color, color);
      begin = end;
    }
  }
}

}  // namespace

std::string draw(const ClassMap& map) {
  Svg svg(kSide + 2.0 * kMargin, kTop + kSide + 40.0, map.title);
  svg.text(kMargin, 26.0, fitted(map.title, 14.0, kSide), {.size = 14, .bold = true});
  draw_places(map, svg);
  for (const ClassMap::Dot& dot : map.dots) {
    svg.dot(kMargin + kSide * (dot.x / map.reach + 1.0) / 2.0,
            kTop + kSide * (1.0 - dot.y / map.reach) / 2.0, 2.0, colors_of(dot.label).dot);
  }
  double x = kMargin;
  for (std::size_t i = 0; i < map.class_names.size() && x < kSide; ++i) {
    const std::string name = fitted(map.class_names[i], 12.0, 100.0);
    svg.dot(x + 5.0, kTop + kSide + 20.0, 4.0, colors_of(static_cast<int>(i)).dot);
    svg.text(x + 14.0, kTop + kSide + 24.0, name, {});
    x += 30.0 + text_width(name, 12.0);
  }
  return svg.finish();
}

}  // namespace actlab::report

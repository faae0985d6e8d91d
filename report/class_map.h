// A picture of which class is said where in a square of the plane, with points on it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace actlab::report {

struct ClassMap {
  std::string title;
  std::vector<std::string> class_names;
  std::int64_t side;         // places along each side
  double reach;              // the square is [-reach, reach] in both directions
  std::vector<int> classes;  // side * side, from above, row by row

  struct Dot {
    double x;
    double y;
    int label;
  };
  std::vector<Dot> dots;
};

// An SVG. Places of one class beside each other are one rectangle; dots are darker than the places
// of their class, so that a dot on another colour is a mistake.
std::string draw(const ClassMap& map);

}  // namespace actlab::report

// Ten plane figures as signed distances: negative inside, positive outside, in units in which each
// figure about fills the circle of radius 1 around the origin (y points up).
//
// A distance turns into an anti-aliased picture by one clamp: coverage = 1/2 - distance in pixels.
// Polygons and the heart follow Quilez, "2D distance functions"; the crescent is a difference of
// two discs, exact in sign and close in value near its edge.
#pragma once

#include <array>
#include <string>

namespace actlab::datasets {

enum class PlaneFigure {
  circle,
  square,
  triangle,
  star,
  ring,
  cross,
  heart,
  crescent,
  arrow,
  hourglass
};

inline constexpr std::array<const char*, 10> kPlaneFigureNames{
    "circle", "square", "triangle", "star",  "ring",
    "cross",  "heart",  "crescent", "arrow", "hourglass"};

struct Point {
  float x = 0.0f;
  float y = 0.0f;
};

float signed_distance(PlaneFigure figure, Point point);

// Distance to the segment from `a` to `b`; a line of width w is `distance - w / 2`.
float segment_distance(Point point, Point a, Point b);

}  // namespace actlab::datasets

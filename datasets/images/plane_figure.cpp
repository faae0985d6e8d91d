#include <actlab/datasets/images/plane_figure.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace actlab::datasets {
namespace {

constexpr Point kSquare[] = {{-0.72f, -0.72f}, {0.72f, -0.72f}, {0.72f, 0.72f}, {-0.72f, 0.72f}};
constexpr Point kTriangle[] = {{0.0f, 1.0f}, {-0.866f, -0.6f}, {0.866f, -0.6f}};
// five points on radius 1, five on radius 0.42
constexpr Point kStar[] = {
    {0.0f, 1.0f},    {-0.247f, 0.340f}, {-0.951f, 0.309f}, {-0.399f, -0.130f}, {-0.588f, -0.809f},
    {0.0f, -0.420f}, {0.588f, -0.809f}, {0.399f, -0.130f}, {0.951f, 0.309f},   {0.247f, 0.340f}};
constexpr Point kCross[] = {{-0.27f, 0.95f},  {-0.27f, 0.27f},  {-0.95f, 0.27f}, {-0.95f, -0.27f},
                            {-0.27f, -0.27f}, {-0.27f, -0.95f}, {0.27f, -0.95f}, {0.27f, -0.27f},
                            {0.95f, -0.27f},  {0.95f, 0.27f},   {0.27f, 0.27f},  {0.27f, 0.95f}};
constexpr Point kArrow[] = {{0.0f, 1.0f},    {-0.8f, 0.1f}, {-0.28f, 0.1f}, {-0.28f, -0.95f},
                            {0.28f, -0.95f}, {0.28f, 0.1f}, {0.8f, 0.1f}};
// the sides cross at the waist: inside is where a ray meets the border an odd number of times
constexpr Point kHourglass[] = {{-0.72f, 0.9f}, {0.72f, -0.9f}, {-0.72f, -0.9f}, {0.72f, 0.9f}};

Point minus(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
float dot(Point a, Point b) { return a.x * b.x + a.y * b.y; }
float length(Point a) { return std::sqrt(dot(a, a)); }

float segment_distance_squared(Point point, Point a, Point b) {
  const Point along = minus(b, a);
  const Point from_a = minus(point, a);
  const float t = std::clamp(dot(from_a, along) / std::max(dot(along, along), 1e-12f), 0.0f, 1.0f);
  const Point to_nearest{from_a.x - t * along.x, from_a.y - t * along.y};
  return dot(to_nearest, to_nearest);
}

float polygon_distance(std::span<const Point> corners, Point point) {
  float nearest = std::numeric_limits<float>::max();
  bool inside = false;
  Point a = corners.back();
  for (const Point b : corners) {
    nearest = std::min(nearest, segment_distance_squared(point, a, b));
    if ((a.y > point.y) != (b.y > point.y)) {
      const float crossing = a.x + (b.x - a.x) * (point.y - a.y) / (b.y - a.y);
      if (point.x < crossing) inside = !inside;
    }
    a = b;
  }
  return inside ? -std::sqrt(nearest) : std::sqrt(nearest);
}

float heart_distance(Point point) {
  constexpr float kScale = 0.62f;  // Quilez's heart stands on its tip, about 1.1 high
  const Point p{std::abs(point.x) * kScale, point.y * kScale + 0.56f};
  if (p.x + p.y > 1.0f) return (length(minus(p, {0.25f, 0.75f})) - 0.35355339f) / kScale;
  const float diagonal = 0.5f * std::max(p.x + p.y, 0.0f);
  const Point to_top = minus(p, {0.0f, 1.0f});
  const Point to_side = minus(p, {diagonal, diagonal});
  const float distance = std::sqrt(std::min(dot(to_top, to_top), dot(to_side, to_side)));
  return (p.x < p.y ? -distance : distance) / kScale;
}

}  // namespace

float segment_distance(Point point, Point a, Point b) {
  return std::sqrt(segment_distance_squared(point, a, b));
}

float signed_distance(PlaneFigure figure, Point point) {
  switch (figure) {
    case PlaneFigure::circle:
      return length(point) - 0.85f;
    case PlaneFigure::square:
      return polygon_distance(kSquare, point);
    case PlaneFigure::triangle:
      return polygon_distance(kTriangle, point);
    case PlaneFigure::star:
      return polygon_distance(kStar, point);
    case PlaneFigure::ring:
      return std::abs(length(point) - 0.68f) - 0.22f;
    case PlaneFigure::cross:
      return polygon_distance(kCross, point);
    case PlaneFigure::heart:
      return heart_distance(point);
    case PlaneFigure::crescent:
      return std::max(length(point) - 0.95f, 0.78f - length(minus(point, {0.45f, 0.0f})));
    case PlaneFigure::arrow:
      return polygon_distance(kArrow, point);
    case PlaneFigure::hourglass:
      return polygon_distance(kHourglass, point);
  }
  return length(point);
}

}  // namespace actlab::datasets

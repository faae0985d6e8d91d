#include <actlab/datasets/images/shapes.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/base/random.h>
#include <actlab/datasets/images/plane_figure.h>

namespace actlab::datasets {
namespace {

constexpr float kSide = static_cast<float>(kShapesSide);
constexpr float kLeastContrast = 0.6f;  // between figure and background, distance in RGB, 0..1.73
constexpr float kMostTurn = 0.5f;       // radians, to either side
constexpr float kNoise = 0.04f;         // standard deviation, of 1

// Mean and standard deviation of 20,000 images, rounded.
constexpr Normalisation kNormalisation{{0.501f, 0.502f, 0.500f}, {0.246f, 0.246f, 0.247f}};

using Colour = std::array<float, 3>;

float between(Random& random, float low, float high) {
  return low + (high - low) * random.uniform();
}

Colour any_colour(Random& random) { return {random.uniform(), random.uniform(), random.uniform()}; }

float contrast(const Colour& a, const Colour& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

Colour mix(const Colour& a, const Colour& b, float t) {
  return {a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])};
}

struct Box {
  Point least{0.0f, 0.0f};
  Point most{kSide, kSide};
};

// The box around two points, `reach` wider on every side.
Box box_around(Point a, Point b, float reach) {
  return {{std::min(a.x, b.x) - reach, std::min(a.y, b.y) - reach},
          {std::max(a.x, b.x) + reach, std::max(a.y, b.y) + reach}};
}

class Canvas {
 public:
  // Colours run from `a` to `b` across the canvas along `angle`.
  Canvas(const Colour& a, const Colour& b, float angle) {
    const float x = std::cos(angle) / kSide;
    const float y = std::sin(angle) / kSide;
    for_each({}, [&](Point p, Colour& colour) {
      const float t = 0.5f + (p.x - kSide / 2) * x + (p.y - kSide / 2) * y;
      colour = mix(a, b, std::clamp(t, 0.0f, 1.0f));
    });
  }

  // Paints where `distance(point)`, in pixels, is negative; the edge is one pixel soft. Nothing
  // may lie outside of `box`.
  template <class Distance>
  void paint(const Colour& colour, float opacity, const Box& box, const Distance& distance) {
    for_each(box, [&](Point p, Colour& pixel) {
      const float coverage = std::clamp(0.5f - distance(p), 0.0f, 1.0f);
      if (coverage > 0.0f) pixel = mix(pixel, colour, opacity * coverage);
    });
  }

  void write(Random& random, std::span<std::uint8_t> pixels) const {
    std::size_t at = 0;
    for (const Colour& colour : colours_) {
      for (const float value : colour) {
        const float noisy = std::clamp(value + kNoise * noise(random), 0.0f, 1.0f);
        // Not negative; lround() would make other bytes of what lies just below a half.
        // NOLINTNEXTLINE(bugprone-incorrect-roundings)
        pixels[at++] = static_cast<std::uint8_t>(255.0f * noisy + 0.5f);
      }
    }
  }

 private:
  // Mean 0, standard deviation 1: the sum of four random bytes is near enough to normal.
  static float noise(Random& random) {
    const std::uint32_t word = random.next();
    const auto sum = (word & 255) + (word >> 8 & 255) + (word >> 16 & 255) + (word >> 24);
    return (static_cast<float>(sum) - 510.0f) / 147.8f;
  }

  template <class Body>
  void for_each(const Box& box, const Body& body) {
    const auto pixel = [](float at) {
      return static_cast<std::int64_t>(std::clamp(at, 0.0f, kSide));  // rounds down
    };
    const std::int64_t right = pixel(box.most.x + 1.0f);
    const std::int64_t bottom = pixel(box.most.y + 1.0f);
    for (std::int64_t row = pixel(box.least.y); row < bottom; ++row) {
      for (std::int64_t column = pixel(box.least.x); column < right; ++column) {
        body({static_cast<float>(column) + 0.5f, static_cast<float>(row) + 0.5f},
             colours_[static_cast<std::size_t>(row * kShapesSide + column)]);
      }
    }
  }

  std::array<Colour, kShapesSide * kShapesSide> colours_;
};

Point any_place(Random& random) { return {kSide * random.uniform(), kSide * random.uniform()}; }

void paint_line(Canvas& canvas, Random& random, float width) {
  const Point a = any_place(random);
  const Point b = any_place(random);
  canvas.paint(any_colour(random), 0.9f, box_around(a, b, width),
               [&](Point p) { return segment_distance(p, a, b) - width / 2; });
}

void paint_blob(Canvas& canvas, Random& random) {
  const Point centre = any_place(random);
  const float radius = between(random, 1.5f, 4.5f);
  const float softness = between(random, 1.0f, 3.0f);
  const Box box = box_around(centre, centre, radius + softness);
  canvas.paint(any_colour(random), 0.8f, box,
               [&](Point p) { return (segment_distance(p, centre, centre) - radius) / softness; });
}

void paint_figure(Canvas& canvas, Random& random, PlaneFigure figure, const Colour& colour) {
  const float radius = between(random, 9.0f, 13.0f);
  const float room = kSide / 2 - radius + 0.5f;  // the figure may touch the border
  const Point centre{kSide / 2 + between(random, -room, room),
                     kSide / 2 + between(random, -room, room)};
  const float angle = between(random, -kMostTurn, kMostTurn);
  const float stretch = between(random, 0.85f, 1.0f);
  const float cosine = std::cos(angle) / radius;
  const float sine = std::sin(angle) / radius;
  const Box box = box_around(centre, centre, 1.2f * radius);
  canvas.paint(colour, between(random, 0.85f, 1.0f), box, [&](Point p) {
    const float x = p.x - centre.x;
    const float y = centre.y - p.y;
    const Point turned{(cosine * x + sine * y) / stretch, cosine * y - sine * x};
    return signed_distance(figure, turned) * radius * stretch;
  });
}

// A colour that stands out from both ends of the background; in the worst case the opposite of
// their mean.
Colour figure_colour(Random& random, const Colour& a, const Colour& b) {
  for (int trial = 0; trial < 16; ++trial) {
    const Colour colour = any_colour(random);
    if (contrast(colour, a) > kLeastContrast && contrast(colour, b) > kLeastContrast) return colour;
  }
  Colour opposite = mix(a, b, 0.5f);
  for (float& value : opposite) value = value < 0.5f ? 1.0f : 0.0f;
  return opposite;
}

}  // namespace

std::int64_t draw_shape_image(std::uint64_t seed, std::int64_t index,
                              std::span<std::uint8_t> pixels) {
  Random random(seed, Purpose::shapes_data, static_cast<std::uint64_t>(index));
  const std::int64_t label = index % static_cast<std::int64_t>(kPlaneFigureNames.size());
  const Colour a = any_colour(random);
  const Colour b = mix(a, any_colour(random), 0.5f);
  Canvas canvas(a, b, between(random, 0.0f, 2.0f * std::numbers::pi_v<float>));
  for (std::int64_t blobs = random.below(4); blobs > 0; --blobs) paint_blob(canvas, random);
  for (std::int64_t lines = random.below(4); lines > 0; --lines) {
    paint_line(canvas, random, between(random, 1.0f, 2.5f));
  }
  paint_figure(canvas, random, static_cast<PlaneFigure>(label), figure_colour(random, a, b));
  if (random.below(2) == 0) paint_line(canvas, random, 1.0f);
  canvas.write(random, pixels);
  return label;
}

Dataset shapes(std::uint64_t seed, std::int64_t first, std::int64_t count) {
  if (count < 1) throw UsageError(text("[shapes] needs at least one image, got ", count));
  constexpr std::int64_t kBytes = kShapesSide * kShapesSide * kChannels;
  LabelledImages images{
      kShapesSide,   kShapesSide, {}, {}, {kPlaneFigureNames.begin(), kPlaneFigureNames.end()},
      kNormalisation};
  images.pixels.resize(static_cast<std::size_t>(count * kBytes));
  images.labels.resize(static_cast<std::size_t>(count));
  parallel_chunks(count, 64, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
    for (std::int64_t i = begin; i < end; ++i) {
      const auto pixels =
          std::span(images.pixels)
              .subspan(static_cast<std::size_t>(i * kBytes), static_cast<std::size_t>(kBytes));
      images.labels[static_cast<std::size_t>(i)] = draw_shape_image(seed, first + i, pixels);
    }
  });
  return Dataset("shapes", std::move(images));
}

}  // namespace actlab::datasets

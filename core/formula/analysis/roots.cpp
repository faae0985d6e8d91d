#include <actlab/core/formula/analysis/roots.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/formula/analysis/special_points.h>

namespace actlab::formula {
namespace {

// Collects the roots of one function.
class RootFinder {
 public:
  RootFinder(const std::vector<double>& x, const RealFunction& value, const RealFunction& noise)
      : x_(x), value_(value) {
    for (const double point : x) {
      const double y = value(point);
      const bool is_zero = std::abs(y) <= kRoundingNoise * std::abs(point) + noise(point);
      values_.push_back(is_zero ? 0.0 : y);
    }
  }

  void add_piece(Interval piece) { roots_.pieces.push_back(piece); }

  // `at` may be a root.
  void add(double at) {
    if (std::abs(value_(rounded(at))) <= std::abs(value_(at)) || std::abs(at) < 1e-12) {
      at = rounded(at);
    }
    const bool known =
        std::ranges::any_of(roots_.points, [&](double root) { return std::abs(root - at) < 1e-7; });
    const bool inside = std::ranges::any_of(roots_.pieces, [&](Interval piece) {
      return at > piece.low - 1e-7 && at < piece.high + 1e-7;
    });
    if (!known && !inside && std::abs(value_(at)) < 1e-9) roots_.points.push_back(at);
  }

  // What lies around point i, which has neighbours.
  void look_around(std::size_t i) {
    const double now = std::abs(values_[i]);
    const double before = std::abs(values_[i - 1]);
    if (values_[i - 1] * values_[i] < 0.0) {
      add(border(x_[i - 1], x_[i], [&](double at) { return value_(at) < 0.0; }));
    } else if (now == 0.0 && values_[i - 1] != 0.0) {
      add_short_piece(i);
    } else if (now < 1e-3 && now < before && now <= std::abs(values_[i + 1])) {
      const double at = lowest_inside(x_[i - 1], x_[i + 1],
                                      [&](double point) { return std::abs(value_(point)); });
      // A valley of rounding only is no deeper between the points than at them.
      if (std::abs(value_(at)) < 0.01 * before) add(at);
    }
  }

  Roots sorted() {
    std::ranges::sort(roots_.points);
    return roots_;
  }

 private:
  // Around a root of high order a short piece is as good as zero; a long one is a curve that comes
  // ever closer to zero, as gelu(x) - x does.
  void add_short_piece(std::size_t first) {
    std::size_t last = first;
    while (last + 1 < x_.size() && values_[last + 1] == 0.0) ++last;
    if (x_[last] - x_[first] < 1.0) add(0.5 * (x_[first] + x_[last]));
  }

  const std::vector<double>& x_;
  const RealFunction& value_;
  std::vector<double> values_;
  Roots roots_;
};

}  // namespace

Roots find_roots(const std::vector<double>& x, const std::vector<double>& edges,
                 const std::vector<FlatPiece>& flat, const RealFunction& value,
                 const RealFunction& noise) {
  RootFinder finder(x, value, noise);
  for (const FlatPiece& piece : flat) {
    if (piece.value == 0.0) finder.add_piece(piece.where);
  }
  for (std::size_t i = 1; i + 1 < x.size(); ++i) {
    if (std::abs(x[i]) <= 20.0) finder.look_around(i);
  }
  for (const double edge : edges) {
    if (std::isfinite(edge)) finder.add(edge);
  }
  return finder.sorted();
}

}  // namespace actlab::formula

#include <actlab/core/formula/analysis/signal.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace actlab::formula {
namespace {

// Gauss-Legendre with five points on [-1, 1].
constexpr std::array<double, 5> kNodes = {-0.9061798459386640, -0.5384693101056831, 0.0,
                                          0.5384693101056831, 0.9061798459386640};
constexpr std::array<double, 5> kWeights = {0.2369268850561891, 0.4786286704993665,
                                            0.5688888888888889, 0.4786286704993665,
                                            0.2369268850561891};

double normal_density(double x) {
  return std::exp(-0.5 * x * x) / std::sqrt(2.0 * std::numbers::pi);
}

double integral(const RealFunction& function, double low, double high) {
  const double middle = 0.5 * (low + high);
  const double half = 0.5 * (high - low);
  double sum = 0.0;
  for (std::size_t i = 0; i < kNodes.size(); ++i) {
    sum += kWeights[i] * function(middle + half * kNodes[i]);
  }
  return sum * half;
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Over [at, at + width], where width may be negative, in pieces that halve towards `at`. If they
// shrink at a steady rate, the rest is a geometric series; if they do not, there is no integral.
double integral_towards(const RealFunction& function, double at, double width) {
  const int pieces = at == 0.0 ? 200 : 36;
  std::vector<double> parts;
  double sum = 0.0;
  for (int k = 0; k < pieces; ++k) {
    const double far = at + std::ldexp(width, -k);
    const double near = at + std::ldexp(width, -k - 1);
    parts.push_back(integral(function, std::min(near, far), std::max(near, far)));
    sum += parts.back();
  }
  const double last = parts.back();
  if (!std::isfinite(sum) || std::abs(last) <= 1e-13 * std::abs(sum)) return sum;
  const double rate = last / parts[parts.size() - 2];
  if (rate >= 0.9999) return std::copysign(kInfinity, last);
  if (!(rate > 0.0 && rate < 0.97)) return kMomentNotKnown;
  return sum + last * rate / (1.0 - rate);
}

// Whether |function| does not shrink from 12 to 24 in this direction.
bool stays_large(const RealFunction& function, int direction) {
  double before = 0.0;
  for (int x = 12; x <= 24; ++x) {
    const double now = std::abs(function(direction * x));
    if (!(now >= before)) return std::isinf(before);
    before = now * (1.0 - 1e-6);
  }
  return before > 0.0;
}

bool is_among(const std::vector<double>& points, double x) {
  return std::find(points.begin(), points.end(), x) != points.end();
}

double expectation(const RealFunction& function, const std::vector<double>& borders,
                   const std::vector<double>& critical) {
  const RealFunction weighted = [&](double x) { return function(x) * normal_density(x); };
  double inner = 0.0;
  double outer = 0.0;
  bool infinite_above = false;
  bool infinite_below = false;
  const auto add = [&](double part, bool far) {
    infinite_above = infinite_above || part == kInfinity;
    infinite_below = infinite_below || part == -kInfinity;
    (far ? outer : inner) += part;
  };
  for (std::size_t i = 1; i < borders.size(); ++i) {
    const double low = borders[i - 1];
    const double high = borders[i];
    if (low == high) continue;
    const bool far = std::abs(low + high) >= 24.0;
    const double middle = 0.5 * (low + high);
    const double left = is_among(critical, low) ? integral_towards(weighted, low, middle - low)
                                                : integral(weighted, low, middle);
    const double right = is_among(critical, high) ? integral_towards(weighted, high, middle - high)
                                                  : integral(weighted, middle, high);
    if (left == kMomentNotKnown || right == kMomentNotKnown) return kMomentNotKnown;
    add(left, far);
    add(right, far);
  }
  if (infinite_above && infinite_below) return std::numeric_limits<double>::quiet_NaN();
  if (infinite_above || infinite_below) return infinite_above ? kInfinity : -kInfinity;
  if (std::isnan(inner) || std::isnan(outer)) return std::numeric_limits<double>::quiet_NaN();
  // The density is 1e-32 at 12: what still adds up beyond it may do so for ever.
  if (std::abs(outer) <= 1e-9 * std::abs(inner) + 1e-300) return inner + outer;
  const bool diverges = stays_large(weighted, -1) || stays_large(weighted, 1);
  return diverges ? std::copysign(kInfinity, outer) : kMomentNotKnown;
}

}  // namespace

double SignalMoments::gain() const { return 1.0 / std::sqrt(square); }

double SignalMoments::gradient_factor() const { return slope_square / square; }

SignalMoments signal_moments(const RealFunction& value, const RealFunction& derivative,
                             const std::vector<Breakpoint>& kinks,
                             const std::vector<double>& critical) {
  std::vector<double> borders;
  for (int i = -16 * 16; i <= 16 * 16; ++i) borders.push_back(i / 16.0);
  for (const Breakpoint& kink : kinks) {
    if (std::abs(kink.x) < 16.0) borders.push_back(kink.x);
  }
  for (const double point : critical) {
    if (std::abs(point) < 16.0) borders.push_back(point);
  }
  std::sort(borders.begin(), borders.end());
  const auto squared = [](const RealFunction& f) {
    return RealFunction([&f](double x) {
      const double y = f(x);
      return y * y;
    });
  };
  SignalMoments moments{expectation(value, borders, critical),
                        expectation(squared(value), borders, critical),
                        expectation(squared(derivative), borders, critical)};
  // What is left of an odd function's mean is rounding.
  const bool has_square = std::isfinite(moments.square);
  if (has_square && std::abs(moments.mean) < 1e-13 * std::sqrt(moments.square)) moments.mean = 0.0;
  return moments;
}

}  // namespace actlab::formula

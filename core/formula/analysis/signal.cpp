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

double expectation(const RealFunction& function, const std::vector<double>& borders) {
  const RealFunction weighted = [&](double x) { return function(x) * normal_density(x); };
  double inner = 0.0;
  double outer = 0.0;
  for (std::size_t i = 1; i < borders.size(); ++i) {
    const double part = integral(weighted, borders[i - 1], borders[i]);
    (std::abs(borders[i - 1] + borders[i]) < 24.0 ? inner : outer) += part;
  }
  // The density is 1e-32 at 12: what still adds up beyond it would do so for ever.
  const bool settled = std::abs(outer) <= 1e-9 * std::abs(inner) + 1e-300;
  if (std::isnan(inner) || std::isnan(outer)) return std::numeric_limits<double>::quiet_NaN();
  return settled ? inner + outer : std::copysign(std::numeric_limits<double>::infinity(), outer);
}

}  // namespace

double SignalMoments::gain() const { return 1.0 / std::sqrt(square); }

double SignalMoments::gradient_factor() const { return slope_square / square; }

SignalMoments signal_moments(const RealFunction& value, const RealFunction& derivative,
                             const std::vector<Breakpoint>& kinks) {
  std::vector<double> borders;
  for (int i = -16 * 16; i <= 16 * 16; ++i) borders.push_back(i / 16.0);
  for (const Breakpoint& kink : kinks) {
    if (std::abs(kink.x) < 16.0) borders.push_back(kink.x);
  }
  std::sort(borders.begin(), borders.end());
  const auto squared = [](const RealFunction& f) {
    return RealFunction([&f](double x) {
      const double y = f(x);
      return y * y;
    });
  };
  SignalMoments moments{expectation(value, borders), expectation(squared(value), borders),
                        expectation(squared(derivative), borders)};
  // What is left of an odd function's mean is rounding.
  if (std::abs(moments.mean) < 1e-13 * std::sqrt(moments.square)) moments.mean = 0.0;
  return moments;
}

}  // namespace actlab::formula

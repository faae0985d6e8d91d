#include <actlab/core/formula/analysis/description.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/base/joined.h>

namespace actlab::formula {
namespace {

std::string number(double value) { return formatted("%.6g", value == 0.0 ? 0.0 : value); }

// Searches end next to zero, not on it.
std::string position(double x) { return number(std::abs(x) < 1e-12 ? 0.0 : x); }

std::string line_text(double slope, double offset) {
  std::string result = slope == 1.0 ? "x" : slope == -1.0 ? "-x" : number(slope) + " x";
  if (offset != 0.0) result += (offset > 0 ? " + " : " - ") + number(std::abs(offset));
  return result;
}

std::string side(int direction) { return direction < 0 ? "x -> -inf" : "x -> +inf"; }

std::string between(const Interval& where, const char* less) {
  if (std::isinf(where.low) && std::isinf(where.high)) return "all x";
  if (std::isinf(where.low)) return text("x ", less, " ", number(where.high));
  if (std::isinf(where.high)) return text(number(where.low), " ", less, " x");
  return text(number(where.low), " ", less, " x ", less, " ", number(where.high));
}

std::string power_text(const Tail& tail) {
  const double c = tail.coefficient;
  const std::string factor = c == 1.0 ? "" : c == -1.0 ? "-" : number(c) + " ";
  return "grows like " + factor + "|x|^" + number(tail.exponent);
}

std::string rough_power_text(const Tail& tail, const std::string& sign) {
  if (tail.exponent < 0.2) {
    return "-> " + sign + "inf, slower than any power (as a logarithm does)";
  }
  return "grows about like " + sign + "|x|^" + number(std::round(tail.exponent * 100) / 100) +
         " near |x| = 1e9, no pure power";
}

}  // namespace

std::string describe(const Tail& tail) {
  const std::string sign = tail.sign < 0 ? "-" : "";
  switch (tail.kind) {
    case TailKind::constant:
      return "= " + number(tail.limit);
    case TailKind::limit:
      return "-> " + number(tail.limit) +
             (tail.side > 0   ? " from above"
              : tail.side < 0 ? " from below"
                              : "");
    case TailKind::line:
      return tail.slope == 1.0 && tail.offset == 0.0
                 ? "-> x"
                 : "-> the line " + line_text(tail.slope, tail.offset);
    case TailKind::slope:
      return "grows like " + line_text(tail.slope, 0.0);
    case TailKind::power:
      return power_text(tail);
    case TailKind::roughly:
      return rough_power_text(tail, sign);
    case TailKind::fast:
      if (std::abs(tail.overflow) < 1e-9) return sign + "inf";
      return text("-> ", sign,
                  "inf faster than any power; beyond float32 from x = ", number(tail.overflow));
    case TailKind::oscillation:
      return tail.growing
                 ? "oscillates, ever further"
                 : "oscillates between " + number(tail.lowest) + " and " + number(tail.highest);
    case TailKind::undefined:
      return "not defined";
    case TailKind::not_known:
      return "not known: the formula overflows or cancels in double";
    case TailKind::later:
      return "not known: it changes its course beyond |x| = 1e9";
    default:
      return "no simple behaviour found";
  }
}

std::string describe(const Extremum& extremum) {
  switch (extremum.kind) {
    case ExtremumKind::attained:
      return number(extremum.value) + " at x = " + position(extremum.x);
    case ExtremumKind::flat:
      return number(extremum.value) + " for " + between(extremum.where, "<=");
    case ExtremumKind::approached:
      return "none, but " + number(extremum.value) + " is approached as " +
             side(extremum.direction);
    case ExtremumKind::unbounded:
      return extremum.direction == 0 ? "none: no bound near x = " + position(extremum.x)
                                     : "none: no bound as " + side(extremum.direction);
    case ExtremumKind::not_known:
      return "not known";
    case ExtremumKind::undefined:
      break;
  }
  return "none: no values";
}

std::string describe(Trend trend) {
  switch (trend) {
    case Trend::constant:
      return "constant";
    case Trend::rising:
      return "yes, it rises throughout";
    case Trend::not_falling:
      return "yes, it never falls (and is flat in parts)";
    case Trend::falling:
      return "yes, it falls throughout";
    case Trend::not_rising:
      return "yes, it never rises (and is flat in parts)";
    case Trend::both:
      return "no";
    case Trend::not_known:
      return "not known";
    case Trend::undefined:
      break;
  }
  return "not defined";
}

std::string describe(const Breakpoint& kink) {
  const std::string at = " at x = " + number(kink.x);
  switch (kink.kind) {
    case BreakKind::corner:
      return text("corner", at, ": slope ", number(kink.left), " before, ", number(kink.right),
                  " after");
    case BreakKind::jump:
      return text("jump", at, ": from ", number(kink.left), " to ", number(kink.right));
    case BreakKind::pole:
      break;
  }
  return "pole" + at;
}

std::string describe(const Interval& interval) { return between(interval, "<"); }

std::string describe(const Roots& roots) {
  constexpr std::size_t kMost = 5;
  std::vector<std::string> found;
  for (const Interval& piece : roots.pieces) found.push_back(between(piece, "<="));
  // Of many, those nearest to zero.
  std::vector<double> points = roots.points;
  std::stable_sort(points.begin(), points.end(),
                   [](double a, double b) { return std::abs(a) < std::abs(b) - 1e-9; });
  const std::size_t left_out = points.size() - std::min(points.size(), kMost);
  points.resize(points.size() - left_out);
  std::sort(points.begin(), points.end());
  for (const double point : points) found.push_back("x = " + number(point));
  if (found.empty()) return "none found";
  return joined(found, ", ") + (left_out > 0 ? text(" and ", left_out, " more in [-20, 20]") : "");
}

}  // namespace actlab::formula

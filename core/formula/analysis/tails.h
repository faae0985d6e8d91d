// How a function of one variable behaves far away from zero, in one direction.
#pragma once

#include <vector>

#include <actlab/core/formula/analysis/measured.h>
#include <actlab/core/formula/analysis/shape_samples.h>

namespace actlab::formula {

enum class TailKind {
  constant,     // exactly `limit` beyond some point
  limit,        // tends to `limit`, from `side`
  line,         // tends to slope * x + offset
  slope,        // grows like slope * x, but near no line
  power,        // grows like coefficient * |x|^exponent
  roughly,      // grows about like |x|^exponent, no pure power (a logarithm is in it)
  fast,         // leaves the range of double before |x| = 4096; float32 is left at `overflow`
  oscillation,  // goes up and down, between `lowest` and `highest` or ever further
  undefined,    // no number there
  unknown,      // none of these
  not_known,    // double precision cannot tell: the formula overflows or cancels out there
  later,        // what holds up to 2^30 does not hold up to 2^120: the end is not told
};

struct Tail {
  TailKind kind = TailKind::unknown;
  int direction = 1;  // +1: x to +infinity, -1: x to -infinity
  double limit = 0.0;
  int side = 0;  // +1: from above, -1: from below, 0: around it
  double slope = 0.0;
  double offset = 0.0;
  double coefficient = 0.0;
  double exponent = 0.0;
  double overflow = 0.0;
  double lowest = 0.0;
  double highest = 0.0;
  bool growing = false;
  int sign = 1;  // of the values far out, where they grow
};

// Decides from values at powers of two up to 2^30. `flat` tells what is constant from what only
// rounds to a constant.
Tail find_tail(int direction, const MeasuredFunction& function, const std::vector<FlatPiece>& flat);

// Whether the tail tells how far up and down the function goes.
bool is_known(const Tail& tail);
bool unbounded_below(const Tail& tail);
bool unbounded_above(const Tail& tail);

}  // namespace actlab::formula

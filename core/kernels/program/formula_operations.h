// What the instructions of formula programs that are no functions of mathematics do with a vector
// of each input. NaN in gives NaN out (core/kernels/program/formula_opcodes.h).
#pragma once

#include <actlab/core/kernels/vector/exponential.h>

namespace actlab::kernels::ACTLAB_ISA {

#define ACTLAB_INLINE [[gnu::always_inline]] static inline

ACTLAB_INLINE Vector add(Vector a, Vector b) { return a + b; }
ACTLAB_INLINE Vector subtract(Vector a, Vector b) { return a - b; }
ACTLAB_INLINE Vector multiply(Vector a, Vector b) { return a * b; }
ACTLAB_INLINE Vector divide(Vector a, Vector b) { return a / b; }
ACTLAB_INLINE Vector chain(Vector a, Vector b) {
  return choose((a != 0.0f) & (b != 0.0f), a * b, broadcast(0.0f));
}
// A comparison with NaN is false and leaves b, which is right where b is the NaN.
ACTLAB_INLINE Vector minimum(Vector a, Vector b) { return choose(a == a, smaller(a, b), a); }
ACTLAB_INLINE Vector maximum(Vector a, Vector b) { return choose(a == a, larger(a, b), a); }

// 1, 0, or NaN where a or b is.
ACTLAB_INLINE Vector truth(Mask mask, Vector a, Vector b) {
  const Vector number = choose(mask, broadcast(1.0f), broadcast(0.0f));
  return choose(a == a, choose(b == b, number, b), a);
}
ACTLAB_INLINE Vector less(Vector a, Vector b) { return truth(a < b, a, b); }
ACTLAB_INLINE Vector less_equal(Vector a, Vector b) { return truth(a <= b, a, b); }
ACTLAB_INLINE Vector equal(Vector a, Vector b) { return truth(a == b, a, b); }
ACTLAB_INLINE Vector not_equal(Vector a, Vector b) { return truth(a != b, a, b); }

ACTLAB_INLINE Vector select(Vector condition, Vector a, Vector b) {
  return choose(condition == condition, choose(condition != 0.0f, a, b), condition);
}
// c where the mask is set, else d; NaN where a or b is.
ACTLAB_INLINE Vector select_by(Mask mask, Vector a, Vector b, Vector c, Vector d) {
  return choose(a == a, choose(b == b, choose(mask, c, d), b), a);
}
ACTLAB_INLINE Vector select_less(Vector a, Vector b, Vector c, Vector d) {
  return select_by(a < b, a, b, c, d);
}
ACTLAB_INLINE Vector select_less_equal(Vector a, Vector b, Vector c, Vector d) {
  return select_by(a <= b, a, b, c, d);
}

ACTLAB_INLINE Vector multiply_subtract(Vector a, Vector b, Vector c) {
  return multiply_add(a, b, -c);
}
ACTLAB_INLINE Vector subtract_product(Vector a, Vector b, Vector c) {
  return multiply_add(-a, b, c);
}
ACTLAB_INLINE Vector product_of_three(Vector a, Vector b, Vector c) { return a * b * c; }

ACTLAB_INLINE Vector negate(Vector x) { return -x; }
ACTLAB_INLINE Vector sign(Vector x) {
  return choose(x > 0.0f, broadcast(1.0f), choose(x < 0.0f, broadcast(-1.0f), x * 0.0f + x));
}

#undef ACTLAB_INLINE

}  // namespace actlab::kernels::ACTLAB_ISA

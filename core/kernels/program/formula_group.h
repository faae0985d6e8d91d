// How one instruction of a formula program takes one group of vectors. Every operation here has
// apply(accumulator, frame): it gives what the accumulator holds next, reads its other inputs from
// memory, and stores what others read as well.
#pragma once

#include <utility>

#include <actlab/core/kernels/program/formula_interpreter.h>
#include <actlab/core/kernels/vector/vector_math.h>

namespace actlab::kernels::ACTLAB_ISA {

#define ACTLAB_INLINE [[gnu::always_inline]] static inline

struct Group {
  Vector of[kGroupVectors];
};
static_assert(kGroupVectors * kLanes <= kFormulaGroup);

// { f(0), ..., f(7) }
template <class Function>
ACTLAB_INLINE Group each_vector(Function f) {
  return {{f(0), f(1), f(2), f(3), f(4), f(5), f(6), f(7)}};
}

// One instruction at work on one group.
struct Frame {
  [[gnu::always_inline]] float* place(std::uint16_t number) const {
    return data[number] + (offset & masks[number]);
  }
  [[gnu::always_inline]] Group read(std::uint16_t number) const {
    const float* from = place(number);
    return each_vector([=](int v) { return load(from + v * kLanes); });
  }
  [[gnu::always_inline]] Group input(int k) const { return read(at->input[k]); }
  [[gnu::always_inline]] void write(std::uint16_t number, const Group& group) const {
    float* to = place(number);
    for (int v = 0; v < kGroupVectors; ++v) store(to + v * kLanes, group.of[v]);
  }

  const Instruction* at;
  const Instruction* end;
  float* const* data;
  const std::int64_t* masks;
  std::int64_t offset;
};

ACTLAB_INLINE Group stored(const Group& result, const Frame& frame) {
  if (frame.at->stored) frame.write(frame.at->output, result);
  return result;
}

template <Vector (*function)(Vector)>
struct Unary {
  [[gnu::always_inline]] static Group apply(const Group& x, const Frame& frame) {
    return stored(each_vector([&](int v) { return function(x.of[v]); }), frame);
  }
};

// The one output goes on, the other one to memory.
template <Pair (*function)(Vector), bool kLeavesSecond>
struct UnaryPair {
  [[gnu::always_inline]] static Group apply(const Group& x, const Frame& frame) {
    const Instruction& at = *frame.at;
    float* other = frame.place(kLeavesSecond ? at.output : at.second_output);
    const Group result = each_vector([&](int v) {
      const Pair pair = function(x.of[v]);
      store(other + v * kLanes, kLeavesSecond ? pair.first : pair.second);
      return kLeavesSecond ? pair.second : pair.first;
    });
    if (at.stored) frame.write(kLeavesSecond ? at.second_output : at.output, result);
    return result;
  }
};

// Input k: the accumulator where it is the given one; of those from kEqualFrom on, whose floats are
// all equal, one vector is loaded.
template <int kAccumulated, int kEqualFrom, int k>
ACTLAB_INLINE Group operand(const Group& accumulator, const Frame& frame) {
  if constexpr (k == kAccumulated) {
    return accumulator;
  } else if constexpr (k >= kEqualFrom) {
    const Vector equal = load(frame.place(frame.at->input[k]));
    return each_vector([=](int) { return equal; });
  } else {
    return frame.input(k);
  }
}

// A function of several inputs.
template <auto function>
struct Several;
template <class... Inputs, Vector (*function)(Inputs...)>
struct Several<function> {
  static constexpr int kInputs = sizeof...(Inputs);

  template <int kAccumulated, int kEqualFrom>
  struct With {
    [[gnu::always_inline]] static Group apply(const Group& accumulator, const Frame& frame) {
      return apply(accumulator, frame, std::make_integer_sequence<int, kInputs>{});
    }
    template <int... k>
    [[gnu::always_inline]] static Group apply(const Group& accumulator, const Frame& frame,
                                              std::integer_sequence<int, k...>) {
      const Group inputs[] = {operand<kAccumulated, kEqualFrom, k>(accumulator, frame)...};
      return stored(each_vector([&](int v) { return function(inputs[k].of[v]...); }), frame);
    }
  };
};

// sum += kSign a * b. The accumulator keeps a. A sum with the same place for every group is one
// vector.
template <int kSign>
struct AddToSum {
  [[gnu::always_inline]] static Group apply(const Group& a, const Frame& frame) {
    const Group b = frame.input(1);
    const std::uint16_t number = frame.at->output;
    float* to = frame.place(number);
    const auto add = [&](int v, Vector sum) {
      return multiply_add(kSign > 0 ? a.of[v] : -a.of[v], b.of[v], sum);
    };
    if (frame.masks[number] != kBlockMask) {
      Vector sums[2] = {load(to), Vector{}};
      for (int v = 0; v < kGroupVectors; ++v) sums[v % 2] = add(v, sums[v % 2]);
      store(to, sums[0] + sums[1]);
    } else {
      for (int v = 0; v < kGroupVectors; ++v) {
        store(to + v * kLanes, add(v, load(to + v * kLanes)));
      }
    }
    return a;
  }
};

#undef ACTLAB_INLINE

}  // namespace actlab::kernels::ACTLAB_ISA

// When are two candidates the same, and which are not worth training?
//
// Same by structure: canonical() puts the two sides of each commutative function in a fixed order,
// which leaves 4,450 of the 6,250 one-unit strings.
//
// Same by function: function_hash() is equal for functions that are equal on normal inputs, however
// they are written: relu(x) and max(x, 0).
//
// Not worth training: screen() refuses, before any training, what is not a finite number on normal
// inputs, what is constant there, and what costs far more than any sensible activation.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/formula/analysis/function_hash.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/search/space.h>

namespace actlab::search {

// The representative of all candidates that differ only in the order of the sides of commutative
// functions, in the input of a function that takes no notice of it, and in units that nothing uses.
Candidate canonical(const Space& space, const Candidate& candidate);

// Candidates that a method remembers, the same ones once.
class Remembered {
 public:
  explicit Remembered(const Space& space) : space_(space) {}

  bool contains(const Candidate& candidate) const;
  bool add(const Candidate& candidate);  // false where it was there already

  // The numbers of the representatives, rising; and back.
  std::vector<std::int64_t> numbers() const { return {numbers_.begin(), numbers_.end()}; }
  void set_numbers(std::span<const std::int64_t> numbers);

 private:
  const Space space_;
  std::set<std::int64_t> numbers_;
};

// core/formula/analysis/function_hash.h; stored as the canonical hash of trials.
using formula::function_hash;

// What screen() found.
struct Screening {
  bool accepted = true;
  bool constant = false;  // refused as constant; else a refusal is for NaN, infinity or cost
  std::string reason;     // of a refusal, one sentence
  // By how much a layer changes the mean square of the gradient on its way back, where normal
  // inputs come out of a normalisation and the next layer normalises again:
  // E[f'^2] / Var[f] (see core/formula/analysis/signal.h). 1.47 for relu.
  double gradient_factor = 0.0;
  // The factor is outside [1/30, 30]: over the 19 layers of ResNet-20 without its skips the
  // gradient would change by more than 10^14. No refusal: see SearchPlan::refuse_hopeless.
  bool hopeless = false;
};

// Bounds on the cost of a formula, by the size of what training would run. Random formulas of three
// units stay below all of them nearly always.
inline constexpr std::int64_t kMostInstructions = 400;  // of the program with all gradients
inline constexpr std::int64_t kMostRegisters = 128;     // of the same: 2 KB of cache each
inline constexpr std::int64_t kMostParameters = 32;

// Value and derivative in float32, as training will compute them, at the starting values of the
// parameters, on 4,096 fixed inputs drawn from N(0, 1).
Screening screen(const formula::CompiledFormula& formula);
// The same for text. What does not compile, because it is too large or no formula, is refused with
// the compiler's reason.
Screening screen(std::string_view formula);

}  // namespace actlab::search

// The functions from which a search composes activations: the 25 unary and 10 binary ones of
// "Searching for activation functions" (Ramachandran, Zoph and Le, 1710.05941), one row each.
//
// A row's formula is in the language of core/formula/language/parser.h, of x where it is unary, of
// a and b where it is binary. `beta` is a trainable value a channel, in every place a parameter of
// its own; it starts at 1, but at 1/2 in the weighted mean. The epsilon that guards the logarithm
// and the quotient is 1e-7. sqrt is NaN below 0, as the paper has it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/formula/language/expression.h>

namespace actlab::search {

struct Primitive {
  std::string_view name;     // never changes: stored studies hold it
  std::string_view formula;  // of x, or of a and b
  bool commutative = false;  // of a binary function: f(a, b) = f(b, a)
};

// In the paper's order.
const std::vector<Primitive>& unary_primitives();
const std::vector<Primitive>& binary_primitives();

// A primitive ready to be applied to expressions.
class Function {
 public:
  explicit Function(const Primitive& row);

  const std::string& name() const { return name_; }
  bool commutative() const { return commutative_; }
  bool has_beta() const { return has_beta_; }
  bool uses_input() const { return uses_input_; }  // false of the unary function `beta`

  // The formula with its inputs put in (unary functions take `a` only). Its beta, if it has one,
  // is the parameter `beta_name`.
  formula::Expression apply(const formula::Expression& a, const formula::Expression& b,
                            const std::string& beta_name) const;

  // Could the expression have come from apply()? Then the inputs that were put in.
  struct Match {
    bool matches = false;
    formula::Expression a, b;  // empty where the function does not use it
  };
  Match match(const formula::Expression& expression) const;

 private:
  std::string name_;
  bool commutative_;
  formula::Expression template_;  // its inputs are the parameters a and b
  bool has_beta_ = false;
  bool uses_input_ = false;
  float beta_start_ = 1.0f;
};

// Rows by name, or all of the table where `names` is empty. UsageError for an unknown name (with
// the nearest known one) and for a name that occurs twice; `what` is "unary" or "binary".
std::vector<Function> functions(const std::vector<Primitive>& table, std::string_view what,
                                const std::vector<std::string>& names);

}  // namespace actlab::search

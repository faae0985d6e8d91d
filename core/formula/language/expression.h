// Formulas as immutable expressions: the tree that is parsed, differentiated, printed and compiled.
//
//   const Expression swish = x() * sigmoid(parameter("beta") * x());
//
// An Expression is a cheap handle; equal parts may be shared, so a formula is a directed graph
// without cycles. Operators build exactly what is written; simplify()
// (core/formula/calculus/simplify.h) cleans up. Throws UsageError beyond kDeepest levels.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <actlab/core/kernels/program/formula_opcodes.h>

namespace actlab::formula {

using kernels::Opcode;

// How many values a parameter has: one a channel, one for the layer, or a constant.
enum class Sharing { per_channel, shared, fixed };

struct Parameter {
  std::string name;
  float initial = 1.0f;
  Sharing sharing = Sharing::per_channel;
  bool operator==(const Parameter&) const = default;
};

enum class Kind : std::uint8_t { constant, variable, parameter, power, operation };

struct Node;
class Expression;
using Inputs = std::vector<Expression>;

class Expression {
 public:
  Expression() = default;  // empty: stands for no expression, such as a derivative that is zero
  Expression(double constant);
  explicit Expression(const Node& node);

  explicit operator bool() const { return node_ != nullptr; }
  const Node& operator*() const { return *node_; }
  const Node* operator->() const { return node_.get(); }
  const Node* get() const { return node_.get(); }
  bool is(Opcode opcode) const;
  bool is_constant() const;
  bool is_constant(double value) const;

 private:
  std::shared_ptr<const Node> node_;
};

struct Node {
  Kind kind = Kind::constant;
  Opcode opcode{};                               // of an operation
  int exponent = 0;                              // of a power
  double number = 0.0;                           // of a constant
  std::shared_ptr<const Parameter> parameter{};  // of a parameter, else null
  Inputs inputs{};
  // Set by Expression(const Node&).
  std::uint64_t hash = 0;      // equal for equal structure
  int depth = 1;               // levels of the tree
  std::int64_t tree_size = 1;  // nodes of the tree, shared parts counted each time; saturates
};

inline constexpr int kDeepest = 4096;
inline constexpr int kLargestExponent = 64;
inline constexpr std::int64_t kTreeSizeLimit = std::int64_t{1} << 40;  // where tree_size saturates

// ---- building ---------------------------------------------------------------------------------

Expression x();
Expression constant(double value);
Expression parameter(std::string name, float initial = 1.0f,
                     Sharing sharing = Sharing::per_channel);
Expression operation(Opcode opcode, Inputs inputs);
Expression power(const Expression& base, int exponent);  // |exponent| <= kLargestExponent
// Any unary function of the primitives table by its name; throws UsageError for others.
Expression call(std::string_view function, const Expression& argument);

Expression operator+(const Expression& a, const Expression& b);
Expression operator-(const Expression& a, const Expression& b);
Expression operator*(const Expression& a, const Expression& b);
Expression operator/(const Expression& a, const Expression& b);
Expression operator-(const Expression& a);
Expression min(const Expression& a, const Expression& b);
Expression max(const Expression& a, const Expression& b);
// Comparisons: 1, 0, or NaN where a side is NaN. a > b is less(b, a).
Expression less(const Expression& a, const Expression& b);
Expression less_equal(const Expression& a, const Expression& b);
Expression equal(const Expression& a, const Expression& b);
Expression not_equal(const Expression& a, const Expression& b);
// a where the condition is 1, b where it is 0.
Expression where(const Expression& condition, const Expression& a, const Expression& b);

Expression abs(const Expression& a);
Expression sqrt(const Expression& a);
Expression exp(const Expression& a);
Expression log(const Expression& a);
Expression sin(const Expression& a);
Expression cos(const Expression& a);
Expression tanh(const Expression& a);
Expression erf(const Expression& a);
Expression sigmoid(const Expression& a);
Expression softplus(const Expression& a);

// ---- reading ----------------------------------------------------------------------------------

// The same formula, node by node.
bool same(const Expression& a, const Expression& b);

// Every node once, inputs before the nodes that use them, in the order of the text.
std::vector<Expression> inputs_first(const std::vector<Expression>& roots);

// The distinct parameters in the order of first use.
std::vector<Parameter> parameters_of(const Expression& expression);

// Copies the expression with x and parameters replaced. Names that are missing stay.
Expression substitute(const Expression& expression, const Expression& for_x,
                      const std::unordered_map<std::string, Expression>& for_parameters = {});

}  // namespace actlab::formula

#include <actlab/core/formula/calculus/derivation.h>

#include <cstdint>
#include <unordered_map>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/calculus/derivative.h>
#include <actlab/core/formula/language/primitives.h>
#include <actlab/core/formula/language/printer.h>

namespace actlab::formula {
namespace {

constexpr std::int64_t kMostNodes = 100'000;  // a formula of a person has far fewer

bool is_condition(Opcode opcode) {
  return opcode == Opcode::less || opcode == Opcode::less_equal || opcode == Opcode::equal ||
         opcode == Opcode::not_equal;
}

std::string rule_of_operation(const Node& node) {
  switch (node.opcode) {
    case Opcode::add:
      return "sum: (u + v)' = u' + v'";
    case Opcode::subtract:
      return "difference: (u - v)' = u' - v'";
    case Opcode::multiply:
    case Opcode::chain:
      return "product: (u v)' = u' v + u v'";
    case Opcode::divide:
      return "quotient: (u / v)' = (u' - (u / v) v') / v";
    case Opcode::negate:
      return "(-u)' = -u'";
    case Opcode::minimum:
      return "the smaller one's; v' where they are equal";
    case Opcode::maximum:
      return "the larger one's; v' where they are equal";
    case Opcode::select:
      return "that of the branch that is taken";
    default:
      break;
  }
  const Primitive& row = primitive(node.opcode);
  return text("chain: ", row.name, "(u)' = u' times ", row.derivative, " at x = u");
}

std::string rule_of(const Node& node) {
  if (node.kind == Kind::variable) return "x' = 1";
  if (node.kind == Kind::power) {
    return text("power: (u^", node.exponent, ")' = ", node.exponent, " u^", node.exponent - 1,
                " u'");
  }
  return rule_of_operation(node);
}

}  // namespace

std::vector<DerivationLine> derivation(const Expression& f) {
  std::vector<DerivationLine> lines;
  std::unordered_map<const Node*, bool> has_x;
  for (const Expression& node : inputs_first({f})) {
    bool depends = node->kind == Kind::variable;
    for (const Expression& input : node->inputs) depends = depends || has_x.at(input.get());
    has_x[node.get()] = depends;
    if (!depends || (node->kind == Kind::operation && is_condition(node->opcode))) continue;
    Simplifier simplifier(kMostNodes);
    const Expression slope = derivative(simplifier.simplify(node), simplifier);
    DerivationLine line{to_text_without_declarations(node), rule_of(*node),
                        to_text_without_declarations(slope)};
    bool known = false;
    for (const DerivationLine& earlier : lines) known = known || earlier.part == line.part;
    if (!known) lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace actlab::formula

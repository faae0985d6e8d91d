#include <actlab/core/formula/language/printer.h>

#include <array>
#include <charconv>
#include <string_view>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/language/primitives.h>

namespace actlab::formula {
namespace {

constexpr std::int64_t kLargestPrinted = 1 << 16;

// How tightly a piece of text holds together; a looser one needs brackets inside a tighter one.
enum class Tightness { sum, product, sign, power, value };

std::string shortest(double number) {
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  return {buffer.data(), end};
}

std::string shortest(float number) {
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  return {buffer.data(), end};
}

std::string_view symbol(Opcode opcode) {
  switch (opcode) {
    case Opcode::add:
      return " + ";
    case Opcode::subtract:
      return " - ";
    case Opcode::multiply:
    case Opcode::chain:
      return " * ";
    case Opcode::divide:
      return " / ";
    case Opcode::less:
      return " < ";
    case Opcode::less_equal:
      return " <= ";
    case Opcode::equal:
      return " == ";
    case Opcode::not_equal:
      return " != ";
    default:
      return "";
  }
}

class Printer {
 public:
  std::string text;

  // Prints `e`, in brackets where it is looser than `wanted`.
  void print(const Expression& e, Tightness wanted) {
    const bool brackets = tightness(e) < wanted;
    if (brackets) text += '(';
    print_bare(e);
    if (brackets) text += ')';
  }

 private:
  static Tightness tightness(const Expression& e) {
    switch (e->kind) {
      case Kind::constant:
        return e->number < 0.0 ? Tightness::sign : Tightness::value;
      case Kind::power:
        return Tightness::power;
      case Kind::variable:
      case Kind::parameter:
        return Tightness::value;
      case Kind::operation:
        break;
    }
    switch (e->opcode) {
      case Opcode::add:
      case Opcode::subtract:
        return Tightness::sum;
      case Opcode::multiply:
      case Opcode::chain:
      case Opcode::divide:
        return Tightness::product;
      case Opcode::negate:
        return Tightness::sign;
      default:
        return Tightness::value;
    }
  }

  void print_bare(const Expression& e) {
    switch (e->kind) {
      case Kind::constant:
        text += shortest(e->number);
        return;
      case Kind::variable:
        text += 'x';
        return;
      case Kind::parameter:
        text += e->parameter->name;
        return;
      case Kind::power:
        print(e->inputs[0], Tightness::value);
        text += '^' + std::to_string(e->exponent);
        return;
      case Kind::operation:
        print_operation(e);
        return;
    }
  }

  void print_operation(const Expression& e) {
    const Inputs& in = e->inputs;
    switch (e->opcode) {
      case Opcode::add:
      case Opcode::subtract:
        return print_infix(e, Tightness::sum, Tightness::product);
      case Opcode::multiply:
      case Opcode::chain:
      case Opcode::divide:
        return print_infix(e, Tightness::product, Tightness::sign);
      case Opcode::less:
      case Opcode::less_equal:
      case Opcode::equal:
      case Opcode::not_equal:
        return print_comparison(e);
      case Opcode::negate:
        text += '-';
        return print(in[0], Tightness::sign);
      case Opcode::minimum:
        text += "min";
        break;
      case Opcode::maximum:
        text += "max";
        break;
      case Opcode::select:
        text += "where";
        break;
      default:
        text += primitive(e->opcode).name;
        break;
    }
    text += '(';
    for (std::size_t k = 0; k < in.size(); ++k) {
      if (k > 0) text += ", ";
      print(in[k], Tightness::sum);
    }
    text += ')';
  }

  // Left-associative: the right side must be tighter.
  void print_infix(const Expression& e, Tightness left, Tightness right) {
    print(e->inputs[0], left);
    text += symbol(e->opcode);
    print(e->inputs[1], right);
  }

  // less(0, x) reads better as x > 0.
  void print_comparison(const Expression& e) {
    const bool less = e->opcode == Opcode::less || e->opcode == Opcode::less_equal;
    const bool turn = less && e->inputs[0].is_constant() && !e->inputs[1].is_constant();
    print(e->inputs[turn ? 1 : 0], Tightness::sum);
    text += turn ? (e->opcode == Opcode::less ? " > " : " >= ") : symbol(e->opcode);
    print(e->inputs[turn ? 0 : 1], Tightness::sum);
  }
};

}  // namespace

std::string to_text_without_declarations(const Expression& expression) {
  if (expression->tree_size > kLargestPrinted) {
    return text("(", expression->tree_size, " operations, too long to print)");
  }
  Printer printer;
  printer.print(expression, Tightness::sum);
  return printer.text;
}

std::string to_text(const Expression& expression) {
  std::string result = to_text_without_declarations(expression);
  if (expression->tree_size > kLargestPrinted) return result;
  std::string_view separator = " where ";
  for (const Parameter& p : parameters_of(expression)) {
    result += separator;
    result += p.name + " = " + shortest(p.initial);
    if (p.sharing == Sharing::shared) result += " shared";
    if (p.sharing == Sharing::fixed) result += " fixed";
    separator = ", ";
  }
  return result;
}

}  // namespace actlab::formula

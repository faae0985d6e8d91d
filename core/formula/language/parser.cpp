#include <actlab/core/formula/language/parser.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/formula/language/catalog.h>
#include <actlab/core/formula/language/primitives.h>

namespace actlab::formula {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool is_function(std::string_view name) {
  return name == "min" || name == "max" || name == "where" || find_primitive(name) != nullptr ||
         find_row(name) != nullptr;
}

std::vector<std::string> function_names() {
  std::vector<std::string> names = primitive_names();
  names.insert(names.end(), {"min", "max", "where"});
  for (std::string& name : catalog_names()) names.push_back(std::move(name));
  return names;
}

// A parameter as met while parsing, and where its start comes from.
struct Met {
  enum class Start { assumed, row, declared } start;
  Parameter parameter;
};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Expression formula() {
    if (text_.size() > kLongestFormula) {
      throw UsageError(text("[formula] a formula may have ", kLongestFormula,
                            " characters, this one has ", text_.size()));
    }
    const Expression body = sum();
    if (peek_name() == "where") declarations();
    skip_spaces();
    if (position_ < text_.size()) fail("expected an operator or the end");
    std::unordered_map<std::string, Expression> final_parameters;
    for (const Met& met : met_) {
      const Parameter& p = met.parameter;
      final_parameters.emplace(p.name, parameter(p.name, p.initial, p.sharing));
    }
    return substitute(body, x(), final_parameters);
  }

 private:
  // ---- characters ----

  void skip_spaces() {
    while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\t' ||
                                        text_[position_] == '\n' || text_[position_] == '\r')) {
      ++position_;
    }
  }

  bool at(std::string_view symbol) {
    skip_spaces();
    return text_.substr(position_, symbol.size()) == symbol;
  }

  bool take(std::string_view symbol) {
    if (!at(symbol)) return false;
    position_ += symbol.size();
    return true;
  }

  void expect(std::string_view symbol, std::string_view context = "") {
    if (!take(symbol)) fail(text("expected '", symbol, "'", context));
  }

  std::string_view peek_name() {
    skip_spaces();
    std::size_t end = position_;
    if (end < text_.size() && is_letter(text_[end])) {
      while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) ++end;
    }
    return text_.substr(position_, end - position_);
  }

  std::string found() {
    skip_spaces();
    if (position_ >= text_.size()) return "the end";
    const std::string_view name = peek_name();
    if (!name.empty()) return text("'", name, "'");
    const char c = text_[position_];
    if (c < ' ' || c > '~')
      return text("the byte ", static_cast<int>(static_cast<unsigned char>(c)));
    return text("'", c, "'");
  }

  static std::string column(std::size_t position) { return text("column ", position + 1); }

  [[noreturn]] void fail(std::string_view expected) {
    const std::string got = found();
    throw UsageError(text("[formula] ", expected, " at ", column(position_), ", got ", got));
  }

  // ---- expressions ----

  Expression sum() {
    Expression left = product();
    for (;;) {
      if (take("+")) {
        left = checked(left + product());
      } else if (take("-")) {
        left = checked(left - product());
      } else {
        return left;
      }
    }
  }

  Expression product() {
    Expression left = signed_value();
    for (;;) {
      if (at("**")) {
        throw UsageError(
            text("[formula] '**' at ", column(position_), "; a power is written '^': x^2"));
      }
      if (take("*")) {
        left = checked(left * signed_value());
      } else if (take("/")) {
        left = checked(left / signed_value());
      } else {
        return left;
      }
    }
  }

  Expression signed_value() {
    if (++depth_ > kDeepestFormula) {
      throw UsageError(
          text("[formula] nested deeper than ", kDeepestFormula, " levels at ", column(position_)));
    }
    const Expression result = take("-") ? checked(-signed_value()) : power_of_value();
    --depth_;
    return result;
  }

  Expression power_of_value() {
    const Expression base = value();
    if (!take("^")) return base;
    const bool negative = take("-");
    skip_spaces();
    const std::size_t begin = position_;
    std::size_t end = begin;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    int exponent = 0;
    const auto [rest, status] = std::from_chars(text_.data() + begin, text_.data() + end, exponent);
    const bool whole = end == text_.size() || !(text_[end] == '.' || is_letter(text_[end]));
    if (end == begin || !whole || status != std::errc() || exponent > kLargestExponent) {
      fail(text("expected a whole number up to ", kLargestExponent, " after '^'"));
    }
    position_ = end;
    if (at("^")) fail("expected brackets around the first of two powers");
    return checked(power(base, negative ? -exponent : exponent));
  }

  Expression value() {
    skip_spaces();
    if (take("(")) {
      const Expression inner = sum();
      expect(")");
      return inner;
    }
    const char c = position_ < text_.size() ? text_[position_] : '\0';
    if (is_digit(c) || c == '.') return constant(number());
    if (is_letter(c)) return named_value();
    fail("expected a number, a name or '('");
  }

  double number() {
    skip_spaces();
    double result = 0.0;
    const char* begin = text_.data() + position_;
    const char* end = text_.data() + text_.size();
    const bool starts = begin < end && (is_digit(*begin) || *begin == '.');
    const auto [rest, status] = std::from_chars(begin, end, result);
    if (!starts || (status == std::errc::invalid_argument)) fail("expected a number");
    const double magnitude = std::fabs(result);
    const bool fits = magnitude == 0.0 || (magnitude <= std::numeric_limits<float>::max() &&
                                           magnitude >= std::numeric_limits<float>::min());
    if (status == std::errc::result_out_of_range || !fits) {
      throw UsageError(text("[formula] the number ", std::string(begin, rest), " at ",
                            column(position_), " is outside the range of float32"));
    }
    position_ += static_cast<std::size_t>(rest - begin);
    return result;
  }

  Expression named_value() {
    const std::size_t begin = position_;
    const std::string_view name = peek_name();
    position_ += name.size();
    if (at("(")) return call(name, begin);
    if (name == "x") return x();
    if (name == "pi") return constant(std::numbers::pi);
    check_free(name, begin);
    meet({std::string(name)}, Met::Start::assumed);
    return parameter(std::string(name));
  }

  // A name that may become a parameter.
  void check_free(std::string_view name, std::size_t begin) {
    const auto refuse = [&](std::string_view reason) {
      throw UsageError(text("[formula] '", name, "' at ", column(begin), " ", reason));
    };
    if (name == "nan" || name == "NaN" || name == "inf" || name == "Inf" || name == "infinity") {
      refuse("is not a number that a formula may hold");
    }
    if (name == "x" || name == "pi" || name == "shared" || name == "fixed") {
      refuse("is a word of the language and cannot name a parameter");
    }
    if (name == "where") refuse("needs '(' here: where(condition, a, b)");
    if (is_function(name)) {
      // A name of the catalog alone, as in "swish where beta = 2", means the function of x.
      const bool alone = begin == text_.find_first_not_of(" \t\r\n") && peek_name() == "where";
      refuse(alone ? text("is a function: write ", name, "(x) ", text_.substr(position_))
                   : text("is a function: write ", name, "(...)"));
    }
  }

  Expression call(std::string_view name, std::size_t begin) {
    if (!is_function(name)) {
      throw UsageError(text("[formula] unknown function '", name, "' at ", column(begin),
                            did_you_mean(name, function_names())));
    }
    expect("(");
    if (name == "where") return where_call();
    const Expression first = sum();
    if (name == "min" || name == "max") {
      expect(",", text(" and the second value of ", name));
      const Expression second = sum();
      expect(")", text(" after the two values of ", name));
      return checked(name == "min" ? min(first, second) : max(first, second));
    }
    expect(")", text(" after the one value of ", name));
    if (const Primitive* row = find_primitive(name)) {
      return checked(operation(row->opcode, {first}));
    }
    const Expression row = parse(find_row(name)->formula);
    for (const Parameter& p : parameters_of(row)) meet(p, Met::Start::row);
    return checked(substitute(row, first));
  }

  Expression where_call() {
    const Expression a = sum();
    const Expression condition = comparison(a);
    expect(",", " after the condition of where");
    const Expression chosen = sum();
    expect(",", " and the third value of where");
    const Expression otherwise = sum();
    expect(")", " after the three values of where");
    return checked(where(condition, chosen, otherwise));
  }

  Expression comparison(const Expression& a) {
    if (take("<=")) return checked(less_equal(a, sum()));
    if (take("<")) return checked(less(a, sum()));
    if (take(">=")) return checked(less_equal(sum(), a));
    if (take(">")) return checked(less(sum(), a));
    if (take("==")) return checked(equal(a, sum()));
    if (take("!=")) return checked(not_equal(a, sum()));
    fail("expected a comparison (<, <=, >, >=, == or !=)");
  }

  Expression checked(Expression expression) {
    check_size(expression);
    return expression;
  }

  // ---- parameters ----

  Met* find(std::string_view name) {
    const auto found = std::find_if(met_.begin(), met_.end(),
                                    [&](const Met& m) { return m.parameter.name == name; });
    return found == met_.end() ? nullptr : &*found;
  }

  void meet(const Parameter& parameter, Met::Start start) {
    Met* known = find(parameter.name);
    if (known == nullptr) {
      met_.push_back({start, parameter});
    } else if (known->start == Met::Start::assumed) {
      *known = {start, parameter};
    } else if (start == Met::Start::row && !(known->parameter == parameter)) {
      conflicts_.push_back(parameter.name);
    }
  }

  void declarations() {
    position_ += std::string_view("where").size();
    do declaration();
    while (take(","));
  }

  void declaration() {
    const std::string_view name = peek_name();
    if (name.empty()) fail("expected the name of a parameter");
    const std::size_t begin = position_;
    check_free(name, begin);
    Met* met = find(name);
    if (met == nullptr) {
      std::vector<std::string> names;
      for (const Met& m : met_) names.push_back(m.parameter.name);
      throw UsageError(text("[formula] the formula does not use '", name, "', declared at ",
                            column(begin), did_you_mean(name, names)));
    }
    if (met->start == Met::Start::declared) {
      throw UsageError(text("[formula] '", name, "' is declared twice, again at ", column(begin)));
    }
    position_ += name.size();
    expect("=", text(" after '", name, "'"));
    const double sign = take("-") ? -1.0 : 1.0;
    met->parameter.initial = static_cast<float>(sign * number());
    met->parameter.sharing = Sharing::per_channel;
    met->start = Met::Start::declared;
    const std::string_view word = peek_name();
    if (word == "shared") met->parameter.sharing = Sharing::shared;
    if (word == "fixed") met->parameter.sharing = Sharing::fixed;
    if (word == "shared" || word == "fixed") position_ += word.size();
  }

  std::string_view text_;
  std::size_t position_ = 0;
  int depth_ = 0;
  std::vector<Met> met_;
  std::vector<std::string> conflicts_;

  friend Expression actlab::formula::parse(std::string_view);
  // Two catalog rows with different starts for one name need a declaration that decides.
  void check_conflicts() {
    for (const std::string& name : conflicts_) {
      if (find(name)->start == Met::Start::declared) continue;
      throw UsageError(text("[formula] two functions start parameter '", name,
                            "' differently; declare it: ... where ", name, " = 1"));
    }
  }
};

}  // namespace

Expression parse(std::string_view formula) {
  Parser parser(formula);
  Expression result = parser.formula();
  parser.check_conflicts();
  return result;
}

void check_size(const Expression& expression) {
  if (expression->tree_size > kLargestFormula) {
    throw UsageError(text("[formula] a formula may have ", kLargestFormula,
                          " operations, numbers and names; with all calls written out this one "
                          "has more"));
  }
  if (expression->depth > kDeepestFormula) {
    throw UsageError(text("[formula] nested deeper than ", kDeepestFormula, " levels"));
  }
}

}  // namespace actlab::formula

// Candidates as text: formulas that the rest of the project runs, and structures for people.
#include <algorithm>
#include <cctype>
#include <optional>
#include <unordered_map>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/formula/language/parser.h>
#include <actlab/core/formula/language/printer.h>
#include <actlab/search/space.h>

namespace actlab::search {

using formula::Expression;

namespace {

std::size_t index(std::int64_t token) { return static_cast<std::size_t>(token); }

// Parameters get the names beta1, beta2... in the order of the text.
Expression with_numbered_betas(const Expression& expression) {
  std::unordered_map<std::string, Expression> names;
  int number = 0;
  for (const formula::Parameter& p : formula::parameters_of(expression)) {
    names.emplace(p.name, formula::parameter(text("beta", ++number), p.initial, p.sharing));
  }
  return names.empty() ? expression : formula::substitute(expression, formula::x(), names);
}

// Takes an expression apart into units, from the last to the first, trying all ways.
class Decomposition {
 public:
  Decomposition(const Space& space, const Expression& wanted)
      : space_(space),
        text_(formula::to_text(wanted)),
        wanted_(static_cast<std::size_t>(space.units())),
        units_(wanted_.size()) {
    wanted_.back() = wanted;
    if (solve(wanted_.size())) found_ = space_.encode(units_);
  }

  const std::optional<Candidate>& found() const { return found_; }

 private:
  // Units number - 1 to 0 are open.
  bool solve(std::size_t number) {
    if (number == 0) return space_.formula(space_.encode(units_)) == text_;
    const std::size_t unit = number - 1;
    if (!wanted_[unit]) {  // nothing uses it
      units_[unit] = first_unit(unit);
      return solve(unit);
    }
    for (std::size_t b = 0; b < space_.binary().size(); ++b) {
      const Function::Match match = space_.binary()[b].match(wanted_[unit]);
      if (!match.matches) continue;
      units_[unit] = first_unit(unit);
      units_[unit].binary = static_cast<std::int64_t>(b);
      const bool done = solve_side(unit, &Unit::unary1, &Unit::input1, match.a, [&] {
        return solve_side(unit, &Unit::unary2, &Unit::input2, match.b, [&] { return solve(unit); });
      });
      if (done) return true;
    }
    return false;
  }

  template <class Next>
  bool solve_side(std::size_t unit, std::int64_t Unit::*unary, std::int64_t Unit::*input,
                  const Expression& side, const Next& next) {
    for (std::size_t u = 0; u < space_.unary().size(); ++u) {
      const Function::Match match = space_.unary()[u].match(side);
      if (!match.matches) continue;
      units_[unit].*unary = static_cast<std::int64_t>(u);
      if (solve_input(unit, input, match.a, next)) return true;
    }
    return false;
  }

  template <class Next>
  bool solve_input(std::size_t unit, std::int64_t Unit::*input, const Expression& value,
                   const Next& next) {
    const bool chain = space_.wiring() == Wiring::chain;
    const std::int64_t fixed = first_unit(unit).*input;
    const std::int64_t last = chain ? fixed : static_cast<std::int64_t>(unit);
    for (std::int64_t from = fixed; from <= last; ++from) {
      units_[unit].*input = from;
      if (!value) return next();  // the function takes no notice of its input
      if (from == 0) {
        if (value->kind == formula::Kind::variable && next()) return true;
        continue;
      }
      Expression& output = wanted_[index(from - 1)];
      if (output) {
        if (formula::same(output, value) && next()) return true;
        continue;
      }
      output = value;
      if (next()) return true;
      output = {};
    }
    return false;
  }

  Unit first_unit(std::size_t unit) const {
    Unit first;
    if (space_.wiring() == Wiring::chain) first.input1 = static_cast<std::int64_t>(unit);
    return first;
  }

  const Space& space_;
  const std::string text_;
  std::vector<Expression> wanted_;  // output of each unit, empty while nothing uses it
  std::vector<Unit> units_;
  std::optional<Candidate> found_;
};

std::string input_name(std::int64_t input) { return input == 0 ? "x" : text("u", input); }

// Reads structures: names, numbers of units and punctuation.
class StructureReader {
 public:
  StructureReader(const Space& space, std::string_view text) : space_(space), text_(text) {}

  std::vector<Unit> read() {
    std::vector<Unit> units(static_cast<std::size_t>(space_.units()));
    for (std::size_t k = 0; k < units.size(); ++k) {
      if (k > 0) expect(";");
      if (units.size() > 1) {
        expect(text("u", k + 1));
        expect("=");
      }
      units[k].binary = find(word(), space_.binary(), "binary");
      expect("(");
      const bool chain = space_.wiring() == Wiring::chain;
      const auto earlier = static_cast<std::int64_t>(k);
      std::tie(units[k].unary1, units[k].input1) = side(chain ? earlier : 0, earlier);
      expect(",");
      std::tie(units[k].unary2, units[k].input2) = side(0, chain ? 0 : earlier);
      expect(")");
    }
    skip_spaces();
    if (at_ != text_.size()) refuse("the end");
    return units;
  }

 private:
  // unary function and input: an input alone is the identity, a function alone has the first input.
  std::pair<std::int64_t, std::int64_t> side(std::int64_t first, std::int64_t last) {
    const std::string name = word();
    for (std::int64_t input = first; input <= last; ++input) {
      if (name == input_name(input)) return {find("identity", space_.unary(), "unary"), input};
    }
    const std::int64_t unary = find(name, space_.unary(), "unary");
    if (!take("(")) return {unary, first};
    const std::string inside = word();
    for (std::int64_t input = first; input <= last; ++input) {
      if (inside != input_name(input)) continue;
      expect(")");
      return {unary, input};
    }
    refuse(text(input_name(first), first == last ? "" : " or an earlier unit", " inside ", name));
  }

  static std::int64_t find(const std::string& name, const std::vector<Function>& functions,
                           std::string_view what) {
    const auto found = std::ranges::find(functions, name, &Function::name);
    if (found != functions.end()) return found - functions.begin();
    std::vector<std::string> known;
    for (const Function& function : functions) known.push_back(function.name());
    throw UsageError(text("[space] the space has no ", what, " function '", name, "'",
                          did_you_mean(name, known)));
  }

  void skip_spaces() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  std::string word() {
    skip_spaces();
    const std::size_t begin = at_;
    while (at_ < text_.size() && std::isalnum(static_cast<unsigned char>(text_[at_]))) ++at_;
    if (begin == at_) refuse("a name");
    return std::string(text_.substr(begin, at_ - begin));
  }
  bool take(std::string_view wanted) {
    skip_spaces();
    if (!text_.substr(at_).starts_with(wanted)) return false;
    at_ += wanted.size();
    return true;
  }
  void expect(std::string_view wanted) {
    if (!take(wanted)) refuse(text("'", wanted, "'"));
  }
  [[noreturn]] void refuse(const std::string& wanted) const {
    throw UsageError(
        text("[space] expected ", wanted, " at column ", at_ + 1, " of '", text_, "'"));
  }

  const Space& space_;
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Expression Space::expression(const Candidate& candidate) const {
  const std::vector<Unit> units = decode(candidate);
  int betas = 0;
  const auto beta_name = [&] { return text("place", ++betas); };
  std::vector<Expression> outputs{formula::x()};
  for (const Unit& unit : units) {
    const auto side = [&](std::int64_t unary, std::int64_t input) {
      return unary_[index(unary)].apply(outputs[index(input)], {}, beta_name());
    };
    const Expression a = side(unit.unary1, unit.input1);
    const Expression b = side(unit.unary2, unit.input2);
    outputs.push_back(binary_[index(unit.binary)].apply(a, b, beta_name()));
  }
  return with_numbered_betas(outputs.back());
}

std::string Space::formula(const Candidate& candidate) const {
  return formula::to_text(expression(candidate));
}

Candidate Space::parse(std::string_view formula) const {
  const Expression wanted = with_numbered_betas(formula::parse(formula));
  const Decomposition decomposition(*this, wanted);
  if (decomposition.found()) return *decomposition.found();
  throw UsageError(text("[space] '", formula, "' is not a formula of this space (", options_.units,
                        options_.units == 1 ? " unit, " : " units, ", unary_.size(), " unary and ",
                        binary_.size(), " binary functions)"));
}

std::string Space::structure(const Candidate& candidate) const {
  const std::vector<Unit> units = decode(candidate);
  const auto side = [&](std::int64_t unary, std::int64_t input, bool first_input) {
    const std::string& name = unary_[index(unary)].name();
    if (name == "identity") return input_name(input);
    if (name == "beta" && first_input) return name;
    return text(name, "(", input_name(input), ")");
  };
  std::string result;
  for (std::size_t k = 0; k < units.size(); ++k) {
    const Unit& unit = units[k];
    const bool fixed = options_.wiring == Wiring::chain;
    if (units.size() > 1) result += text(k > 0 ? "; " : "", "u", k + 1, " = ");
    result += text(binary_[index(unit.binary)].name(), "(",
                   side(unit.unary1, unit.input1, fixed || unit.input1 == 0), ", ",
                   side(unit.unary2, unit.input2, fixed || unit.input2 == 0), ")");
  }
  return result;
}

Candidate Space::parse_structure(std::string_view structure) const {
  return encode(StructureReader(*this, structure).read());
}

}  // namespace actlab::search

#include <actlab/core/formula/compiler/compiled_formula.h>

#include <unordered_map>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/formula/calculus/derivative.h>
#include <actlab/core/formula/calculus/simplify.h>
#include <actlab/core/formula/calculus/stable_form.h>
#include <actlab/core/formula/compiler/compiler.h>
#include <actlab/core/formula/language/catalog.h>
#include <actlab/core/formula/language/parser.h>
#include <actlab/core/formula/language/primitives.h>
#include <actlab/core/formula/language/printer.h>

namespace actlab::formula {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool is_word(std::string_view text) {
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!letter && !(c >= '0' && c <= '9')) return false;
  }
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9');
}

// A word alone is a catalog name or the name of a function; a parameter alone is surely a typo.
std::string formula_of_word(std::string_view word) {
  if (word == "x" || word == "pi") return std::string(word);
  if (find_primitive(word) != nullptr) return text(word, "(x)");
  std::vector<std::string> known = catalog_names();
  for (std::string& name : primitive_names()) known.push_back(std::move(name));
  const std::string hint = did_you_mean(word, known);
  throw UsageError(text("[formula] unknown activation '", word, "'",
                        hint.empty() ? "; give a catalog name or a formula of x" : hint));
}

std::shared_ptr<const CompiledFormula> build(std::string name, const Expression& expression) {
  check_size(expression);
  auto result = std::make_shared<CompiledFormula>();
  Simplifier simplifier(kLargestDerivative);
  const Expression understood = simplifier.simplify(expression);
  result->text = to_text(understood);
  result->name = name.empty() ? result->text : std::move(name);

  std::unordered_map<std::string, Expression> fixed;
  for (const Parameter& p : parameters_of(understood)) {
    if (p.sharing == Sharing::fixed) {
      fixed.emplace(p.name, constant(p.initial));
    } else {
      result->parameters.push_back(p);
    }
  }
  const Expression written = simplifier.simplify(substitute(understood, x(), fixed));
  result->value = stable_form(written, simplifier);
  result->derivative = derivative(result->value, simplifier);
  for (const Parameter& p : result->parameters) {
    result->parameter_derivatives.push_back(derivative(result->value, p.name, simplifier));
  }
  const Outputs all{result->value, result->derivative, result->parameter_derivatives};
  const std::vector<Parameter>& parameters = result->parameters;
  result->kernels.value = compile_program({all.value, {}, {}}, parameters);
  result->kernels.gradient = compile_program({all.value, all.derivative, {}}, parameters);
  result->kernels.backward =
      compile_program({{}, all.derivative, all.parameter_derivatives, true}, parameters);
  return result;
}

}  // namespace

FormulaPointer compile(std::string_view name_or_formula) {
  const std::string_view given = trimmed(name_or_formula);
  if (given.empty()) {
    throw UsageError("[formula] the formula is empty; give a catalog name or a formula of x");
  }
  if (const CatalogRow* row = find_row(given)) {
    return build(std::string(row->name), parse(row->formula));
  }
  if (is_word(given) && given.size() <= kLongestFormula) {
    return build("", parse(formula_of_word(given)));
  }
  return build("", parse(name_or_formula));
}

FormulaPointer compile(const Expression& expression) { return build("", expression); }

kernels::FormulaProgram full_program(const CompiledFormula& formula) {
  return compile_program({formula.value, formula.derivative, formula.parameter_derivatives},
                         formula.parameters);
}

}  // namespace actlab::formula

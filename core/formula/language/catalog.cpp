#include <actlab/core/formula/language/catalog.h>

#include <list>
#include <mutex>
#include <shared_mutex>

namespace actlab::formula {
namespace {

// Textbook forms, where the compiler finds the one that keeps its digits by itself
// (core/formula/calculus/stable_form.h). Of pflu and bent_identity it stands here: their cancelling
// sums are written as quotients.
constexpr CatalogRow kRows[] = {
    {"identity", "x", ""},
    {"relu", "max(x, 0)", "Nair & Hinton 2010"},
    {"relu6", "min(max(x, 0), 6)", "Krizhevsky 2010"},
    {"lrelu", "where(x >= 0, x, 0.01 * x)", "Maas et al. 2013", "leaky_relu"},
    {"prelu", "where(x >= 0, x, a * x) where a = 0.25", "He et al. 2015, 1502.01852"},
    {"elu", "where(x >= 0, x, expm1(x))", "Clevert et al. 2015, 1511.07289"},
    {"celu", "where(x >= 0, x, alpha * expm1(x / alpha)) where alpha = 1 fixed",
     "Barron 2017, 1704.07483"},
    {"selu", "1.0507009873554805 * where(x >= 0, x, 1.6732632423543772 * expm1(x))",
     "Klambauer et al. 2017, 1706.02515"},
    {"gelu", "x * normal_cdf(x)", "Hendrycks & Gimpel 2016, 1606.08415"},
    {"gelu_tanh", "0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))",
     "Hendrycks & Gimpel 2016, 1606.08415"},
    {"quick_gelu", "x * sigmoid(1.702 * x)", "Hendrycks & Gimpel 2016, 1606.08415"},
    {"swish1", "x * sigmoid(x)", "Elfwing et al. 2017, 1702.03118", "silu"},
    {"swish", "x * sigmoid(beta * x) where beta = 1", "Ramachandran et al. 2017, 1710.05941"},
    {"hardswish", "x * min(max(x + 3, 0), 6) / 6", "Howard et al. 2019, 1905.02244"},
    {"hardsigmoid", "min(max(x + 3, 0), 6) / 6", "Howard et al. 2019, 1905.02244"},
    {"mish", "x * tanh(softplus(x))", "Misra 2019, 1908.08681"},
    {"softplus", "softplus(x)", "Nair & Hinton 2010"},
    {"squareplus", "(x + sqrt(x^2 + 4)) / 2", "Barron 2021, 2112.11687"},
    {"sigmoid", "sigmoid(x)", ""},
    {"log_sigmoid", "log_sigmoid(x)", ""},
    {"tanh", "tanh(x)", ""},
    {"hardtanh", "min(max(x, -1), 1)", "Collobert 2004"},
    {"softsign", "x / (1 + abs(x))", "Bergstra et al. 2009"},
    {"tanhshrink", "x - tanh(x)", ""},
    {"hardshrink", "where(abs(x) > lambda, x, 0) where lambda = 0.5 fixed",
     "Donoho & Johnstone 1994"},
    {"softshrink",
     "where(x > lambda, x - lambda, where(x < -lambda, x + lambda, 0)) where lambda = 0.5 fixed",
     "Donoho & Johnstone 1994"},
    {"threshold", "where(x > 0.1, x, 0)", ""},
    {"relu_squared", "max(x, 0)^2", "So et al. 2021 (Primer), 2109.08668"},
    {"star_relu", "s * max(x, 0)^2 + b where s = 0.8944 shared, b = -0.4472 shared",
     "Yu et al. 2022, 2210.13452"},
    {"serf", "x * erf(softplus(x))", "Nag et al. 2021, 2108.09598"},
    {"logish", "x * log1p(sigmoid(x))", "Zhu et al. 2021"},
    {"smish", "x * tanh(log1p(sigmoid(x)))", "Wang et al. 2022, Electronics 11:540"},
    {"telu", "x * tanh(exp(x))", "Liu & Di 2020, 2003.09855; Fernandez & Mali 2024, 2402.02790",
     "tanhexp"},
    {"golu", "x * exp(-exp(-x))", "Das et al. 2025"},
    {"xielu",
     "where(x > 0, softplus(p) * x^2 + 0.5 * x, (0.5 + softplus(q)) * (expm1(min(x, -1e-6)) - x) + "
     "0.5 * x) where p = 0.20338232, q = -1.0502256",
     "Huang & Schlag 2024, 2411.13010"},
    {"elish", "where(x >= 0, x, expm1(x)) * sigmoid(x)", "Basirat & Roth 2018, 1808.00783"},
    {"hard_elish", "where(x >= 0, x, expm1(x)) * min(max((x + 1) / 2, 0), 1)",
     "Basirat & Roth 2018, 1808.00783"},
    {"lisht", "x * tanh(x)", "Roy et al. 2019, 1901.05894"},
    {"isru", "x / sqrt(1 + x^2)", "Carlile et al. 2017, 1710.09967"},
    {"isrlu", "where(x >= 0, x, x / sqrt(1 + x^2))", "Carlile et al. 2017, 1710.09967"},
    {"bent_identity", "x * (1 + x / (2 * (sqrt(x^2 + 1) + 1)))", ""},
    {"snake", "x + sin(a * x)^2 / a where a = 1", "Ziyin et al. 2020, 2006.08195"},
    {"gcu", "x * cos(x)", "Noel et al. 2021, 2108.12943"},
    {"sine", "sin(x)", "Sitzmann et al. 2020 (SIREN: sin(30 * x)), 2006.09661"},
    {"gaussian", "exp(-x^2)", ""},
    {"pflu",
     "where(x >= 0, x * (1 + x / sqrt(1 + x^2)) / 2, x / (2 * sqrt(1 + x^2) * (sqrt(1 + x^2) - "
     "x)))",
     "Zhu et al. 2021"},
    {"phish", "x * tanh(gelu(x))", "Naveen 2022"},
    {"acon_c", "(p - q) * x * sigmoid(b * (p - q) * x) + q * x where p = 1, q = 0, b = 1",
     "Ma et al. 2020, 2009.04759"},
    // Started at a least-squares fit of leaky ReLU (slope 0.01) on [-5, 5].
    {"pau",
     "(a0 + x * (a1 + x * (a2 + x * (a3 + x * (a4 + x * a5))))) / (1 + abs(x * (b1 + x * (b2 + x * "
     "(b3 + x * b4))))) where "
     "a0 = 0.05595350 shared, a1 = 0.505 shared, a2 = 0.9916050 shared, a3 = 0.7229242 shared, a4 "
     "= 0.2010043 shared, a5 = 0.01971641 shared, "
     "b1 = 0 shared, b2 = 1.431533 shared, b3 = 0 shared, b4 = 0.03904239 shared",
     "Molina et al. 2019, 1907.06732"},
    {"smu", "((1 + a) * x + (1 - a) * x * erf(m * (1 - a) * x)) / 2 where a = 0.25 fixed, m = 1",
     "Biswas et al. 2021, 2111.04682"},
    {"erfact", "x * erf(a * exp(b * x)) where a = 0.75, b = 0.75",
     "Biswas et al. 2021, 2109.04386"},
    {"max_x_sigmoid", "max(x, sigmoid(x))", "Ramachandran et al. 2017, 1710.05941"},
    {"cos_minus_x", "cos(x) - x", "Ramachandran et al. 2017, 1710.05941"},
    {"min_x_sin", "min(x, sin(x))", "Ramachandran et al. 2017, 1710.05941"},
    {"atan_sq_minus_x", "atan(x)^2 - x", "Ramachandran et al. 2017, 1710.05941"},
    {"max_x_tanh", "max(x, tanh(x))", "Ramachandran et al. 2017, 1710.05941"},
    {"sinc_plus_x", "sinc(x) + x", "Ramachandran et al. 2017, 1710.05941"},
    {"x_asinh_sq", "x * asinh(x)^2", "Ramachandran et al. 2017, 1710.05941"},
};

// Rows that programs add. A row never moves and never goes: find_row() hands out its address.
struct AddedRows {
  struct Row {
    std::string name, formula, source;
    CatalogRow row;
  };
  std::shared_mutex mutex;
  std::list<Row> rows;
};

AddedRows& added() {
  static AddedRows rows;
  return rows;
}

bool has_name(const CatalogRow& row, std::string_view name) {
  return row.name == name || (!row.alias.empty() && row.alias == name);
}

// The lock of added() is held.
const CatalogRow* find_under_lock(std::string_view name) {
  for (const CatalogRow& row : catalog()) {
    if (has_name(row, name)) return &row;
  }
  for (const AddedRows::Row& row : added().rows) {
    if (has_name(row.row, name)) return &row.row;
  }
  return nullptr;
}

}  // namespace

const std::vector<CatalogRow>& catalog() {
  static const std::vector<CatalogRow> rows(std::begin(kRows), std::end(kRows));
  return rows;
}

const CatalogRow* find_row(std::string_view name) {
  const std::shared_lock lock(added().mutex);
  return find_under_lock(name);
}

std::vector<std::string> catalog_names() {
  std::vector<std::string> names;
  const auto add = [&](const CatalogRow& row) {
    names.emplace_back(row.name);
    if (!row.alias.empty()) names.emplace_back(row.alias);
  };
  for (const CatalogRow& row : catalog()) add(row);
  const std::shared_lock lock(added().mutex);
  for (const AddedRows::Row& row : added().rows) add(row.row);
  return names;
}

const CatalogRow& add_row(const std::string& name, const std::string& formula,
                          const std::string& source) {
  const std::unique_lock lock(added().mutex);
  if (const CatalogRow* taken = find_under_lock(name)) return *taken;
  AddedRows::Row& added_row = added().rows.emplace_back(AddedRows::Row{name, formula, source, {}});
  added_row.row = {added_row.name, added_row.formula, added_row.source};
  return added_row.row;
}

}  // namespace actlab::formula

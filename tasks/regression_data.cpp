#include <actlab/tasks/regression_data.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/setting_checks.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/formula/analysis/measured.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/language/reference.h>
#include <actlab/datasets/csv.h>
#include <actlab/tasks/finite_target.h>
#include <actlab/training/run_folder.h>

namespace actlab::tasks {
namespace {

// Column by column, before anything is scaled; the target is the last.
struct Columns {
  std::vector<std::vector<double>> train;
  std::vector<std::vector<double>> test;
};

double mean_of(const std::vector<double>& column) {
  double sum = 0.0;
  for (const double value : column) sum += value;
  return sum / static_cast<double>(column.size());
}

double deviation_of(const std::vector<double>& column) {
  const double mean = mean_of(column);
  double squares = 0.0;
  for (const double value : column) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(column.size()));
}

ColumnScale scale_of(const std::vector<double>& column) {
  const double deviation = deviation_of(column);
  return {mean_of(column), deviation > 0.0 ? deviation : 1.0};
}

Rows rows_of(const std::vector<std::vector<double>>& columns,
             const std::vector<ColumnScale>& scales) {
  Rows rows{.width = static_cast<std::int64_t>(columns.size()) - 1};
  const auto scaled = [&](std::size_t column, std::size_t row) {
    const ColumnScale& scale = scales[column];
    return static_cast<float>((columns[column][row] - scale.mean) / scale.deviation);
  };
  for (std::size_t row = 0; row < columns.front().size(); ++row) {
    for (std::size_t column = 0; column + 1 < columns.size(); ++column) {
      rows.inputs.push_back(scaled(column, row));
    }
    rows.targets.push_back(scaled(columns.size() - 1, row));
  }
  return rows;
}

Regression::Prepared prepared(const RegressionConfig& config, const Columns& columns,
                              const std::string& target_name, const std::string& input_name) {
  std::vector<ColumnScale> scales;
  for (const auto& column : columns.train) scales.push_back(scale_of(column));
  RowParts parts =
      split_rows(config, rows_of(columns.train, scales), rows_of(columns.test, scales));
  const ColumnScale target = scales.back();
  const auto [low, high] = std::ranges::minmax(columns.train.back());
  if (low == high || deviation_of(columns.train.back()) == 0.0) {
    throw UsageError(
        text("[regression] ", target_name, " is ", low, " everywhere; there is nothing to learn"));
  }
  scales.pop_back();
  return {std::move(parts), std::move(scales), target, target_name, input_name};
}

[[noreturn]] void refuse(const RegressionConfig& config, const std::string& where) {
  throw UsageError(text("[regression] the target ", config.target, " is ", where,
                        "; choose a --range on which it is finite, ", config.range, " is not"));
}

// x and target of `count` samples; sample i is a function of the seed and i alone.
std::vector<std::vector<double>> sample(const RegressionConfig& config,
                                        const formula::Expression& target, std::int64_t first) {
  const TargetRange range = parse_range(config.range);
  std::vector<std::vector<double>> columns(2);
  for (std::int64_t i = first; i < first + config.count; ++i) {
    Random random(training::data_seed(config), kRegressionData, static_cast<std::uint64_t>(i));
    const double x = range.low + (range.high - range.low) * random.uniform_double();
    const double value = formula::evaluate(target, x);
    if (!(std::abs(value) <= datasets::kLargestCsvNumber)) {
      refuse(config, text("not finite at x = ", x));
    }
    columns[0].push_back(x);
    columns[1].push_back(value + config.noise * random.normal());
  }
  return columns;
}

void require_finite(const RegressionConfig& config, const formula::Expression& target) {
  const formula::RealFunction value = formula::real_function(target);
  const TargetRange range = parse_range(config.range);
  const std::string where = where_not_finite(value, {range.low, range.high});
  if (!where.empty()) refuse(config, where);
}

Regression::Prepared from_formula(const RegressionConfig& config) {
  const formula::FormulaPointer target = formula::compile(config.target);
  if (!target->parameters.empty()) {
    throw UsageError(text("[regression] the target may have no parameters: ", config.target,
                          " has ", target->parameters.front().name,
                          "; write numbers in their places"));
  }
  require_finite(config, target->value);
  return prepared(config,
                  {sample(config, target->value, 0), sample(config, target->value, 1 << 30)},
                  config.target, "x");
}

// Row by row in the order of the lines: the first that is wrong is named.
std::vector<std::vector<double>> numbers_of(const datasets::CsvTable& table,
                                            const std::vector<std::size_t>& columns) {
  std::vector<std::vector<double>> rows;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    rows.emplace_back();
    for (const std::size_t column : columns) {
      rows.back().push_back(datasets::csv_number(table, row, column));
    }
  }
  return rows;
}

Regression::Prepared from_csv(const RegressionConfig& config) {
  if (config.data.size() == 4) {
    throw UsageError("[regression] --data csv:FILE needs the name of a file");
  }
  const datasets::CsvTable table = datasets::read_csv(config.data.substr(4));
  const auto found = std::ranges::find(table.names, config.target_column);
  if (found == table.names.end()) {
    throw UsageError(text("[regression] --target-column: ", table.source, " has no column \"",
                          config.target_column,
                          "\"; it has: ", joined(table.names, ", ").substr(0, 300),
                          did_you_mean(config.target_column, table.names)));
  }
  if (table.names.size() < 2 || table.rows.size() < 10) {
    throw Error(text("[regression] ", table.source, " has ", table.names.size(), " columns and ",
                     table.rows.size(), " rows; two and ten are the fewest"));
  }
  const auto target = static_cast<std::size_t>(found - table.names.begin());
  std::vector<std::size_t> sources;
  for (std::size_t i = 0; i < table.names.size(); ++i) {
    if (i != target) sources.push_back(i);
  }
  sources.push_back(target);
  const auto values = numbers_of(table, sources);
  Columns columns{std::vector<std::vector<double>>(sources.size()),
                  std::vector<std::vector<double>>(sources.size())};
  const auto rows = static_cast<std::int64_t>(table.rows.size());
  const auto order =
      Random(training::data_seed(config), Purpose::validation_split).permutation(rows);
  for (std::int64_t i = 0; i < rows; ++i) {
    auto& part = i < rows / 5 ? columns.test : columns.train;
    const auto row = static_cast<std::size_t>(order[static_cast<std::size_t>(i)]);
    for (std::size_t column = 0; column < sources.size(); ++column) {
      part[column].push_back(values[row][column]);
    }
  }
  return prepared(config, columns, config.target_column, table.names[sources.front()]);
}

}  // namespace

RegressionConfig::RegressionConfig() {
  model = "perceptron";
  optimizer = "adam";
  lr = 0.01;
  batch_size = RowOptions().batch_size;
  max_steps = 2000;
}

std::unique_ptr<training::Config> RegressionConfig::clone() const {
  return std::make_unique<RegressionConfig>(*this);
}

std::string RegressionConfig::run_name() const {
  return training::name_part(data.empty() ? target : data) + "-" + training::name_part(activation);
}

Settings RegressionConfig::own_settings() {
  const OnResume fixed = OnResume::fixed;
  const auto beside_file = [&](const char* name) {
    return data.starts_with("csv:") ? text("--", name, " belongs to a target that is a formula, ",
                                           "not to --data csv:FILE")
                                    : std::string();
  };
  Settings all = {
      {"target", &target, fixed, "a formula of x that is learned", beside_file("target")},
      {"range", &range, fixed, "LOW,HIGH: where x lies; write --range=-3,3", beside_file("range")},
      {"noise", &noise, fixed, "standard deviation added to the target", beside_file("noise")},
      {"count", &count, fixed, "samples of the formula in each part", beside_file("count")},
      {"data", &data, fixed, "csv:FILE instead of a formula"},
      {"target-column", &target_column, fixed, "of the file: what is learned",
       data.empty() ? "--target-column belongs to --data csv:FILE" : ""}};
  for (const Setting& setting : layers::settings(*this, layers::ModelInput::rows)) {
    all.push_back(setting);
  }
  return all;
}

void RegressionConfig::resolve_own() {
  layers::fill_in(*this);
  if (data.empty()) target = formula::compile(target)->text;
  const auto [low, high] = parse_range(range);
  range = exact_text(low) + "," + exact_text(high);
}

void RegressionConfig::check_own() const {
  layers::check(*this, layers::ModelInput::rows);
  require_range<std::int64_t>("count", count, 10, 10'000'000);
  require_range("noise", noise, 0.0, 1e6);
  parse_range(range);
  if (data.empty()) {
    formula::compile(target);
  } else if (!data.starts_with("csv:")) {
    throw UsageError(text("[regression] --data must be csv:FILE, got \"", data, "\""));
  } else if (target_column.empty()) {
    throw UsageError("[regression] --data csv:FILE needs --target-column NAME: what is learned");
  }
}

TargetRange parse_range(const std::string& word) {
  TargetRange range{};
  const char* end = word.data() + word.size();
  const auto low = std::from_chars(word.data(), end, range.low);
  bool good = low.ec == std::errc() && low.ptr != end && *low.ptr == ',';
  if (good) {
    const auto high = std::from_chars(low.ptr + 1, end, range.high);
    good = high.ec == std::errc() && high.ptr == end;
  }
  if (good && std::isfinite(range.low) && std::isfinite(range.high) && range.low < range.high) {
    return range;
  }
  throw UsageError(
      text("[regression] --range must be LOW,HIGH with LOW below HIGH, got \"", word, "\""));
}

Regression::Prepared prepare_regression(const RegressionConfig& config) {
  return config.data.empty() ? from_formula(config) : from_csv(config);
}

}  // namespace actlab::tasks

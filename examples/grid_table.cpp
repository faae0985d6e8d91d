#include "examples/grid_table.h"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <sstream>

#include <actlab/core/io/atomic_file.h>
#include <actlab/studies/findings/statistics.h>

namespace actlab {
namespace {

using studies::GridRow;

// The values of one column of the rows, each once, in their order.
std::vector<std::string> names(const std::vector<GridRow>& rows, std::string GridRow::*column) {
  std::vector<std::string> result;
  for (const GridRow& row : rows) {
    if (std::ranges::count(result, row.*column) == 0) result.push_back(row.*column);
  }
  return result;
}

std::string percent(double fraction) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.2f", 100.0 * fraction);
  return buffer;
}

}  // namespace

GridTables::GridTables(std::vector<GridRow> rows) : rows_(std::move(rows)) {
  of_test_ =
      std::ranges::any_of(rows_, [](const GridRow& row) { return !row.test_accuracy.empty(); });
}

std::vector<double> GridTables::accuracies(const GridRow& row) const {
  return of_test_ ? row.test_accuracy : row.rewards;
}

const GridRow* GridTables::find(const std::string& data, const std::string& model,
                                const std::string& activation) const {
  const auto found = std::ranges::find_if(rows_, [&](const GridRow& row) {
    return row.data == data && row.model == model && row.activation == activation;
  });
  return found == rows_.end() ? nullptr : &*found;
}

std::string GridTables::table(const std::string& data) const {
  std::vector<GridRow> of_data = rows_;
  std::erase_if(of_data, [&](const GridRow& row) { return row.data != data; });
  std::size_t most = 0;
  for (const GridRow& row : of_data) most = std::max(most, accuracies(row).size());
  const std::vector<std::string> models = names(of_data, &GridRow::model);
  std::ostringstream out;
  out << "Accuracy on the " << (of_test_ ? "test" : "validation") << " images of " << data
      << " in per cent, median of " << most << (most == 1 ? " seed" : " seeds") << "\n\n| |";
  for (const std::string& model : models) out << ' ' << model << " |";
  out << "\n|---|";
  for (std::size_t i = 0; i < models.size(); ++i) out << "---|";
  out << '\n';
  for (const std::string& activation : names(of_data, &GridRow::activation)) {
    out << "| `" << activation << "` |";
    for (const std::string& model : models) {
      const GridRow* row = find(data, model, activation);
      const std::vector<double> values = row != nullptr ? accuracies(*row) : std::vector<double>();
      if (!values.empty()) out << ' ' << percent(studies::median(values));
      if (!values.empty() && values.size() < most) out << " (" << values.size() << ')';
      out << " |";
    }
    out << '\n';
  }
  return out.str();
}

std::string GridTables::markdown() const {
  std::string result;
  for (const std::string& data : names(rows_, &GridRow::data)) {
    if (!result.empty()) result += '\n';
    result += table(data);
  }
  return result;
}

std::string GridTables::csv() const {
  std::ostringstream out;
  out << "data,model,activation,accuracy_of,median,mean,low,high,seeds,values\n";
  for (const GridRow& row : rows_) {
    const std::vector<double> values = accuracies(row);
    if (values.empty()) continue;
    const auto [low, high] = std::ranges::minmax(values);
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    out << row.data << ',' << row.model << ",\"" << row.activation << "\","
        << (of_test_ ? "test" : "validation") << ',' << studies::median(values) << ','
        << sum / static_cast<double>(values.size()) << ',' << low << ',' << high << ','
        << values.size() << ',';
    for (std::size_t i = 0; i < values.size(); ++i) out << (i == 0 ? "" : " ") << values[i];
    out << '\n';
  }
  return out.str();
}

void GridTables::write(const std::string& name) const {
  write_file(name + ".md", markdown());
  write_file(name + ".csv", csv());
}

}  // namespace actlab

#include <actlab/datasets/csv.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <optional>

#include <actlab/core/base/error.h>

namespace actlab::datasets {
namespace {

std::string trimmed(const std::string& cell) {
  const std::size_t begin = cell.find_first_not_of(" \t\r");
  if (begin == std::string::npos) return "";
  return cell.substr(begin, cell.find_last_not_of(" \t\r") - begin + 1);
}

std::vector<std::string> cells_of(const std::string& line, const std::string& source,
                                  std::int64_t number) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.back() = trimmed(cells.back());
      if (cells.size() == kMostCsvColumns) {
        throw Error(text("[csv] ", source, " line ", number, " has more than ", kMostCsvColumns,
                         " columns"));
      }
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  if (quoted) throw Error(text("[csv] ", source, " line ", number, ": a quote is not closed"));
  cells.back() = trimmed(cells.back());
  return cells;
}

std::optional<double> number_of(const std::string& cell) {
  double value = 0.0;
  const char* begin = cell.data() + (cell.starts_with('+') ? 1 : 0);
  const auto [end, error] = std::from_chars(begin, cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size()) return {};
  return value;
}

void require_whole(const CsvTable& table, const std::vector<std::string>& cells,
                   std::int64_t line) {
  if (cells.size() != table.names.size()) {
    throw Error(text("[csv] ", table.source, " line ", line, " has ", cells.size(),
                     " columns where the first line has ", table.names.size()));
  }
  for (std::size_t column = 0; column < cells.size(); ++column) {
    if (!cells[column].empty()) continue;
    throw Error(text("[csv] ", table.source, " line ", line, ": no value for ", table.names[column],
                     "; fill it in or remove the line"));
  }
}

}  // namespace

CsvTable read_csv(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || file.peek() == std::ifstream::traits_type::eof()) {
    throw Error(text("[csv] cannot read ", path, ": it is empty, no file, or not readable"));
  }
  CsvTable table{path, {}, {}, {}};
  std::int64_t line_number = 0;
  for (std::string line; std::getline(file, line);) {
    ++line_number;
    if (trimmed(line).empty()) continue;
    std::vector<std::string> cells = cells_of(line, path, line_number);
    if (table.names.empty()) {
      const bool header =
          std::ranges::none_of(cells, [](const auto& cell) { return number_of(cell).has_value(); });
      for (std::size_t i = 0; i < cells.size(); ++i) {
        table.names.push_back(header && !cells[i].empty() ? cells[i] : text("column ", i + 1));
      }
      if (header) continue;
    }
    require_whole(table, cells, line_number);
    table.rows.push_back(std::move(cells));
    table.lines.push_back(line_number);
  }
  if (table.rows.empty()) throw Error(text("[csv] ", path, " has no rows of values"));
  return table;
}

double csv_number(const CsvTable& table, std::size_t row, std::size_t column) {
  const std::string& cell = table.rows[row][column];
  const std::optional<double> value = number_of(cell);
  if (value && std::isfinite(*value)) return *value;
  throw Error(text("[csv] ", table.source, " line ", table.lines[row], ": ", table.names[column],
                   " needs a finite number, got \"", cell.substr(0, 40), "\""));
}

}  // namespace actlab::datasets

// Tables of comma-separated cells, as spreadsheets write them: an optional header line, then one
// row a line. Cells may stand in double quotes, in which two quotes stand for one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace actlab::datasets {

inline constexpr std::size_t kMostCsvColumns = 1000;
inline constexpr double kLargestCsvNumber = 1e30;

struct CsvTable {
  std::string source;              // the file, for messages
  std::vector<std::string> names;  // "column 1", ... where the file has no header
  std::vector<std::vector<std::string>> rows;
  std::vector<std::int64_t> lines;  // where each row stands in the file; 1 is the first line
};

// Throws Error naming the file, and the line, for a file that cannot be read, without rows, with
// rows of different lengths or missing cells, with more than kMostCsvColumns columns, two of one
// name, bytes that are zero, or other separators. A first line in which no cell is a number is the
// header.
CsvTable read_csv(const std::string& path);

// What a cell says, where that is a finite number: "1", "1.0" and "+1e0" say the same.
std::optional<double> finite_number(const std::string& cell);

// The cell as a number. Throws Error naming file, line and column for text, NaN, infinity, and
// numbers beyond kLargestCsvNumber.
double csv_number(const CsvTable& table, std::size_t row, std::size_t column);

}  // namespace actlab::datasets

#include <actlab/datasets/csv.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>

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
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += line[++i];  // two of them stand for one
    } else if (c == '"') {
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
  if (quoted)
    throw Error(text("[csv] ", source, " line ", number,
                     ": a quote is not closed; a cell ends in its ", "own line"));
  cells.back() = trimmed(cells.back());
  return cells;
}

// As messages show it: begun, and what is no letter as its number.
std::string visible(const std::string& cell) {
  std::string result;
  for (const char c : cell.substr(0, 40)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      result += c;
    } else {
      result += formatted("\\x%02x", static_cast<unsigned>(byte));
    }
  }
  return result;
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

std::ifstream open_csv(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  const char* why = !std::filesystem::exists(status)         ? "there is no such file"
                    : std::filesystem::is_directory(status)  ? "it is a folder"
                    : std::filesystem::is_empty(path, error) ? "it is empty"
                                                             : nullptr;
  std::ifstream file(path, std::ios::binary);
  if (why == nullptr && !file) why = "it is not readable";
  if (why != nullptr) throw Error(text("[csv] cannot read ", path, ": ", why));
  return file;
}

// Whether all commas of the line are those of numbers ("0,5;1,25;a"), or there are none.
bool is_separated_by(char separator, std::string_view line) {
  if (line.find(separator) == std::string_view::npos) return false;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  bool has_comma = false;  // of this cell
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == separator) has_comma = false;
    if (line[i] != ',') continue;
    const bool inside =
        i > 0 && i + 1 < line.size() && is_digit(line[i - 1]) && is_digit(line[i + 1]);
    if (has_comma || !inside) return false;
    has_comma = true;
  }
  return true;
}

// What spreadsheets also write, told by the first line. Takes the mark of UTF-8 away.
void require_commas(std::string& line, const std::string& source) {
  constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
  if (line.starts_with(kUtf8Mark)) line.erase(0, kUtf8Mark.size());
  const bool utf16 = line.starts_with("\xFF\xFE") || line.starts_with("\xFE\xFF");
  if (utf16 || line.find('\0') != std::string::npos) {
    throw Error(
        text("[csv] ", source, " is ", utf16 ? "UTF-16" : "no text", "; save it as text in UTF-8"));
  }
  if (const std::size_t end = line.find('\r'); end < line.size() - 1) {
    throw Error(text("[csv] ", source, " ends its lines by carriage returns alone; save it with ",
                     "line ends of Unix or Windows"));
  }
  for (const char separator : {';', '\t'}) {
    if (!is_separated_by(separator, trimmed(line))) continue;
    throw Error(text("[csv] ", source, ": cells seem to be separated by ",
                     separator == ';' ? "semicolons" : "tabs",
                     "; save it with commas between cells and points in numbers"));
  }
}

void require_different_names(const CsvTable& table) {
  std::vector<std::string> names = table.names;
  std::ranges::sort(names);
  const auto twin = std::ranges::adjacent_find(names);
  if (twin == names.end()) return;
  throw Error(text("[csv] ", table.source, ": two columns are called \"", *twin,
                   "\"; give them different names"));
}

}  // namespace

CsvTable read_csv(const std::string& path) {
  std::ifstream file = open_csv(path);
  CsvTable table{path, {}, {}, {}};
  std::int64_t line_number = 0;
  for (std::string line; std::getline(file, line);) {
    if (++line_number == 1) require_commas(line, path);
    if (line.find('\0') != std::string::npos) {
      throw Error(text("[csv] ", path, " line ", line_number,
                       " has a byte that is zero; save the file as text in UTF-8"));
    }
    if (trimmed(line).empty()) continue;
    std::vector<std::string> cells = cells_of(line, path, line_number);
    if (table.names.empty()) {
      const bool header =
          std::ranges::none_of(cells, [](const auto& cell) { return number_of(cell).has_value(); });
      for (std::size_t i = 0; i < cells.size(); ++i) {
        table.names.push_back(header && !cells[i].empty() ? cells[i] : text("column ", i + 1));
      }
      require_different_names(table);
      if (header) continue;
    }
    require_whole(table, cells, line_number);
    table.rows.push_back(std::move(cells));
    table.lines.push_back(line_number);
  }
  if (table.rows.empty()) throw Error(text("[csv] ", path, " has no rows of values"));
  return table;
}

std::optional<double> finite_number(const std::string& cell) {
  const std::optional<double> value = number_of(cell);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

double csv_number(const CsvTable& table, std::size_t row, std::size_t column) {
  const std::string& cell = table.rows[row][column];
  const std::optional<double> value = number_of(cell);
  if (value && std::abs(*value) <= kLargestCsvNumber) return *value;
  const bool large = value && !std::isnan(*value);
  throw Error(text("[csv] ", table.source, " line ", table.lines[row], ": ", table.names[column],
                   " needs a finite number", large ? " up to 1e30" : "", ", got \"", visible(cell),
                   "\""));
}

}  // namespace actlab::datasets

#include <actlab/studies/findings/published.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>
#include <string_view>

#include <actlab/core/base/error.h>
#include <actlab/studies/findings/statistics.h>
#include <actlab/studies/findings/student.h>

namespace actlab::studies {

// The files, one after the other.
std::string_view published_results_text();
std::string_view published_counts_text();
std::string_view outside_tables_text();

namespace {

std::vector<std::string> split(const std::string& line, char at) {
  std::vector<std::string> parts(1);
  for (const char c : line) {
    if (c == at) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

template <class Number>
Number number(const std::string& word) {
  Number value{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) {
    throw Error(text("[published] '", word, "' is no number"));
  }
  return value;
}

// The comments and the rows of a text, each in turn.
template <class Comment, class Cells>
void read_rows(std::string_view content, const Comment& comment, const Cells& cells) {
  std::istringstream lines{std::string(content)};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# ")) {
      comment(line.substr(2));
    } else if (!line.empty() && !line.starts_with("activation,") && !line.starts_with("source,")) {
      cells(split(line, ','));
    }
  }
}

std::vector<std::optional<double>> values_of(const std::string& words) {
  std::vector<std::optional<double>> values;
  for (const std::string& word : split(words, ' ')) {
    values.push_back(word == "-" ? std::nullopt : std::optional(number<double>(word)));
  }
  return values;
}

std::vector<PublishedTable> read_tables() {
  std::vector<PublishedTable> tables;
  const auto comment = [&](const std::string& line) {
    if (line.starts_with("Table ")) {
      const std::size_t colon = line.find(": ");
      tables.push_back(
          {number<int>(line.substr(6, colon - 6)), line.substr(colon + 2), "", "", {}});
    } else {
      (tables.back().source.empty() ? tables.back().source : tables.back().note) = line;
    }
  };
  read_rows(published_results_text(), comment, [&](const std::vector<std::string>& row) {
    tables.back().cells.push_back(
        {row.at(0), row.at(1), row.at(2), row.at(3), values_of(row.at(4)), row.at(5)});
  });
  std::ranges::sort(tables, {}, &PublishedTable::number);
  return tables;
}

std::vector<OutsideTable> read_outside() {
  std::vector<OutsideTable> tables;
  std::vector<std::string> sources;
  const auto add = [&](const std::vector<std::string>& row) {
    if (tables.empty() || tables.back().name != row.at(0)) {
      tables.push_back({row.at(0), "", {}});
    }
    std::vector<double> values;
    for (const auto& value : values_of(row.at(2))) values.push_back(value.value());
    tables.back().rows.push_back({row.at(1), mean(values), values});
  };
  read_rows(
      outside_tables_text(), [&](const std::string& line) { sources.push_back(line); }, add);
  for (OutsideTable& table : tables) {
    const std::string family = table.name.substr(0, table.name.find('-'));
    const auto source = std::ranges::find_if(
        sources, [&](const std::string& line) { return line.starts_with(family + "-"); });
    table.source = source->substr(source->find(": ") + 2);
  }
  return tables;
}

}  // namespace

std::optional<double> PublishedCell::median() const {
  std::vector<double> there;
  for (const std::optional<double>& value : values) {
    if (value) there.push_back(*value);
  }
  return there.empty() ? std::nullopt : std::optional(studies::median(there));
}

const std::vector<PublishedTable>& published_tables() {
  static const std::vector<PublishedTable> tables = read_tables();
  return tables;
}

const std::vector<PublishedCounts>& published_counts() {
  static const std::vector<PublishedCounts> counts = [] {
    std::vector<PublishedCounts> rows;
    read_rows(
        published_counts_text(), [](const std::string&) {},
        [&](const std::vector<std::string>& row) {
          rows.push_back(
              {row.at(0), number<int>(row.at(1)), number<int>(row.at(2)), number<int>(row.at(3))});
        });
    return rows;
  }();
  return counts;
}

double published_spread() {
  double squares = 0.0, freedom = 0.0;
  for (const OutsideTable& table : outside_tables()) {
    if (table.name != "mlsbench-resnet20") continue;
    for (const OutsideTable::Row& row : table.rows) {
      for (const double run : row.runs) squares += (run - row.value) * (run - row.value);
      freedom += static_cast<double>(row.runs.size()) - 1.0;
    }
  }
  return std::sqrt(squares / freedom);
}

const std::vector<OutsideTable>& outside_tables() {
  static const std::vector<OutsideTable> tables = read_outside();
  return tables;
}

}  // namespace actlab::studies

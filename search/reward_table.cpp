// Tables of rewards: as files, and the synthetic one.
#include <charconv>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/analysis/normal_inputs.h>
#include <actlab/search/canonical.h>
#include <actlab/search/tabular.h>

namespace actlab::search {
namespace {

constexpr std::string_view kSpaceLine = "# space: ";
constexpr std::string_view kColumns = "canonical_hash,formula,reward";

// One row: hash, a formula in quotes (which never holds one), reward.
TableRow parse_row(std::string_view line, const std::function<void(std::string)>& refuse) {
  const std::size_t open = line.find(",\"");
  const std::size_t close = line.rfind("\",");
  if (open == line.npos || close == line.npos || close < open + 2) {
    refuse("expected a hash, a formula in quotes and a reward");
  }
  TableRow row{std::string(line.substr(0, open)),
               std::string(line.substr(open + 2, close - open - 2))};
  const std::string_view reward = line.substr(close + 2);
  const auto [end, error] =
      std::from_chars(reward.data(), reward.data() + reward.size(), row.reward);
  if (error != std::errc() || end != reward.data() + reward.size() || !std::isfinite(row.reward)) {
    refuse(text("'", reward, "' is not a reward"));
  }
  return row;
}

// Mean 0 and variance 1.
std::vector<double> standardised(const std::vector<float>& values) {
  const auto count = static_cast<double>(values.size());
  double mean = 0.0;
  for (const float value : values) mean += static_cast<double>(value) / count;
  double variance = 0.0;
  for (const float value : values) {
    variance += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean) / count;
  }
  std::vector<double> result;
  for (const float value : values) {
    result.push_back((static_cast<double>(value) - mean) / std::sqrt(variance));
  }
  return result;
}

}  // namespace

RewardTable RewardTable::parse(std::string_view csv, const std::string& source) {
  std::int64_t number = 0;
  const auto refuse = [&](const std::string& why) {
    throw Error(text("[table] ", source, " line ", number, ": ", why));
  };
  RewardTable table{Space(), {}};
  std::set<std::string> hashes;
  while (!csv.empty()) {
    const std::string_view line = csv.substr(0, csv.find('\n'));
    csv.remove_prefix(std::min(csv.size(), line.size() + 1));
    if (++number == 1) {
      if (!line.starts_with(kSpaceLine)) refuse(text("expected '", kSpaceLine, "{...}'"));
      table.space = Space::from_json(line.substr(kSpaceLine.size()), source);
    } else if (number == 2) {
      if (line != kColumns) refuse(text("expected '", kColumns, "'"));
    } else {
      table.rows.push_back(parse_row(line, refuse));
      const std::string& hash = table.rows.back().canonical_hash;
      if (!hashes.insert(hash).second) refuse(text("the function ", hash, " is there twice"));
    }
  }
  if (table.rows.empty()) throw Error(text("[table] ", source, " holds no rewards"));
  return table;
}

RewardTable RewardTable::read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  if (!file || !(content << file.rdbuf())) throw Error(text("[table] cannot read '", path, "'"));
  return parse(content.str(), path);
}

std::string RewardTable::to_csv() const {
  std::ostringstream csv;
  csv << kSpaceLine << space.to_json() << '\n' << kColumns << '\n';
  for (const TableRow& row : rows) {
    char reward[32];
    const auto end = std::to_chars(reward, reward + sizeof reward, row.reward).ptr;
    csv << row.canonical_hash << ",\"" << row.formula << "\"," << std::string_view(reward, end)
        << '\n';
  }
  return csv.str();
}

RewardTable synthetic_table(const Space& space) {
  constexpr std::int64_t kInputs = 512;
  const std::vector<float> inputs = formula::normal_inputs(kInputs);
  const auto shape = [&](const formula::CompiledFormula& formula) {
    return standardised(formula::initial_outputs(formula, inputs).value);
  };
  const std::vector<double> swish = shape(*formula::compile("swish"));
  RewardTable table{space, {}};
  std::set<std::string> met;
  for (std::int64_t n = 0; n < space.count(); ++n) {
    const Candidate candidate = space.at(n);
    if (canonical(space, candidate) != candidate) continue;
    const formula::FormulaPointer compiled = formula::compile(space.expression(candidate));
    std::string hash = function_hash(*compiled);
    if (!met.insert(hash).second || !screen(*compiled).accepted) continue;
    const std::vector<double> values = shape(*compiled);
    double square = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      square += (values[i] - swish[i]) * (values[i] - swish[i]) / kInputs;
    }
    const double noise = Random(std::stoull(hash, nullptr, 16), Purpose::test).uniform_double();
    table.rows.push_back(
        {std::move(hash), compiled->text, 0.1 + 0.4 * std::exp(-square) + 0.05 * noise});
  }
  return table;
}

}  // namespace actlab::search

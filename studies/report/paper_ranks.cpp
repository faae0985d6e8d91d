// The sheets on what the numbers can say: agreement of orders, and shares of variance.
#include <algorithm>
#include <cmath>
#include <functional>
#include <initializer_list>
#include <map>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/studies/findings/statistics.h>
#include <actlab/studies/findings/variance_shares.h>
#include <actlab/studies/report/paper_tables.h>

namespace actlab::studies {
namespace {

constexpr double kTopGroup = 1.0;  // points below the best of a table
constexpr const char* kBleuOfOthers = "bleu newstest2014";
constexpr std::size_t kFewest = 5;  // functions in common; fewer have no order worth a number

// An order of functions to agree with.
struct Order {
  std::string name;
  std::vector<OutsideTable::Row> rows;
};

// The paper's medians in each network on each data set of these tables; of BLEU those on the test
// set that others report.
std::vector<Order> paper_orders(std::initializer_list<int> numbers) {
  std::vector<Order> result;
  for (const PublishedTable& table : published_tables()) {
    if (std::ranges::count(numbers, table.number) == 0) continue;
    for (const PublishedCell& cell : table.cells) {
      if (cell.measure.starts_with("bleu") && cell.measure != kBleuOfOthers) continue;
      const std::string name = text("paper, ", cell.network, " on ", cell.data);
      auto place = std::ranges::find(result, name, &Order::name);
      if (place == result.end()) place = result.insert(result.end(), {name, {}});
      place->rows.push_back({cell.activation, cell.median().value()});
    }
  }
  return result;
}

std::vector<Order> with_outside(std::vector<Order> orders) {
  for (const OutsideTable& table : outside_tables()) orders.push_back({table.name, table.rows});
  return orders;
}

std::string two(double value) { return std::isnan(value) ? "no order" : formatted("%.2f", value); }

std::string correlation_text(Correlation correlation, const std::vector<double>& a,
                             const std::vector<double>& b) {
  const Interval interval = bootstrap_correlation(correlation, a, b, 0);
  return text(two(correlation(a, b)), " (", two(interval.low), " to ", two(interval.high), ")");
}

// Count, Spearman, Kendall; of too few functions the count alone.
std::vector<std::string> agreement(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() < kFewest) return {text(a.size()), "too few", "too few"};
  return {text(a.size()), correlation_text(spearman_correlation, a, b),
          correlation_text(kendall_correlation, a, b)};
}

void add_line(Sheet& sheet, const OwnColumn& column, const Order& order) {
  double best = -INFINITY;
  for (const auto& row : order.rows) best = std::max(best, row.value);
  std::vector<double> ours, theirs, ours_top, theirs_top;
  for (const auto& row : order.rows) {
    const OwnRow* own = column.find(row.activation);
    if (own == nullptr) continue;
    ours.push_back(median(own->values));
    theirs.push_back(row.value);
    if (row.value < best - kTopGroup) continue;
    ours_top.push_back(ours.back());
    theirs_top.push_back(theirs.back());
  }
  if (ours.size() < kFewest) return;
  std::vector<std::string> line = {column.name(), order.name};
  for (const auto& cells : {agreement(ours, theirs), agreement(ours_top, theirs_top)}) {
    line.insert(line.end(), cells.begin(), cells.end());
  }
  sheet.lines.push_back(line);
}

// The results of one data set and length, with their factors.
struct Results {
  std::vector<double> values;
  std::vector<Factor> factors = {{"activation", {}}, {"network", {}}, {"rate", {}}};
  std::vector<std::map<std::string, std::size_t>> levels{3};
  std::int64_t diverged = 0;

  void add(const GridRow& row) {
    const std::string words[] = {row.activation, row.model, setting_value(row.settings, "lr")};
    for (const GridCell& cell : row.cells) {
      if (cell.diverged) ++diverged;
      if (cell.diverged || cell.stopped_early) continue;
      values.push_back(cell.reward);
      for (std::size_t f = 0; f < factors.size(); ++f) {
        const std::size_t next = levels[f].size();
        factors[f].level_of.push_back(levels[f].try_emplace(words[f], next).first->second);
      }
    }
  }
  bool any_spread() const {
    return values.size() > 1 && std::ranges::min(values) < std::ranges::max(values);
  }
};

}  // namespace

Sheet ranks_sheet(std::span<const OwnColumn> columns) {
  Sheet sheet{
      .id = "ranks",
      .title = "Do orders agree?",
      .notes = {text("Rank correlations of our medians with published ones over the functions that "
                     "both have, with 95 % bootstrap intervals over the functions; the top group "
                     "is what lies within ",
                     kTopGroup, " point of the published best. Ceiling: two tables of one outside ",
                     "author agree at Spearman ", kOutsideAgreement, " over 11 functions.")},
      .head = {"ours", "beside", "functions", "Spearman", "Kendall", "top group", "Spearman in it",
               "Kendall in it"},
      .lines = {}};
  for (const OutsideTable& table : outside_tables()) {
    sheet.notes.push_back(table.name + ": " + table.source + ".");
  }
  const std::vector<Order> all = with_outside(paper_orders({4, 5, 11}));
  for (const OwnColumn& column : columns) {
    for (const Order& order : all) add_line(sheet, column, order);
  }
  if (sheet.lines.empty()) {
    sheet.notes.push_back(text("Ours: not run, or fewer than ", kFewest, " functions in common."));
  }
  return sheet;
}

Sheet published_ranks_sheet() {
  Sheet sheet{
      .id = "published-ranks",
      .title = "Do the published orders agree among themselves?",
      .notes = {"Each network and data set of the paper's Tables 4 and 5 beside the others, "
                "and beside tables of other authors: the same correlations. What two "
                "networks of one paper do not agree on, a third cannot confirm."},
      .head = {"one", "other", "functions", "Spearman", "Kendall"},
      .lines = {}};
  const std::vector<Order> all = with_outside(paper_orders({4, 5}));
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      std::vector<double> one, other;
      for (const auto& row : all[i].rows) {
        const auto same =
            std::ranges::find(all[j].rows, row.activation, &OutsideTable::Row::activation);
        if (same == all[j].rows.end()) continue;
        one.push_back(row.value);
        other.push_back(same->value);
      }
      if (one.size() < kFewest) continue;
      sheet.lines.push_back({all[i].name, all[j].name});
      for (const std::string& cell : agreement(one, other)) sheet.lines.back().push_back(cell);
    }
  }
  return sheet;
}

Sheet variance_sheet(std::span<const RecordedStudy> studies) {
  Sheet sheet{
      .id = "variance",
      .title = "What the results depend on",
      .notes = {"Shares of the variance of all rewards, those of every rate tried included; "
                "diverged trainings are left out and counted. Least squares, effects that "
                "add up (type II); seed: between trainings that differ in it alone; "
                "together: what factors do only in company. Where trainings are missing "
                "the shares need not add up to 1."},
      .head = {"study", "data", "steps", "trainings", "diverged", "activation", "network", "rate",
               "seed", "together"},
      .lines = {}};
  for (const RecordedStudy& study : studies) {
    std::map<std::pair<std::string, std::int64_t>, Results> groups;
    for (const GridRow& row : grid_rows(study)) groups[{row.data, row.steps}].add(row);
    for (const auto& [what, results] : groups) {
      if (!results.any_spread()) continue;
      std::vector<std::string> line = {study.study.name, what.first, text(what.second),
                                       text(results.values.size()), text(results.diverged)};
      for (const VarianceShare& share : variance_shares(results.values, results.factors)) {
        line.push_back(two(share.share));
      }
      sheet.lines.push_back(line);
    }
  }
  return sheet;
}

}  // namespace actlab::studies

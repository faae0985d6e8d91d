#include "examples/grid_table.h"

#include <algorithm>
#include <sstream>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/studies/findings/csv_field.h>
#include <actlab/studies/findings/grid_comparison.h>
#include <actlab/studies/findings/statistics.h>
#include <actlab/studies/report/sheet.h>

namespace actlab {
namespace {

using studies::GridGroup;
using studies::GridRow;
using studies::RowComparison;

// Accuracies in per cent, other rewards as they are.
struct Numbers {
  double scale = 1.0;
  const char* plain_format = "%.4f";
  const char* change_format = "%+.4f";

  std::string plain(double value) const { return formatted(plain_format, scale * value); }
  std::string change(double value) const { return formatted(change_format, scale * value); }
  std::string plain(const studies::Interval& interval) const {
    return plain(interval.low) + " to " + plain(interval.high);
  }
  std::string change(const studies::Interval& interval) const {
    return change(interval.low) + " to " + change(interval.high);
  }
};

Numbers numbers_of(const GridGroup& group) {
  return group.of_accuracy() ? Numbers{100.0, "%.2f", "%+.2f"} : Numbers();
}

std::string subject(const GridGroup& group) {
  return group.data.empty() ? studies::setting_value(group.rows.front()->settings, "target")
                            : group.data;
}

// Of a table's column; a task may have one network only.
std::string network(const GridGroup& group, const char* otherwise) {
  return group.model.empty() ? otherwise : group.model;
}

std::string seeds_text(std::size_t count) { return text(count, count == 1 ? " seed" : " seeds"); }

std::string what_text(const GridGroup& group) {
  const std::string of = text(" on the ", group.part(), " part of ", subject(group));
  const std::string what = group.of_accuracy() ? text("Accuracy", of, " in per cent")
                           : group.of_error    ? text("Reward, 1 / (1 + ", group.measure, "),", of)
                                               : group.measure + of;
  return text(what, " after ", group.steps, " steps",
              group.setting.empty() ? "" : " with " + group.setting);
}

std::size_t most_seeds(const std::vector<GridGroup>& groups) {
  std::size_t most = 0;
  for (const GridGroup& group : groups) {
    for (const GridRow* row : group.rows) most = std::max(most, row->cells.size());
  }
  return most;
}

std::vector<std::string> spread_line(const RowComparison& comparison, const Numbers& numbers) {
  const std::vector<double>& values = comparison.values;
  std::vector<std::string> line = {"`" + comparison.row->activation + "`"};
  if (values.empty()) {
    line.insert(line.end(), 4, "");
  } else {
    const auto [low, high] = std::ranges::minmax(values);
    line.push_back(numbers.plain(studies::median(values)));
    line.push_back(numbers.plain(studies::Interval{low, high}));
    line.push_back(
        numbers.plain(studies::mean(values)) +
        (values.size() < 2 ? "" : " (" + numbers.plain(studies::mean_interval(values)) + ")"));
    const studies::PairedTest& test = comparison.difference;
    line.push_back(test.interval ? numbers.change(test.difference) + " (" +
                                       numbers.change(*test.interval) + ")"
                                 : "");
  }
  const std::string notes = studies::remarks(*comparison.row);
  line.push_back(studies::verdict(comparison) + (notes.empty() ? "" : "; " + notes));
  return line;
}

std::string spread(const GridGroup& group) {
  std::vector<std::vector<std::string>> lines = {
      {network(group, ""), "median", "lowest to highest", "mean (95 % interval)",
       "difference from the best", "paired t-test over the seeds"}};
  for (const RowComparison& comparison : studies::compare_rows(group)) {
    lines.push_back(spread_line(comparison, numbers_of(group)));
  }
  return studies::markdown_table(lines);
}

std::string csv_line(const GridGroup& group, const RowComparison& comparison) {
  const std::vector<double>& values = comparison.values;
  const auto [low, high] = std::ranges::minmax(values);
  std::ostringstream out;
  out << studies::csv_field(group.data) << ',' << studies::csv_field(group.model) << ','
      << studies::csv_field(comparison.row->activation) << ',' << group.part() << ','
      << studies::median(values) << ',' << studies::mean(values) << ',' << low << ',' << high << ','
      << values.size() << ',';
  out << joined(values, " ") << ',' << group.steps << ',' << studies::csv_field(group.setting)
      << ',' << joined(comparison.row->cells, " ", &studies::GridCell::seed);
  const studies::PairedTest& test = comparison.difference;
  out << ',' << studies::csv_field(comparison.best->activation) << ',' << test.difference << ',';
  if (test.interval) out << test.interval->low << ',' << test.interval->high;
  if (!test.interval) out << ',';
  out << ',';
  if (test.p_value) out << *test.p_value;
  out << '\n';
  return out.str();
}

}  // namespace

std::string GridTables::medians(const std::vector<GridGroup>& networks) const {
  const std::size_t most = most_seeds(networks);
  std::vector<std::string> activations;
  std::vector<std::vector<std::string>> lines = {{""}};
  for (const GridGroup& group : networks) {
    lines.front().push_back(network(group, "median"));
    for (const GridRow* row : group.rows) {
      if (std::ranges::count(activations, row->activation) == 0) {
        activations.push_back(row->activation);
      }
    }
  }
  for (const std::string& activation : activations) {
    std::vector<std::string> line = {"`" + activation + "`"};
    for (const GridGroup& group : networks) {
      const auto row = std::ranges::find(group.rows, activation, &GridRow::activation);
      std::vector<double> values;
      if (row != group.rows.end()) values = studies::values_of(**row, group.of_test);
      std::string cell = values.empty() ? "" : numbers_of(group).plain(studies::median(values));
      if (!values.empty() && values.size() < most) cell += text(" (", values.size(), ")");
      line.push_back(cell);
    }
    lines.push_back(line);
  }
  return text(what_text(networks.front()), ", median of ", seeds_text(most), "\n\n",
              studies::markdown_table(lines));
}

std::string GridTables::markdown() const {
  std::string result;
  std::vector<bool> done(groups_.size());
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (done[i]) continue;
    std::vector<GridGroup> networks;
    for (std::size_t j = i; j < groups_.size(); ++j) {
      if (done[j] || !groups_[i].comparable(groups_[j])) continue;
      networks.push_back(groups_[j]);
      done[j] = true;
    }
    result += (result.empty() ? "" : "\n") + medians(networks);
    for (const GridGroup& group : networks) result += '\n' + spread(group);
  }
  return result;
}

std::string GridTables::csv() const {
  std::string result =
      "data,model,activation,accuracy_of,median,mean,low,high,seeds,values,steps,setting,"
      "seed_numbers,best,difference,difference_low,difference_high,p_value\n";
  for (const GridGroup& group : groups_) {
    for (const RowComparison& comparison : studies::compare_rows(group)) {
      if (!comparison.values.empty()) result += csv_line(group, comparison);
    }
  }
  return result;
}

std::string rates_table(const std::vector<studies::ChosenRow>& rows) {
  std::vector<std::vector<std::string>> lines = {
      {"network", "activation", "rates tried: of validation examples", "lead of the chosen", ""}};
  for (const studies::ChosenRow& row : rows) {
    const studies::RateChoice& choice = row.choice;
    if (!choice.swept()) continue;
    lines.push_back({text(choice.model, choice.data.empty() ? "" : " on ", choice.data),
                     "`" + choice.activation + "`", studies::tried_text(choice),
                     choice.reward_text(choice.lead()), studies::edge_text(choice)});
  }
  if (lines.size() == 1) return "";
  return "\nLearning rates, chosen on validation examples with the first seed\n\n" +
         studies::markdown_table(lines);
}

void GridTables::write(const std::string& name, const std::string& more) const {
  write_file(name + ".md", markdown() + more);
  write_file(name + ".csv", csv());
}

}  // namespace actlab

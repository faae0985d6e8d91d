#include <actlab/studies/report/activations_sheet.h>

#include <algorithm>
#include <functional>
#include <map>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/io/json.h>
#include <actlab/studies/findings/alike_functions.h>
#include <actlab/studies/findings/shares.h>
#include <actlab/studies/findings/statistics.h>

namespace actlab::studies {
namespace {

const char* number_format(const OwnColumn& column) {
  return is_share(column.measure) ? "%.2f" : "%.4f";
}

// With results, the highest median first, then the others in their order.
std::vector<const OwnRow*> by_median(const OwnColumn& column) {
  std::vector<const OwnRow*> rows;
  for (const OwnRow& row : column.rows) rows.push_back(&row);
  std::ranges::stable_sort(rows, std::greater(), [](const OwnRow* row) {
    return row->values.empty() ? -1.0 : median(row->values);
  });
  return rows;
}

std::string cost_text(const ActivationCost* cost) {
  if (cost == nullptr) return "";
  const Interval span = cost->over_relu_span();
  return text(formatted("%.2f", cost->over_relu()), " (", formatted("%.2f", span.low), " to ",
              formatted("%.2f", span.high), ")");
}

std::string seeds_text(std::size_t seeds, const Wanted& wanted) {
  return static_cast<std::int64_t>(seeds) < wanted.seeds ? text(seeds, " of ", wanted.seeds)
                                                         : text(seeds);
}

std::string rate_text(const RateChoice& choice) {
  if (choice.tried.empty()) return "";
  const std::string rate = Json(choice.tried[choice.chosen].lr).dump();
  return choice.swept() ? text(rate, " (leads by ", choice.reward_text(choice.lead()), ")") : rate;
}

std::string remark_of(const OwnRow& row) {
  const std::int64_t open = row.choice.open;
  return joined_nonempty(
      {row.remark, edge_text(row.choice),
       open > 0 ? text(open, " rates not tried yet: the choice may change") : ""},
      "; ");
}

// "a: swish, mish; b: relu, lrelu": who shares a letter.
std::string groups_text(const std::vector<const OwnRow*>& rows) {
  std::vector<std::string> letters;
  std::map<std::string, std::vector<std::string>> members;
  for (const OwnRow* row : rows) {
    for (const std::string& letter : row->letters) {
      std::vector<std::string>& list = members[letter];
      if (list.empty()) letters.push_back(letter);
      list.push_back(row->activation);
    }
  }
  return joined(letters, "; ", [&](const std::string& letter) {
    return letter + ": " + joined(members[letter], ", ");
  });
}

std::vector<std::string> notes_of(const OwnColumn& column, const std::vector<const OwnRow*>& rows,
                                  std::span<const ActivationCost> costs) {
  const std::string unit = is_share(column.measure) ? ", in per cent" : "";
  std::vector<std::string> notes = {
      text(column.measure, " on ", column.part, " examples", unit, ": the median over the seeds. ",
           "Rates were chosen on validation examples; how far the chosen one leads there stands ",
           "behind it.")};
  const std::string groups = groups_text(rows);
  notes.push_back(
      groups.empty()
          ? "Groups: too few seeds yet to tell any two apart."
          : text("Activations that share a letter cannot be told apart (t-tests of all pairs with ",
                 "the spread of ", formatted("%.2f", column.spread), " that all rows share, ",
                 column.freedom, " degrees of freedom, Holm's correction; rows with a diverged ",
                 "training or with one seed have no letter). ", groups, "."));
  const bool timed = std::ranges::any_of(costs, [&](const ActivationCost& cost) {
    return cost.data == column.data && cost.model == column.model;
  });
  if (timed) {
    notes.emplace_back(
        "Cost over relu: an update of the network with the activation over one with relu, timed in "
        "turns; the median of the turns' ratios, and their quartiles.");
  }
  return notes;
}

}  // namespace

Sheet activations_sheet(const OwnColumn& column, std::span<const ActivationCost> costs,
                        const Wanted& wanted) {
  const std::vector<const OwnRow*> rows = by_median(column);
  Sheet sheet{.id = "activations",
              .title = text("Activations of ", column.name()),
              .notes = notes_of(column, rows, costs),
              .head = {"place", "activation", "median", "lowest to highest", "seeds", "group",
                       "rate", "cost over relu", "alike", "remark"},
              .lines = {}};
  std::vector<std::string> names;
  for (const OwnRow* row : rows) names.push_back(row->activation);
  for (const std::string& name : wanted.activations) {
    if (std::ranges::count(names, name) == 0) names.push_back(name);
  }
  const std::vector<std::vector<Alike>> alike = alike_functions(names);
  const char* const format = number_format(column);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string cost = cost_text(find_cost(costs, column.data, column.model, names[i]));
    std::vector<std::string> line = {
        "", names[i], "not run", "", seeds_text(0, wanted), "", "", cost, alike_text(alike[i]), ""};
    if (i < rows.size()) line[9] = remark_of(*rows[i]);
    if (i < rows.size() && !rows[i]->values.empty()) {
      const OwnRow& row = *rows[i];
      const auto [low, high] = std::ranges::minmax(row.values);
      line[0] = text(i + 1);
      line[2] = formatted(format, median(row.values));
      line[3] = formatted(format, low) + " to " + formatted(format, high);
      line[4] = seeds_text(row.values.size(), wanted);
      line[5] = joined(row.letters, " ");
      line[6] = rate_text(row.choice);
    }
    sheet.lines.push_back(line);
  }
  return sheet;
}

}  // namespace actlab::studies

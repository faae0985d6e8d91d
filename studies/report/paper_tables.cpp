#include <actlab/studies/report/paper_tables.h>

#include <algorithm>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/io/json.h>
#include <actlab/studies/findings/statistics.h>
#include <actlab/studies/running/presets.h>

namespace actlab::studies {
namespace {

std::string decimal(double value) { return formatted("%.2f", value); }

// "73.8 73.9 74.2", or "74.6 - -" where runs were still training.
std::string published_text(const PublishedCell& cell) {
  const std::string words = joined(cell.values, " ", [](const std::optional<double>& value) {
    return value ? formatted("%.1f", *value) : "-";
  });
  return words + (cell.remark.empty() ? "" : " (" + cell.remark + ")");
}

bool measures_alike(const PublishedCell& cell, const OwnColumn& column) {
  if (column.measure == "accuracy") return cell.measure == "accuracy" || cell.measure == "top-1";
  if (column.measure == "top-5") return cell.measure == "top-5";
  return column.measure == "bleu" && cell.measure == "bleu newstest2014";
}

bool stands_for(const OwnColumn& column, const PublishedCell& cell) {
  return column.for_data == cell.data && column.for_network == cell.network &&
         measures_alike(cell, column);
}

std::string rate_text(const RateChoice& choice) {
  return choice.tried.empty() ? "" : Json(choice.tried[choice.chosen].lr).dump();
}

// What a reader must know of how the rate was chosen.
std::string rate_remark(const RateChoice& choice) {
  if (!choice.swept()) return "";
  return joined_nonempty(
      {text("rates on validation examples ", tried_text(choice)), edge_text(choice),
       choice.open > 0 ? text(choice.open, " rates not tried yet") : ""},
      "; ");
}

// Ours beside one published cell: median, spread, seeds, steps, trained, rate, group, remark.
std::vector<std::string> own_cells(const OwnColumn& column, const OwnRow& row) {
  const auto [low, high] = std::ranges::minmax(row.values);
  return {decimal(median(row.values)),
          decimal(low) + " to " + decimal(high),
          text(row.values.size()),
          text(column.steps),
          text(column.model, column.data.empty() ? "" : " on ", column.data,
               column.setting.empty() ? "" : ", ", column.setting),
          rate_text(row.choice),
          joined(row.letters, " "),
          joined_nonempty({row.remark, rate_remark(row.choice)}, "; ")};
}

std::vector<std::string> not_run_cells(const std::string& why) {
  return {"not run", "", "0", "", "", "", "", why};
}

std::string why_not_run(const PublishedCell& cell, std::span<const NotRun> not_run) {
  for (const NotRun& part : not_run) {
    if (part.for_data == cell.data && part.for_network == cell.network) return part.why;
  }
  return "";
}

// Of our columns that stand for something in the table, what they are.
std::vector<std::string> column_notes(const PublishedTable& table,
                                      std::span<const OwnColumn> columns) {
  std::vector<std::string> notes;
  for (const OwnColumn& column : columns) {
    const bool beside = std::ranges::any_of(
        table.cells, [&](const PublishedCell& cell) { return stands_for(column, cell); });
    if (!beside) continue;
    std::string note =
        text("Ours: ", column.name(), ", ", column.measure, " on ", column.part, " examples");
    const auto steps = paper_steps(column.for_data, column.for_network);
    const bool same = column.model == column.for_network && column.data == column.for_data;
    if (!same) note += text("; it stands for ", column.for_network, " on ", column.for_data);
    if (steps && (!same || column.steps < *steps)) {
      note += text("; smaller than the paper's ", *steps, " steps of ", column.for_network);
    }
    notes.push_back(note + ".");
  }
  if (notes.empty()) notes.emplace_back("Ours: not run.");
  return notes;
}

}  // namespace

Sheet published_sheet(const PublishedTable& table, std::span<const OwnColumn> columns,
                      std::span<const NotRun> not_run) {
  Sheet sheet{.id = text("table", table.number),
              .title = text("Table ", table.number, ": ", table.title),
              .notes = {table.note + ". " + table.source + "."},
              .head = {"network", "measure", "activation", "published", "ours", "lowest to highest",
                       "seeds", "steps", "trained", "rate", "group", "remark"},
              .lines = {}};
  for (const std::string& note : column_notes(table, columns)) sheet.notes.push_back(note);
  for (const PublishedCell& cell : table.cells) {
    const std::vector<std::string> line = {cell.network, cell.measure, cell.activation,
                                           published_text(cell)};
    const auto add = [&](const std::vector<std::string>& ours) {
      sheet.lines.push_back(line);
      sheet.lines.back().insert(sheet.lines.back().end(), ours.begin(), ours.end());
    };
    const std::size_t before = sheet.lines.size();
    for (const OwnColumn& column : columns) {
      const OwnRow* row = stands_for(column, cell) ? column.find(cell.activation) : nullptr;
      if (row != nullptr) add(own_cells(column, *row));
    }
    if (sheet.lines.size() == before) add(not_run_cells(why_not_run(cell, not_run)));
  }
  return sheet;
}

Sheet counts_sheet(std::span<const OwnColumn> columns) {
  Sheet sheet{.id = "table3",
              .title = "Table 3: on how many models Swish is better, equal, worse",
              .notes = {"One-sided paired sign test, ties dropped. n counts the decided pairs, and "
                        "least p is the lowest that so many can give. Published: models, at the "
                        "precision of the paper's tables; its text calls every row significant, "
                        "which at 5 % Softplus's is not. Ours: data sets, networks and seeds that "
                        "both were trained with."},
              .head = {"Swish against", "published", "n", "least p", "p", "ours", "our n",
                       "our least p", "our p"},
              .lines = {}};
  const auto p_text = [](double p) { return formatted("%.4f", p); };
  for (const PublishedCounts& row : published_counts()) {
    std::vector<double> swish, other;
    for (const OwnColumn& column : columns) {
      const OwnRow* ours = column.find("swish");
      const OwnRow* theirs = column.find(row.activation);
      if (column.for_network.empty() || ours == nullptr || theirs == nullptr) continue;
      for (std::size_t i = 0; i < ours->seeds.size(); ++i) {
        const auto same = std::ranges::find(theirs->seeds, ours->seeds[i]);
        if (same == theirs->seeds.end()) continue;
        swish.push_back(ours->values[i]);
        other.push_back(theirs->values[static_cast<std::size_t>(same - theirs->seeds.begin())]);
      }
    }
    const SignTest test = sign_test(swish, other);
    const std::int64_t n = test.wins + test.losses;
    std::vector<std::string> line = {
        row.activation, text(row.better, " / ", row.equal, " / ", row.worse),
        text(row.better + row.worse), p_text(sign_test_p(row.better + row.worse, 0)),
        p_text(sign_test_p(row.better, row.worse))};
    const std::vector<std::string> ours =
        swish.empty()
            ? std::vector<std::string>{"not run", "0", "", ""}
            : std::vector<std::string>{text(test.wins, " / ", test.ties, " / ", test.losses),
                                       text(n), p_text(sign_test_p(n, 0)), p_text(test.p_value)};
    line.insert(line.end(), ours.begin(), ours.end());
    sheet.lines.push_back(line);
  }
  return sheet;
}

std::vector<Sheet> paper_tables(std::span<const RecordedStudy> studies,
                                std::span<const NotRun> not_run) {
  const std::vector<OwnColumn> columns = own_columns(studies);
  std::vector<OwnColumn> beside = columns;  // counts and ranks take a training once
  for (OwnColumn& column : top5_columns(studies)) beside.push_back(std::move(column));
  std::vector<Sheet> sheets;
  for (const PublishedTable& table : published_tables()) {
    if (table.number == 4) sheets.push_back(counts_sheet(columns));
    sheets.push_back(published_sheet(table, beside, not_run));
  }
  sheets.push_back(ranks_sheet(columns));
  sheets.push_back(variance_sheet(studies));
  sheets.push_back(published_ranks_sheet());
  return sheets;
}

}  // namespace actlab::studies

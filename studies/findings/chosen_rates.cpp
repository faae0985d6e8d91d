#include <actlab/studies/findings/chosen_rates.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/io/json.h>
#include <actlab/studies/findings/shares.h>

namespace actlab::studies {
namespace {

double rate_of(const GridRow& row) {
  const std::string words = setting_value(row.settings, "lr");
  return words.empty() ? 0.0 : parse_json(words, "a learning rate").get<double>();
}

TrialSettings without_rate(TrialSettings settings) {
  std::erase_if(settings, [](const auto& setting) { return setting.first == "lr"; });
  return settings;
}

bool differ_in_rate_alone(const GridRow& a, const GridRow& b) {
  return a.activation == b.activation && a.steps == b.steps &&
         without_rate(a.settings) == without_rate(b.settings);
}

const GridCell* cell_of(const GridRow& row, std::int64_t seed) {
  const auto place = std::ranges::find(row.cells, seed, &GridCell::seed);
  return place == row.cells.end() ? nullptr : &*place;
}

// The rows of one sweep, the lowest rate first.
ChosenRow choose(std::vector<const GridRow*> rows) {
  std::ranges::stable_sort(rows, {}, [](const GridRow* row) { return rate_of(*row); });
  const GridRow& first = *rows.front();
  RateChoice choice{first.data, first.model, first.activation, first.steps, {},
                    0,          0,           first.measure};
  std::optional<std::int64_t> seed;
  for (const GridRow* row : rows) {
    if (!row->cells.empty()) seed = std::min(seed.value_or(INT64_MAX), row->cells.front().seed);
  }
  std::vector<const GridRow*> with_result;
  for (const GridRow* row : rows) {
    const GridCell* cell = seed ? cell_of(*row, *seed) : nullptr;
    choice.open += cell == nullptr;
    if (cell == nullptr) continue;
    choice.tried.push_back({rate_of(*row), cell->reward, cell->diverged});
    with_result.push_back(row);
  }
  if (with_result.empty()) return {first, choice};
  const auto best = std::ranges::max_element(choice.tried, {}, &TriedRate::reward);
  choice.chosen = static_cast<std::size_t>(best - choice.tried.begin());
  ChosenRow result{*with_result[choice.chosen], choice};
  if (rows.size() > 1) result.row.settings = without_rate(result.row.settings);
  return result;
}

std::string rate_text(double lr) { return Json(lr).dump(); }

}  // namespace

bool RateChoice::at_edge() const {
  if (!swept() || tried[chosen].diverged) return false;
  return chosen == 0 || chosen + 1 == tried.size();
}

double RateChoice::lead() const {
  double next = 0.0;
  for (std::size_t i = 0; i < tried.size(); ++i) {
    if (i != chosen) next = std::max(next, tried[i].reward);
  }
  return swept() ? tried[chosen].reward - next : 0.0;
}

std::string RateChoice::reward_text(double reward) const {
  return is_share(measure) ? formatted("%.2f", 100.0 * reward) : formatted("%.4f", reward);
}

std::vector<ChosenRow> at_chosen_rates(const std::vector<GridRow>& rows) {
  std::vector<ChosenRow> chosen;
  std::vector<bool> done(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (done[i]) continue;
    std::vector<const GridRow*> alike;
    for (std::size_t j = i; j < rows.size(); ++j) {
      if (done[j] || !differ_in_rate_alone(rows[i], rows[j])) continue;
      alike.push_back(&rows[j]);
      done[j] = true;
    }
    chosen.push_back(choose(alike));
  }
  std::vector<GridRow> settled = rows_of(chosen);
  name_settings(settled);
  for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i].row.setting = settled[i].setting;
  return chosen;
}

std::vector<GridRow> rows_of(const std::vector<ChosenRow>& chosen) {
  std::vector<GridRow> rows;
  for (const ChosenRow& each : chosen) rows.push_back(each.row);
  return rows;
}

std::string tried_text(const RateChoice& choice) {
  return joined(choice.tried, ", ", [&](const TriedRate& rate) {
    const bool chosen = choice.swept() && &rate == &choice.tried[choice.chosen];
    return text(rate_text(rate.lr), ": ",
                rate.diverged ? "diverged" : choice.reward_text(rate.reward),
                chosen ? " (chosen)" : "");
  });
}

std::string edge_text(const RateChoice& choice) {
  if (!choice.at_edge()) return "";
  return text("at the edge of its sweep: try rates ", choice.chosen == 0 ? "below " : "above ",
              rate_text(choice.tried[choice.chosen].lr));
}

}  // namespace actlab::studies

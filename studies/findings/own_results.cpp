#include <actlab/studies/findings/own_results.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include <actlab/core/base/error.h>
#include <actlab/studies/findings/grid_comparison.h>
#include <actlab/studies/findings/indistinguishable.h>
#include <actlab/studies/findings/shares.h>
#include <actlab/studies/findings/student.h>

namespace actlab::studies {
namespace {

struct StandIn {
  const char* beginning;  // of our name
  const char* published;
};

// The first that fits.
constexpr StandIn kNetworks[] = {{"inception-resnet", "inception-resnet-v2"},
                                 {"inception-v4", "inception-v4"},
                                 {"inception", "inception-v3"},
                                 {"nasnet", "nasnet-mobile"},
                                 {"mobilenet", "mobilenet"},
                                 {"resnet", "resnet164"},
                                 {"preact-resnet", "resnet164"},
                                 {"wrn", "wrn28-10"},
                                 {"densenet", "densenet100-12"},
                                 {"transformer", "transformer-base"}};
constexpr StandIn kData[] = {{"cifar100", "cifar100"},
                             {"cifar10", "cifar10"},
                             {"shapes", "cifar10"},
                             {"imagenet", "imagenet"},
                             {"tiny-imagenet", "imagenet"},
                             {"folder:", "imagenet"},
                             {"wmt", "wmt"},
                             {"multi30k", "wmt"}};

std::string stand_in(std::span<const StandIn> table, const std::string& name) {
  const auto fits = [&](const StandIn& row) { return name.starts_with(row.beginning); };
  const auto place = std::ranges::find_if(table, fits);
  return place == table.end() ? "" : place->published;
}

// The seeds that all rows have that have any result and none of them diverged.
std::vector<std::int64_t> common_seeds(const std::vector<OwnRow>& rows,
                                       const std::vector<bool>& counts) {
  std::optional<std::vector<std::int64_t>> common;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!counts[i]) continue;
    if (!common) common = rows[i].seeds;
    std::erase_if(*common,
                  [&](std::int64_t seed) { return std::ranges::count(rows[i].seeds, seed) == 0; });
  }
  return common.value_or(std::vector<std::int64_t>());
}

std::vector<double> values_at(const OwnRow& row, const std::vector<std::int64_t>& seeds) {
  std::vector<double> values;
  for (const std::int64_t seed : seeds) {
    const auto place = std::ranges::find(row.seeds, seed);
    values.push_back(row.values[static_cast<std::size_t>(place - row.seeds.begin())]);
  }
  return values;
}

// While a study is under way some rows have one seed and others more: one seed has no spread, and
// must not keep the others from being compared.
void leave_out_single_seeds(const OwnColumn& column, std::vector<bool>& counts) {
  std::vector<bool> several = counts;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    several[i] = counts[i] && column.rows[i].seeds.size() > 1;
  }
  if (std::ranges::count(several, true) > 1) counts = several;
}

// Letters and spread over the seeds that the rows have in common, the best row first.
void compare_all(OwnColumn& column, std::vector<bool> counts) {
  leave_out_single_seeds(column, counts);
  const std::vector<std::int64_t> seeds = common_seeds(column.rows, counts);
  if (seeds.empty()) return;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < column.rows.size(); ++i) {
    if (counts[i]) order.push_back(i);
  }
  std::ranges::stable_sort(order, std::greater(),
                           [&](std::size_t i) { return mean(values_at(column.rows[i], seeds)); });
  std::vector<std::vector<double>> values;
  for (const std::size_t i : order) values.push_back(values_at(column.rows[i], seeds));
  const LikeRows like = like_rows(values);
  for (std::size_t k = 0; k < order.size(); ++k) column.rows[order[k]].letters = like.letters[k];
  column.spread = like.spread;
  column.freedom = like.freedom;
}

enum class Measure { judged, top5 };  // what the trainings are judged by, or top-5 accuracy

std::string name_of(Measure measure, const GridGroup& group) {
  return measure == Measure::top5 ? "top-5" : group.measure;
}

std::vector<double> measured(const GridRow& row, const GridGroup& group, Measure measure) {
  std::vector<double> values;
  if (measure == Measure::judged) {
    values = values_of(row, group.of_test);
  } else {
    for (const GridCell& cell : row.cells) values.push_back(cell.test_top5.value());
  }
  const double unit = is_share(name_of(measure, group)) ? 100.0 : 1.0;
  for (double& value : values) value *= unit;
  return values;
}

OwnRow own_row(const ChosenRow& chosen, const GridGroup& group, Measure measure) {
  OwnRow row{chosen.row.activation, chosen.choice, {}, {}, {}, remarks(chosen.row)};
  for (const GridCell& cell : chosen.row.cells) row.seeds.push_back(cell.seed);
  row.values = measured(chosen.row, group, measure);
  return row;
}

OwnColumn own_column(const RecordedStudy& study, const GridGroup& group,
                     const std::vector<ChosenRow>& chosen, const std::vector<GridRow>& rows,
                     Measure measure) {
  OwnColumn column{.study = study.study.name,
                   .data = group.data,
                   .model = group.model,
                   .for_data = data_for(group.data),
                   .for_network = network_for(group.model),
                   .setting = group.setting,
                   .batch = setting_value(group.rows.front()->settings, "batch_size"),
                   .part = group.part(),
                   .measure = name_of(measure, group),
                   .steps = group.steps,
                   .rows = {}};
  std::vector<bool> counts;  // in the comparison
  for (const GridRow* row : group.rows) {
    const auto place = static_cast<std::size_t>(row - rows.data());
    column.rows.push_back(own_row(chosen[place], group, measure));
    counts.push_back(!row->cells.empty() &&
                     std::ranges::count(row->cells, true, &GridCell::diverged) == 0);
  }
  compare_all(column, counts);
  return column;
}

std::vector<OwnColumn> columns_of(std::span<const RecordedStudy> studies, Measure measure) {
  std::vector<OwnColumn> columns;
  for (const RecordedStudy& study : studies) {
    if (study.study.kind != "grid") {
      throw UsageError(text("[tables] '", study.study.name, "' is a ", study.study.kind,
                            " and no grid: tables compare activations that were trained alike"));
    }
    const std::vector<ChosenRow> chosen = at_chosen_rates(grid_rows(study));
    const std::vector<GridRow> rows = rows_of(chosen);
    for (const GridGroup& group : grid_groups(rows)) {
      if (measure == Measure::top5 && !(group.of_test && has_top5(group))) continue;
      columns.push_back(own_column(study, group, chosen, rows, measure));
    }
  }
  return columns;
}

}  // namespace

const OwnRow* OwnColumn::find(const std::string& activation) const {
  const auto place = std::ranges::find(rows, activation, &OwnRow::activation);
  return place == rows.end() || place->values.empty() ? nullptr : &*place;
}

std::string OwnColumn::name() const {
  return text(model.empty() ? "the network" : model, data.empty() ? "" : " on ", data, ", ", steps,
              " steps", batch.empty() ? "" : " of ", batch, setting.empty() ? "" : ", ", setting);
}

std::vector<OwnColumn> own_columns(std::span<const RecordedStudy> studies) {
  return columns_of(studies, Measure::judged);
}

std::vector<OwnColumn> top5_columns(std::span<const RecordedStudy> studies) {
  return columns_of(studies, Measure::top5);
}

std::string network_for(const std::string& model) { return stand_in(kNetworks, model); }

std::string data_for(const std::string& data) { return stand_in(kData, data); }

}  // namespace actlab::studies

#include "examples/translation_results.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <map>
#include <span>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/studies/findings/published.h>
#include <actlab/studies/running/training_trial.h>
#include <actlab/tasks/table.h>
#include <actlab/tasks/translation/translation_data.h>

namespace actlab {
namespace {

namespace fs = std::filesystem;
using studies::ChosenRow;
using studies::GridCell;
using studies::GridRow;
using studies::Sheet;
using studies::Trial;
using tasks::BleuInterval;
using tasks::LineSums;

constexpr const char* kBaseline = "relu";

std::string decimal(double value) { return formatted("%.2f", value); }

std::string signed_decimal(double value) { return (value < 0.0 ? "" : "+") + decimal(value); }

std::string interval_text(const BleuInterval& interval) {
  return decimal(interval.low) + " to " + decimal(interval.high);
}

const Trial& trial_of(const studies::RecordedStudy& study, std::int64_t number) {
  const auto found = std::ranges::find(study.trials, number, &Trial::number);
  if (found != study.trials.end()) return *found;
  throw Error(text("[translations] the study has no trial ", number));
}

// The configuration of a trial that translates.
studies::AnyConfig config_of(const Trial& trial) {
  const training::TaskTable table = tasks::table();
  return studies::parse_training_trial(trial.configuration,
                                       text("the configuration of trial ", trial.number), table)
      .config;
}

const tasks::TranslationConfig& translation_of(const studies::AnyConfig& config) {
  const auto* translation = dynamic_cast<const tasks::TranslationConfig*>(&*config);
  if (translation != nullptr) return *translation;
  throw UsageError(text("[translations] this study trains the task ", config->task(),
                        ", which translates nothing"));
}

void open_tests(TranslationResults& results, const tasks::TranslationConfig& config,
                const std::string& data) {
  results.names = config.test_parts();
  if (results.names.empty()) {
    throw UsageError(
        "[translations] the trainings of this study were not tested; train with --evaluate on");
  }
  tasks::TranslationConfig of_tests = config;
  if (!data.empty()) of_tests.data = data;
  const std::string folder = tasks::translation_folder(of_tests);
  for (const std::string& name : results.names) {
    results.tests.push_back(datasets::open_pairs(folder, name, config.languages));
  }
}

// Reads the cell's translations; why they are not there, or nothing.
std::string read_cell(TranslatedCell& cell, const TranslationResults& results,
                      const std::string& folder, const std::string& goal) {
  for (std::size_t set = 0; set < results.tests.size(); ++set) {
    const std::string path = text(folder, "/", results.names[set], ".", goal);
    if (!fs::exists(path)) return "no " + path;
    cell.lines.push_back(datasets::read_lines(path));
    const std::vector<std::string>& right = results.tests[set].goal;
    if (cell.lines.back().size() != right.size()) {
      return text(path, " has ", cell.lines.back().size(), " lines, the test set ", right.size());
    }
    LineSums& sums = cell.sums.emplace_back();
    for (std::size_t i = 0; i < right.size(); ++i) {
      sums.push_back(tasks::bleu_sums(cell.lines.back()[i], {right[i]}, {}));
    }
  }
  return "";
}

void add_cell(TranslationResults& results, const GridRow& row, const GridCell& cell,
              const std::string& folder, const std::string& goal) {
  TranslatedCell made{.activation = row.activation,
                      .rate = studies::setting_value(row.settings, "lr"),
                      .seed = cell.seed,
                      .steps = row.steps,
                      .trial = cell.trial,
                      .validation = cell.reward};
  const std::string why = cell.diverged ? "it diverged" : read_cell(made, results, folder, goal);
  if (why.empty()) {
    results.cells.push_back(std::move(made));
  } else {
    results.missing.push_back(cell_name(made) + ": " + why);
  }
}

std::vector<const TranslatedCell*> cells_of(const TranslationResults& results, const GridRow& row) {
  std::vector<const TranslatedCell*> found;
  for (const GridCell& cell : row.cells) {
    const auto place = std::ranges::find(results.cells, cell.trial, &TranslatedCell::trial);
    if (place != results.cells.end()) found.push_back(&*place);
  }
  return found;
}

// The sums of all seeds of a row, of one test set.
std::vector<LineSums> sums_of(const TranslationResults& results, const GridRow& row,
                              std::size_t set) {
  std::vector<LineSums> sums;
  for (const TranslatedCell* cell : cells_of(results, row)) sums.push_back(cell->sums[set]);
  return sums;
}

const ChosenRow* row_of(const TranslationResults& results, const std::string& activation) {
  const auto found = std::ranges::find_if(results.chosen, [&](const ChosenRow& chosen) {
    return chosen.row.activation == activation && !cells_of(results, chosen.row).empty();
  });
  return found == results.chosen.end() ? nullptr : &*found;
}

double mean_score(const std::vector<LineSums>& translations) {
  double sum = 0.0;
  for (const LineSums& lines : translations) {
    tasks::BleuSums all;
    for (const tasks::BleuSums& line : lines) all += line;
    sum += tasks::bleu_score(all, tasks::BleuSmoothing::exponential).score;
  }
  return sum / static_cast<double>(translations.size());
}

Sheet trainings_sheet(const TranslationResults& results) {
  Sheet sheet{.id = "trainings",
              .title = "Every training",
              .notes = {text("BLEU|", tasks::bleu_signature({}, 1),
                             ", beam search; behind each score 95 % of 1,000 draws of its "
                             "sentences.")},
              .head = {"activation", "rate", "seed", "steps", "validation"},
              .lines = {}};
  for (const std::string& name : results.names) {
    sheet.head.push_back(name);
    sheet.head.emplace_back("95 %");
  }
  for (const TranslatedCell& cell : results.cells) {
    std::vector<std::string> line = {cell.activation, cell.rate, text(cell.seed), text(cell.steps),
                                     decimal(cell.validation)};
    for (const LineSums& sums : cell.sums) {
      const BleuInterval interval = tasks::bleu_interval(std::span(&sums, 1));
      line.push_back(decimal(interval.score));
      line.push_back(interval_text(interval));
    }
    sheet.lines.push_back(std::move(line));
  }
  return sheet;
}

Sheet compared_sheet(const TranslationResults& results) {
  Sheet sheet{
      .id = "compared",
      .title = "Activations at their own rate",
      .notes = {text("The rate of each activation is the one that was best with the first seed on "
                     "validation sentences. Scores are means over its seeds. Differences to ",
                     kBaseline, " are of ", results.names.front(),
                     ", paired sentence by sentence; where an interval holds 0, these sentences "
                     "cannot tell the two apart. How far seeds lie apart it does not say: see the "
                     "table above.")},
      .head = {"activation", "rate", "seeds"},
      .lines = {}};
  for (const std::string& name : results.names) sheet.head.push_back(name);
  sheet.head.push_back(text("less ", kBaseline));
  sheet.head.emplace_back("95 %");
  const ChosenRow* baseline = row_of(results, kBaseline);
  for (const ChosenRow& chosen : results.chosen) {
    const auto cells = cells_of(results, chosen.row);
    if (cells.empty()) continue;
    std::vector<std::string> line = {chosen.row.activation, cells.front()->rate,
                                     text(cells.size())};
    for (std::size_t set = 0; set < results.names.size(); ++set) {
      line.push_back(decimal(mean_score(sums_of(results, chosen.row, set))));
    }
    if (baseline == nullptr || baseline == &chosen) {
      line.insert(line.end(), {"", ""});
    } else {
      const BleuInterval apart = tasks::bleu_difference(sums_of(results, chosen.row, 0),
                                                        sums_of(results, baseline->row, 0));
      line.insert(line.end(), {signed_decimal(apart.score), interval_text(apart)});
    }
    sheet.lines.push_back(std::move(line));
  }
  return sheet;
}

// The published figures of a table.
struct Published {
  std::vector<std::string> measures, activations;                     // in the order of the table
  std::map<std::string, std::map<std::string, std::string>> figures;  // by activation and measure
};

Published published_figures(const studies::PublishedTable& table) {
  Published published;
  for (const studies::PublishedCell& cell : table.cells) {
    if (!published.figures.contains(cell.activation)) {
      published.activations.push_back(cell.activation);
    }
    if (std::ranges::count(published.measures, cell.measure) == 0) {
      published.measures.push_back(cell.measure);
    }
    published.figures[cell.activation][cell.measure] =
        formatted("%.1f", cell.median().value_or(NAN));
  }
  return published;
}

Sheet table11_sheet(const TranslationResults& results) {
  const auto& tables = studies::published_tables();
  const auto& table = *std::ranges::find(tables, 11, &studies::PublishedTable::number);
  Published published = published_figures(table);
  Sheet sheet{.id = "table11",
              .title = text("Table 11: ", table.title),
              .notes = {table.note + ". " + table.source +
                        ". Beside it ours, of other text and a smaller network: orders can be "
                        "compared, figures cannot."},
              .head = {"activation"},
              .lines = {}};
  std::ranges::copy(published.measures, std::back_inserter(sheet.head));
  for (const std::string& name : results.names) sheet.head.push_back("ours " + name);
  for (const ChosenRow& chosen : results.chosen) {
    if (published.figures.contains(chosen.row.activation)) continue;
    published.activations.push_back(chosen.row.activation);
  }
  for (const std::string& activation : published.activations) {
    std::vector<std::string> line = {activation};
    for (const std::string& measure : published.measures) {
      line.push_back(published.figures[activation][measure]);
    }
    const ChosenRow* own = row_of(results, activation);
    for (std::size_t set = 0; set < results.names.size(); ++set) {
      line.push_back(own == nullptr ? "not run"
                                    : decimal(mean_score(sums_of(results, own->row, set))));
    }
    sheet.lines.push_back(std::move(line));
  }
  return sheet;
}

}  // namespace

TranslationResults read_translations(const studies::RecordedStudy& study, const std::string& drawn,
                                     const std::string& data) {
  TranslationResults results{.study = study.study};
  std::vector<GridRow> rows = studies::grid_rows(study);
  studies::name_settings(rows);
  results.chosen = studies::at_chosen_rates(rows);
  for (const GridRow& row : rows) {
    for (const GridCell& cell : row.cells) {
      const Trial& trial = trial_of(study, cell.trial);
      const studies::AnyConfig config = config_of(trial);
      const tasks::TranslationConfig& translation = translation_of(config);
      if (results.tests.empty()) open_tests(results, translation, data);
      if (translation.test_parts() != results.names) {
        throw UsageError("[translations] the trainings of this study have different test sets");
      }
      add_cell(results, row, cell, studies::drawn_folder_of(drawn, trial.id),
               translation.languages.goal);
    }
  }
  if (results.cells.empty()) {
    throw UsageError(text("[translations] there are no translations of '", study.study.name,
                          "' under ", drawn, results.missing.empty() ? "" : "; ",
                          results.missing.empty() ? "" : results.missing.front()));
  }
  return results;
}

std::vector<Sheet> translation_sheets(const TranslationResults& results) {
  return {trainings_sheet(results), compared_sheet(results), table11_sheet(results)};
}

std::string translations_to_read(const TranslationResults& results,
                                 const SentencesToRead& sentences) {
  const datasets::SentencePairs& set = results.tests.front();
  const std::size_t all = set.goal.size(), count = std::min(sentences.count, all);
  std::string page;
  for (std::size_t n = 0; n < count; ++n) {
    const std::size_t line = n * all / count;
    const bool quoted = !sentences.networks_only;
    std::vector<std::vector<std::string>> table = {
        {text("line ", line + 1), quoted ? set.source[line] : "translation"}};
    if (quoted) table.push_back({"right", set.goal[line]});
    for (const ChosenRow& chosen : results.chosen) {
      const auto cells = cells_of(results, chosen.row);
      if (cells.empty()) continue;
      table.push_back({chosen.row.activation, cells.front()->lines.front()[line]});
    }
    page += (page.empty() ? "" : "\n") + studies::markdown_table(table);
  }
  return page;
}

std::string cell_name(const TranslatedCell& cell) {
  std::string name = text(cell.activation, "-lr", cell.rate, "-seed", cell.seed);
  std::ranges::replace_if(
      name, [](char c) { return std::string_view("/\\ *()?<>|:\"'").find(c) != std::string::npos; },
      '_');
  return name;
}

}  // namespace actlab

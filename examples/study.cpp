// ./run study: looks at the studies of a store, exports them, and trains grids.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/base/formatted.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/studies/findings/export.h>
#include <actlab/studies/findings/known_functions.h>
#include <actlab/studies/findings/leaderboard.h>
#include <actlab/studies/findings/parts.h>
#include <actlab/studies/findings/trials_csv.h>
#include <actlab/studies/report/live_view.h>
#include <actlab/tasks/table.h>
#include "examples/cost_command.h"
#include "examples/grid_command.h"
#include "examples/output_guard.h"
#include "examples/page_command.h"
#include "examples/program.h"
#include "examples/report_command.h"
#include "examples/study_flags.h"
#include "examples/tables_command.h"
#include "examples/translations_command.h"

namespace {

using namespace actlab;
using namespace actlab::studies;

int list(TrialStore& store) {
  std::printf("%-32s %-8s %9s %9s %9s %9s %9s\n", "study", "kind", "waiting", "running", "complete",
              "pruned", "failed");
  for (const Study& study : store.studies()) {
    auto counts = store.counts(study.id);
    std::printf("%-32s %-8s", study.name.c_str(), study.kind.c_str());
    for (const TrialState state : {TrialState::waiting, TrialState::running, TrialState::complete,
                                   TrialState::pruned, TrialState::failed}) {
      std::printf(" %9lld", static_cast<long long>(counts[state]));
    }
    std::printf("\n");
  }
  return 0;
}

int show(TrialStore& store, const std::string& name) {
  const Study study = named_or_only(store, name);
  StudyWatch watch(store, study);
  std::cout << picture_text(watch.look(), 120);
  return 0;
}

// "   [relu]" for max(x, 0); empty where the formula is a name itself, or new.
std::string known_as(const KnownFunctions& known, const std::string& formula) {
  try {
    const formula::CatalogRow* row = known.find(*formula::compile(formula));
    return row == nullptr || row->name == formula ? "" : text("   [", row->name, "]");
  } catch (const Error&) {
    return "";  // a store may hold what this version cannot read
  }
}

// How far the seeds lie apart, and whether they tell the entry from the best.
std::string spread_of(const Entry& entry, const Entry& best) {
  const Level& level = entry.top();
  const auto [low, high] = std::ranges::minmax(level.rewards);
  std::string result = level.rewards.size() > 1 ? formatted("%.4f to %.4f", low, high) : "";
  if (&entry == &best || level.budget != best.top().budget) return result;
  const PairedTest test = compare_by_seed(entry, best);
  if (!test.p_value) return result;
  return result + (*test.p_value < 0.05 ? ", lower" : ", not distinguishable");
}

int top(TrialStore& store, const std::string& name, std::size_t count) {
  const std::vector<Trial> trials = store.trials(named_or_only(store, name).id);
  const std::vector<Entry> entries = leaderboard(trials);
  std::vector<std::string> spreads;
  std::size_t width = 0;
  for (std::size_t i = 0; i < std::min(count, entries.size()); ++i) {
    spreads.push_back(spread_of(entries[i], entries.front()));
    width = std::max(width, spreads.back().size());
  }
  const char* title = width > 0 ? "seeds: lowest to highest, against rank 1" : "";
  width = width > 0 ? std::max(width, std::string_view(title).size()) + 2 : 0;
  std::printf("%4s  %-8s  %8s  %5s  %-*s%s\n", "rank", "reward", "steps", "seeds",
              static_cast<int>(width), title, "formula");
  const KnownFunctions known;
  for (std::size_t i = 0; i < spreads.size(); ++i) {
    const Entry& entry = entries[i];
    std::printf("%4lld  %-8.4f  %8lld  %5zu  %-*s%s%s%s%s\n", static_cast<long long>(entry.rank),
                entry.top().reward, static_cast<long long>(entry.top().budget),
                entry.top().rewards.size(), static_cast<int>(width), spreads[i].c_str(),
                entry.formula.c_str(), entry.setting.empty() ? "" : "   in ", entry.setting.c_str(),
                known_as(known, entry.formula).c_str());
  }
  return 0;
}

int show_parts(TrialStore& store, const std::string& name, std::size_t best) {
  const Study study = named_or_only(store, name);
  const std::vector<Part> all = parts(store.trials(study.id), store.proposals(study.id), best);
  if (all.empty()) {
    throw UsageError(text("[study] '", study.name, "' has no result of a search's candidate yet"));
  }
  std::printf("%-16s %9s  %8s  %s  among the best %zu\n", "part", "functions", "diverged",
              "median reward", best);
  for (const Part& part : all) {
    const double stopped = static_cast<double>(part.stopped) / static_cast<double>(part.functions);
    std::printf("%-16s %9lld  %6.1f %%  %13.4f  %lld\n", part.name.c_str(),
                static_cast<long long>(part.functions), 100.0 * stopped, part.median,
                static_cast<long long>(part.among_best));
  }
  return 0;
}

enum class Form { json, csv };

// A file's name says what is in it: a table that holds JSON misleads whoever opens it.
void require_ending(const std::string& output, Form form) {
  const bool named_csv = output.ends_with(".csv");
  const bool named_json = output.ends_with(".json") || output.ends_with(".jsonl");
  if (named_csv && form == Form::json) {
    throw UsageError(text("[study] ", output,
                          " would hold JSON, an object a line: add --csv for a ",
                          "table, or choose a name that ends with .jsonl"));
  }
  if (named_json && form == Form::csv) {
    throw UsageError(text("[study] ", output, " would hold a table: leave --csv out for JSON, or ",
                          "choose a name that ends with .csv"));
  }
}

int export_to(TrialStore& store, const std::string& name, const std::string& output, Form form) {
  const Study study = named_or_only(store, name);
  std::ostringstream text;
  std::ostream& into = output.empty() ? std::cout : text;
  form == Form::csv ? export_csv(store, study, into, tasks::table())
                    : export_study(store, study, into);
  if (output.empty()) {
    return std::cout.flush() ? 0 : throw Error("[study] the output cannot be written");
  }
  write_file(output, text.str());
  return 0;
}

// A flag that every subcommand but list has.
void add_name(CLI::App* command, std::string& name) {
  command->add_option("--name", name, "of the study")->default_str("the only one");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Looks at the studies of a store, exports them, and trains grids.\n"
      "Example: ./run study top --name night --count 20\n"
      "Example: ./run study report night random-night --output compared.html\n"
      "Example: ./run study grid --task points --activations sigmoid,relu,swish --depth 10 --seeds "
      "5\n"
      "Example: ./run study export --csv --output night.csv",
      "./run study");
  app.require_subcommand(1);
  const StoreFlag store_flag(app);
  app.fallthrough();  // --store may stand behind the subcommand
  std::string name, output;
  std::size_t count = 10;
  CLI::App* list_command = app.add_subcommand("list", "what studies there are");
  CLI::App* show_command = app.add_subcommand("show", "how one study stands now");
  CLI::App* top_command = app.add_subcommand("top", "its best; [NAME] where the catalog has it");
  CLI::App* parts_command =
      app.add_subcommand("parts", "a search's results by what its candidates are composed of");
  std::size_t best = 50;
  parts_command->add_option("--best", best, "how many count as the best")->capture_default_str();
  CLI::App* export_command =
      app.add_subcommand("export", "all of it as JSON, an object a line; or a table");
  for (CLI::App* command : {show_command, top_command, parts_command, export_command})
    add_name(command, name);
  top_command->add_option("--count", count, "so many of them")->capture_default_str();
  export_command->add_option("--output", output, "a file")->default_str("standard output");
  bool csv = false;
  export_command->add_flag("--csv", csv, "a table instead: one row a trial");
  GridCommand grid(app, {argv, argv + argc});
  const ReportCommand report(app);
  const TablesCommand tables(app);
  const CostCommand cost(app);
  const PageCommand page(app);
  const TranslationsCommand translations(app);
  const auto body = [&] {
    if (grid.asked()) return grid.run(store_flag);
    const Form form = csv ? Form::csv : Form::json;
    if (export_command->parsed()) require_ending(output, form);
    const training::InterruptGuard guard;
    if (cost.asked()) return cost.run(guard);
    if (report.asked()) return report.run(store_flag, guard);
    if (tables.asked()) return tables.run(store_flag, guard);
    if (page.asked()) return page.run(store_flag, guard);
    if (translations.asked()) return translations.run(store_flag, guard);
    TrialStore store = store_flag.open(Missing::refuse, guard);
    if (list_command->parsed()) return list(store);
    if (show_command->parsed()) return show(store, name);
    if (top_command->parsed()) return top(store, name, count);
    if (parts_command->parsed()) return show_parts(store, name, best);
    if (!output.empty()) refuse_input_as_output(output, store_flag.store);
    return export_to(store, name, output, form);
  };
  return run_program(app, argc, argv, body,
                     [&](const std::string& flag) { return grid.whose_flag(flag); });
}

// ./run figure 3|4|5|6|7|8: the figures of "Searching for activation functions" (1710.05941):
// number 3 for the paper's functions or for what a study of your own has found, 6 to 8 for your own
// runs (run_figures.h).
#include <algorithm>
#include <string>
#include <vector>

#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/studies/findings/known_functions.h>
#include <actlab/studies/findings/leaderboard.h>
#include <actlab/studies/findings/recorded_study.h>
#include "examples/formula_figure.h"
#include "examples/formula_list.h"
#include "examples/output_guard.h"
#include "examples/program.h"
#include "examples/run_figures.h"

namespace {

using namespace actlab;
using studies::Entry;
using studies::RecordedStudy;

// The finds of the paper, in the order of its Figure 3.
const std::vector<std::string> kPaperFinds = {"swish",       "max_x_sigmoid",   "cos_minus_x",
                                              "min_x_sin",   "atan_sq_minus_x", "max_x_tanh",
                                              "sinc_plus_x", "x_asinh_sq"};

struct Options {
  std::string study;
  std::string store = "runs/studies.db";
  std::string from_export;
  std::int64_t top = 8;
  bool known = false;  // functions of the literature as well
  std::vector<double> range = {-5.0, 5.0};
  std::vector<double> betas = {0.1, 1.0, 10.0};
  std::string output;
};

void write(const report::Figure& figure, const std::string& path) {
  write_file(path, report::draw(figure));
  std::cout << "wrote " << path << '\n';
}

// ---- figure 3 ----------------------------------------------------------------------------------

struct Find {
  std::string formula;
  std::string label;
};

RecordedStudy recorded(const Options& options) {
  refuse_input_as_output(options.output,
                         options.from_export.empty() ? options.store : options.from_export);
  if (!options.from_export.empty()) return studies::read_exported_study(options.from_export);
  studies::TrialStore store = studies::TrialStore::open(options.store, studies::Missing::refuse);
  return studies::read_study(store, store.get_study(options.study));
}

// The study's best in the order of its leaderboard; of equal formulas the first.
std::vector<Find> finds_of(const RecordedStudy& record, const Options& options) {
  const studies::KnownFunctions known;
  std::vector<Find> finds;
  for (const Entry& entry : studies::leaderboard(record.trials)) {
    if (std::ssize(finds) == options.top) break;
    if (entry.top().standing == studies::Standing::stopped) break;
    if (std::ranges::count(finds, entry.formula, &Find::formula) > 0) continue;
    const formula::FormulaPointer f = formula::compile(entry.formula);
    if (!options.known && known.find(*f) != nullptr) continue;
    finds.push_back(
        {entry.formula, report::compact_number(entry.top().reward, 4) + "  " + entry.formula});
  }
  if (finds.empty()) {
    throw UsageError(text("[figure] study '", record.study.name, "' has found no ",
                          options.known ? "function" : "function that is not known already",
                          " so far", options.known ? "" : "; --known draws the known ones, too"));
  }
  return finds;
}

std::vector<Find> finds_of_the_paper() {
  std::vector<Find> finds;
  for (const std::string& name : kPaperFinds) {
    finds.push_back({name, std::string(formula::find_row(name)->formula)});
  }
  return finds;
}

// Four curves a panel, as in the paper, whose eight stand in two panels "for visual clarity". Both
// axes have one range: what grows faster than x leaves the frame and does not flatten the others.
report::Figure figure_of(const std::string& title, const std::vector<Find>& finds,
                         const std::vector<double>& range) {
  constexpr std::size_t kCurves = 4;
  report::Figure figure{.title = title, .panels = {}};
  for (std::size_t i = 0; i < finds.size(); ++i) {
    if (i % kCurves == 0) {
      figure.panels.push_back(
          {.x = {.label = "x"}, .y = {.range = report::Range{range[0], range[1]}}});
    }
    report::Series series =
        formula_curve(formula::compile(finds[i].formula)->value, {}, range[0], range[1]);
    series.label = finds[i].label;
    figure.panels.back().series.push_back(std::move(series));
  }
  return figure;
}

void draw_finds(const Options& options) {
  const bool own = !options.study.empty() || !options.from_export.empty();
  if (!own) {
    write(
        figure_of("Finds of Ramachandran, Zoph and Le (2017)", finds_of_the_paper(), options.range),
        options.output);
    return;
  }
  const RecordedStudy record = recorded(options);
  const std::vector<Find> finds = finds_of(record, options);
  for (const Find& find : finds) std::cout << find.label << '\n';
  write(figure_of(text("The best of ", record.study.name), finds, options.range), options.output);
}

// ---- figures 4 and 5 ---------------------------------------------------------------------------

// The function (panel 0) or its derivative (panel 1).
void draw_swish(const Options& options, std::size_t panel) {
  std::vector<std::string> betas;
  for (const double beta : options.betas) betas.push_back(text(beta));
  require_different("[figure] --beta", betas);
  const FormulaSettings settings{{}, "beta", options.betas};
  report::Figure figure =
      formula_figure(*formula::compile("swish"), settings, options.range[0], options.range[1]);
  figure.title = panel == 0 ? "Swish" : "First derivatives of Swish";
  figure.panels = {figure.panels[panel]};
  write(figure, options.output);
}

void check_range(const Options& options) {
  if (!(options.range[0] < options.range[1])) {
    throw UsageError(text("[figure] --range must go from a lower to a higher number: got ",
                          options.range[0], " ", options.range[1]));
  }
}

void add_common(CLI::App& figure, Options& options, const std::string& output) {
  figure.add_option("--range", options.range, "from and to of the x axis")
      ->expected(2)
      ->capture_default_str();
  figure.add_option("--output", options.output, "the picture; default: " + output);
  figure.final_callback([&options, output] {
    if (options.output.empty()) options.output = output;
  });
}

CLI::App* add_finds(CLI::App& app, Options& options) {
  CLI::App* finds = app.add_subcommand("3",
                                       "novel functions: those of the paper, or the best of a "
                                       "study that the literature does not know");
  CLI::Option* study =
      finds->add_option("study", options.study, "its name; none: the paper's eight");
  finds->add_option("--store", options.store, "SQLite file, or postgresql://user@host/database")
      ->capture_default_str();
  finds->add_option("--from", options.from_export, "instead: a file that ./run study export wrote")
      ->excludes(study);
  finds->add_option("--top", options.top, "so many functions, four a panel")
      ->check(CLI::Range(1, 40))
      ->capture_default_str();
  finds->add_flag("--known", options.known, "functions of the literature as well");
  add_common(*finds, options, "figure-3.svg");
  return finds;
}

CLI::App* add_swish(CLI::App& app, Options& options, const std::string& number,
                    const std::string& what) {
  CLI::App* swish = app.add_subcommand(number, what);
  swish->add_option("--beta", options.betas, "values of beta")
      ->delimiter(',')
      ->capture_default_str();
  add_common(*swish, options, "figure-" + number + ".svg");
  return swish;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{
      "Draws figures of \"Searching for activation functions\" (1710.05941) as SVG pictures.",
      "./run figure"};
  app.footer(
      "Examples: ./run figure 3 my-search --store runs/studies.db --top 8\n"
      "          ./run figure 4 --beta 0.1,1,10\n"
      "          ./run figure 6 runs/swish1");
  const CLI::App* finds = add_finds(app, options);
  const CLI::App* swish = add_swish(app, options, "4", "the Swish activation for several beta");
  const CLI::App* slope = add_swish(app, options, "5", "its first derivative for several beta");
  const RunFigures of_runs(app);
  app.require_subcommand(0, 1);
  const std::string number = argc > 1 ? argv[1] : "3";
  const bool known = number.size() == 1 && number >= "3" && number <= "8";
  if (!known && !number.starts_with('-')) {
    std::cerr << "error: there is no figure '" << number
              << "'; this draws 3 to 8; see ./run figure --help\n";
    return 2;
  }
  return run_program(app, argc, argv, [&] {
    check_range(options);
    if (of_runs.asked()) {
      of_runs.draw();
    } else if (finds->parsed()) {
      draw_finds(options);
    } else if (swish->parsed()) {
      draw_swish(options, 0);
    } else if (slope->parsed()) {
      draw_swish(options, 1);
    } else {
      std::cout << app.help();
    }
  });
}

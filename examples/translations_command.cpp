#include "examples/translations_command.h"

#include <filesystem>
#include <iostream>
#include <sstream>

#include <actlab/core/io/atomic_file.h>
#include <actlab/datasets/text/sentence_pairs.h>
#include <actlab/studies/findings/export.h>
#include <actlab/studies/findings/trials_csv.h>
#include <actlab/tasks/table.h>
#include "examples/translation_results.h"

namespace actlab {
namespace {

std::string page_of(const TranslationResults& results, const SentencesToRead& sentences) {
  std::string page = text("# Translations of the study ", results.study.name, "\n\n",
                          results.cells.size(), " trainings. `trials.csv` has a row for each, ",
                          "`study.jsonl` everything that was recorded, `translations/` what each ",
                          "network makes of the test sets.\n\n");
  if (!results.missing.empty()) {
    page += text("Without translations: ", results.missing.size(), " trainings.\n\n");
    for (const std::string& each : results.missing) page += "* " + each + "\n";
    page += '\n';
  }
  page += studies::markdown(translation_sheets(results));
  if (sentences.count > 0) {
    page += text("\n## Translations to read\n\nOf ", results.names.front(),
                 ", the first seed of each activation at its chosen rate.\n\n",
                 translations_to_read(results, sentences));
  }
  return page + text("\nMade by `./run study translations ", results.study.name,
                     sentences.networks_only ? " --networks-only" : "", "`.\n");
}

void write_records(studies::TrialStore& store, const studies::Study& study,
                   const std::filesystem::path& folder) {
  std::ostringstream rows, lines;
  studies::export_csv(store, study, rows, tasks::table());
  studies::export_study(store, study, lines);
  write_file((folder / "trials.csv").string(), rows.str());
  write_file((folder / "study.jsonl").string(), lines.str());
}

}  // namespace

TranslationsCommand::TranslationsCommand(CLI::App& study)
    : command_(study.add_subcommand(
          "translations", "BLEU of a grid of translations, with intervals over the sentences")) {
  command_->add_option("name", name_, "of the grid")->default_str("the only study");
  command_->add_option("--output", output_, "folder for the page and the raw records")
      ->default_str("NAME-translations");
  command_->add_option("--data", data_, "folder of the test sets")
      ->default_str("that of the trainings");
  command_->add_option("--shown", shown_, "sentences on the page, with every translation")
      ->capture_default_str();
  command_->add_flag("--networks-only", networks_only_,
                     "without source and right translation, where the text may not be passed on");
}

int TranslationsCommand::run(const StoreFlag& store_flag,
                             const training::InterruptGuard& guard) const {
  namespace fs = std::filesystem;
  studies::TrialStore store = store_flag.open(studies::Missing::refuse, guard);
  const studies::Study study = named_or_only(store, name_);
  const TranslationResults results = read_translations(
      studies::read_study(store, study), studies::drawn_folder(store_flag.store), data_);
  const fs::path folder = output_.empty() ? file_name_of(study.name) + "-translations" : output_;
  std::error_code error;
  fs::create_directories(folder / "translations", error);
  if (error) {
    throw Error(
        text("[translations] the folder ", folder.string(), " cannot be made: ", error.message()));
  }
  const std::string page = page_of(results, {.count = shown_, .networks_only = networks_only_});
  write_file((folder / "README.md").string(), page);
  write_records(store, study, folder);
  for (const TranslatedCell& cell : results.cells) {
    for (std::size_t set = 0; set < results.names.size(); ++set) {
      const std::string name = cell_name(cell) + "." + results.names[set] + ".txt";
      datasets::write_lines((folder / "translations" / name).string(), cell.lines[set]);
    }
  }
  std::cout << page << "wrote " << (folder / "README.md").string() << '\n';
  return 0;
}

}  // namespace actlab

// What a grid of translations came to: BLEU of every test set, with intervals over its sentences,
// from the translations that its trainings have kept (studies/running/training_trial.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/datasets/text/sentence_pairs.h>
#include <actlab/studies/findings/chosen_rates.h>
#include <actlab/studies/findings/recorded_study.h>
#include <actlab/studies/report/sheet.h>
#include <actlab/tasks/bleu_bootstrap.h>

namespace actlab {

// One training: a cell of a row, with its translations of all test sets.
struct TranslatedCell {
  std::string activation, rate;
  std::int64_t seed = 0, steps = 0, trial = 0;  // its number in the study
  double validation = 0.0;
  std::vector<std::vector<std::string>> lines = {};  // of each test set
  std::vector<tasks::LineSums> sums = {};
};

struct TranslationResults {
  studies::Study study;
  std::vector<datasets::SentencePairs> tests = {};
  std::vector<std::string> names = {};  // of the tests
  std::vector<TranslatedCell> cells = {};
  std::vector<studies::ChosenRow> chosen = {};
  std::vector<std::string> missing = {};  // trainings whose translations are not there, and why
};

// `drawn` is the folder that holds them, `data` the folder of the test sets: empty, that of the
// trainings. Throws UsageError for a study that translates nothing, or of several test sets, and
// what reading files throws.
TranslationResults read_translations(const studies::RecordedStudy& study, const std::string& drawn,
                                     const std::string& data);

// Every training; every activation at its chosen rate, beside relu; and the form of the paper's
// Table 11 with the published figures.
std::vector<studies::Sheet> translation_sheets(const TranslationResults& results);

struct SentencesToRead {
  std::size_t count = 0;
  bool networks_only = false;  // without source and right translation
};

// Some sentences of the first test set with what each activation makes of them, as Markdown.
std::string translations_to_read(const TranslationResults& results,
                                 const SentencesToRead& sentences);

// "swish-lr0.001-seed2".
std::string cell_name(const TranslatedCell& cell);

}  // namespace actlab

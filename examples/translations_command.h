// ./run study translations: what a grid of translations came to, as a folder that can be published.
#pragma once

#include <string>

#include "examples/study_flags.h"

namespace actlab {

class TranslationsCommand {
 public:
  explicit TranslationsCommand(CLI::App& study);
  TranslationsCommand(const TranslationsCommand&) = delete;  // the app knows where the words lie

  bool asked() const { return command_->parsed(); }
  // Writes README.md, trials.csv, study.jsonl and the translations themselves into the folder.
  int run(const StoreFlag& store_flag, const training::InterruptGuard& guard) const;

 private:
  CLI::App* command_;
  std::string name_, output_, data_;
  std::size_t shown_ = 5;
  bool networks_only_ = false;
};

}  // namespace actlab

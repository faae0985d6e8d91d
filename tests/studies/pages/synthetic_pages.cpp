// synthetic_pages FOLDER: writes report pages of studies that were never run, for open_pages.sh and
// for looking at them.
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <actlab/core/io/atomic_file.h>
#include "tests/studies/pages/synthetic_study.h"

using namespace actlab;
using namespace actlab::studies;
using namespace actlab::studies::test;

namespace {

RecordedStudy without_trials() {
  RecordedStudy record;
  record.study = {1, "empty", "grid", "{}", 1.7e9};
  return record;
}

RecordedStudy with_one_trial(double reward) {
  RecordedStudy record = without_trials();
  record.study.name = "one";
  record.study.kind = "search";
  record.trials = {ended_trial(0, "x * sigmoid(x)", reward)};
  return record;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: synthetic_pages FOLDER\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, const std::vector<RecordedStudy>& studies) {
    write_file((folder / name).string(), study_report(studies));
  };
  const RecordedStudy rnn =
      synthetic_search({.name = "synthetic rnn", .learning = 0.1, .updates = 40});
  write("search.html", {rnn});
  write("two.html", {rnn, synthetic_search({.name = "synthetic random", .searcher = "random"})});
  write("large.html", {synthetic_search({.trials = 2000, .learning = 0.1, .updates = 200})});
  write("empty.html", {without_trials()});
  write("one.html", {with_one_trial(0.5)});
  write("zero.html", {with_one_trial(0.0)});
  write("grid.html", {synthetic_grid()});
  write("hostile.html", {hostile_study(), without_trials()});
}

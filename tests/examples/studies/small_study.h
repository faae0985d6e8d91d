// A store with one small study, and its export, for programs to look at.
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include <actlab/studies/findings/export.h>

namespace actlab::test {

// Three functions with results, one of them in the catalog, and one that diverged.
inline void make_study(const std::string& store_path, const std::string& export_path) {
  auto store = studies::TrialStore::open(store_path);
  const studies::Study study = store.create_study("small", "search", "{}");
  for (const char* formula : {"x + 0.1 * sin(x)", "max(0, x)", "x * atan(x + 1)", "exp(x)"}) {
    studies::NewTrial trial;
    trial.formula = trial.canonical_hash = formula;
    store.add_trials(study.id, {&trial, 1});
    const auto claimed = store.claim("w");
    REQUIRE(claimed);
    const bool diverged = trial.formula == "exp(x)";
    const double reward = diverged ? 0.0 : 0.5 + 0.01 * static_cast<double>(claimed->number);
    store.finish(claimed->lease(),
                 {.outcome = diverged ? studies::Outcome::diverged : studies::Outcome::ok,
                  .reward = reward});
  }
  std::ofstream file(export_path);
  studies::export_study(store, study, file);
}

}  // namespace actlab::test

// What a grid's command line asks for: sweeps, each of one recipe; and what a preset has that this
// program or this machine cannot train.
#pragma once

#include <string>
#include <vector>

#include <actlab/studies/findings/rate_sweep.h>
#include <actlab/studies/findings/sweep_cost.h>
#include <actlab/studies/report/paper_tables.h>
#include <actlab/studies/running/presets.h>
#include <actlab/training/task_table.h>

namespace actlab {

struct GridPlan {
  std::vector<studies::RateSweep> sweeps;
  std::vector<studies::NotRun> not_run;
  std::string smaller;  // than the paper's in what; empty where it is not

  bool swept() const;  // any rates are tried
  // The rows of a study that are of this plan.
  std::vector<studies::GridRow> rows_of(const std::vector<studies::GridRow>& rows) const;
};

// A preset's parts that can be trained here: their networks are known, and their data opens.
GridPlan plan_of(const studies::Preset& preset, const training::TaskTable& tasks,
                 const std::string& data_dir);

// All of a preset as a person reads it.
std::string preset_text(const studies::Preset& preset);

// Cells, hours on this machine (sweep_cost.h) and the smallest difference that so many seeds can
// show, from the spreads of `known` columns or, without any, a published one.
std::string forecast(const GridPlan& plan, const training::TaskTable& tasks,
                     const std::string& data_dir, const std::vector<studies::OwnColumn>& known,
                     const studies::Clock& now = studies::steady_clock());

}  // namespace actlab

// What the cells of a grid came to. A row is one activation trained one way: network, data set,
// steps and every other setting that decides the result are the same in all of its cells, which
// differ by the seed alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <actlab/studies/findings/recorded_study.h>
#include <actlab/studies/findings/shares.h>
#include <actlab/studies/running/grid.h>
#include <actlab/studies/running/trial_settings.h>

namespace actlab::studies {

struct GridCell {
  std::int64_t seed = 0;
  double reward = 0.0;                       // 0 where diverged
  std::optional<double> test_accuracy = {};  // where the trainings `evaluate`; 0 where diverged
  std::optional<double> test_top5 = {};      // likewise, of data with 20 classes or more
  bool diverged = false;
  bool stopped_early = false;  // the reward is of fewer steps than the row's
  std::int64_t trial = 0;      // its number in the study
};

struct GridRow {
  std::string data;
  std::string model;
  std::string activation;
  std::int64_t steps = 0;
  // What sets it apart from other rows of the study beside the above: "lr 0.05, batch_size 32".
  std::string setting = {};
  TrialSettings settings = {};       // all of them
  std::string measure = "accuracy";  // what the trainings are judged by: "mse" of a regression
  bool of_error = false;             // rewards are 1 / (1 + measure), else the measure itself
  std::vector<GridCell> cells = {};  // rising seeds
  std::int64_t open = 0;             // cells that wait or run
  std::int64_t failed = 0;
};

// In the order of the trials. Work that an older version did twice counts once.
std::vector<GridRow> grid_rows(const RecordedStudy& study);

// Fills in `setting` of each: the settings in which the rows differ, but for network and data set.
void name_settings(std::vector<GridRow>& rows);

// Is it of this grid's steps and settings, whichever network and data set it has?
bool is_trained_like(const GridRow& row, const Grid& grid);

// Rows that may be compared: of one network on one data set, trained alike.
struct GridGroup {
  std::string data;
  std::string model;
  std::int64_t steps = 0;
  std::string setting;
  std::string measure;
  bool of_error = false;
  std::vector<const GridRow*> rows;
  bool of_test = false;  // the values are test accuracies: all cells have one

  bool of_accuracy() const { return is_share(measure); }  // else the values are rewards
  std::string part() const;  // "test" or "validation": which examples the values are of
  std::string name() const;  // "resnet8 on shapes, 300 steps, lr 0.05"
  bool comparable(const GridGroup& other) const {  // but for the network
    return data == other.data && steps == other.steps && setting == other.setting &&
           measure == other.measure && of_test == other.of_test;
  }
};
// In the order of the rows; they point into `rows`.
std::vector<GridGroup> grid_groups(const std::vector<GridRow>& rows);

// Of the row's cells in the order of the seeds: test accuracies or rewards, the higher the better.
std::vector<double> values_of(const GridRow& row, bool of_test);

// Were all of the group's trainings tested for their top-5 accuracy?
bool has_top5(const GridGroup& group);

}  // namespace actlab::studies

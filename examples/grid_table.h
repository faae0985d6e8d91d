// A grid's results as tables. First those of 1710.05941: one a data set, a column a network, a row
// an activation, the median over the seeds in each cell.
//
//   | | resnet164 | wrn16-4 |
//   |---|---|---|
//   | `relu` | 93.80 | 94.12 (3) |
//
// "(3)" counts the seeds of a cell where they are fewer than elsewhere. Then, for each network, how
// far the seeds lie apart, and whether they tell an activation from the best one: the paired t-test
// over the seeds that both have (findings/grid_results.h).
//
// In per cent: of the test images where the trainings were evaluated on them, else of the
// validation examples. Trainings with other steps or settings stand in tables of their own.
#pragma once

#include <string>
#include <vector>

#include <actlab/studies/findings/chosen_rates.h>

namespace actlab {

class GridTables {
 public:
  explicit GridTables(std::vector<studies::GridRow> rows)
      : rows_(std::move(rows)), groups_(studies::grid_groups(rows_)) {}

  std::string markdown() const;
  // data,model,activation,accuracy_of,median,mean,low,high,seeds,values,steps,setting,...: low and
  // high are the least and the greatest; values stand in the order of the seeds.
  std::string csv() const;
  // NAME.md, with `more` behind the tables, and NAME.csv.
  void write(const std::string& name, const std::string& more = "") const;

 private:
  std::string medians(const std::vector<studies::GridGroup>& networks) const;

  std::vector<studies::GridRow> rows_;
  std::vector<studies::GridGroup> groups_;
};

// The rate of each activation, what it was chosen from, and how far the next one is behind; empty
// where nothing was chosen.
std::string rates_table(const std::vector<studies::ChosenRow>& rows);

}  // namespace actlab

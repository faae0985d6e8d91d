// A grid's results as the tables of 1710.05941: one a data set, a column a network, a row an
// activation, the median over the seeds in each cell.
//
//   | | resnet164 | wrn16-4 |
//   |---|---|---|
//   | `relu` | 93.80 | 94.12 (3) |
//
// In per cent: of the test images where the children were evaluated on them, else of the validation
// images. "(3)" counts the seeds of a cell where they are fewer than elsewhere.
#pragma once

#include <string>
#include <vector>

#include <actlab/studies/running/grid.h>

namespace actlab {

class GridTables {
 public:
  explicit GridTables(std::vector<studies::GridRow> rows);

  std::string markdown() const;
  // data,model,activation,accuracy_of,median,mean,low,high,seeds,values: low and high are the least
  // and the greatest; values stand in the order of the seeds.
  std::string csv() const;
  // NAME.md and NAME.csv.
  void write(const std::string& name) const;

 private:
  std::string table(const std::string& data) const;
  // Of one cell: over the seeds; empty where there are none.
  std::vector<double> accuracies(const studies::GridRow& row) const;
  const studies::GridRow* find(const std::string& data, const std::string& model,
                               const std::string& activation) const;

  std::vector<studies::GridRow> rows_;
  bool of_test_ = false;
};

}  // namespace actlab

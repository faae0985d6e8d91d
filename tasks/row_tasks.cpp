#include <actlab/tasks/row_tasks.h>

#include <memory>

#include <actlab/tasks/points_classification.h>
#include <actlab/tasks/regression.h>

namespace actlab::tasks {

using training::Config;

training::TaskKind points_kind() {
  return {
      "points", "classes of points of the plane by a perceptron",
      [] { return std::make_unique<PointsConfig>(); },
      [](const Config& config) {
        return std::make_unique<PointsClassification>(dynamic_cast<const PointsConfig&>(config));
      },
      datasets::points_help()};
}

training::TaskKind regression_kind() {
  return {"regression", "a number from numbers by a perceptron",
          [] { return std::make_unique<RegressionConfig>(); },
          [](const Config& config) {
            return std::make_unique<Regression>(dynamic_cast<const RegressionConfig&>(config));
          },
          "csv:FILE: columns of numbers; --target-column is learned from all others. The first "
          "line\nnames them. A fifth of the rows, drawn by the seed, is for testing. Without "
          "--data, a\nformula: --target \"sin(3*x) + 0.3*x\" --range=-3,3"};
}

training::TaskTable row_tasks() { return {points_kind(), regression_kind()}; }

}  // namespace actlab::tasks

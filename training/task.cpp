#include <actlab/training/task.h>

#include <actlab/core/base/formatted.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/training/evaluation_mode.h>
#include <actlab/training/outcome_sums.h>

namespace actlab::training {

std::string_view part_name(Part part) {
  return part == Part::train ? "train" : part == Part::validation ? "validation" : "test";
}

Measures Task::evaluate(Part part) {
  const NoGradient no_gradient;
  const EvaluationMode evaluation_mode(model());
  OutcomeSums sums;
  for (std::int64_t slice = 0; slice < slices(part); ++slice) {
    const Outcome outcome = forward_slice(part, slice);
    sums.add(outcome.loss.item(), outcome);
  }
  return sums.means();
}

std::string Task::shown(std::string_view, double value) const { return formatted("%.4f", value); }

}  // namespace actlab::training

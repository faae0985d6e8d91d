#include <actlab/dynamics/experiments/swap.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/look.h>
#include <actlab/training/divergence.h>
#include <actlab/training/loss_trace.h>

namespace actlab::dynamics {
namespace {

using training::Checkpoint;
using training::Part;

constexpr std::int64_t kFixedExamples = 256;

// `own`, with the values of `given` where name and shape are the same; counts these.
NamedTensors replaced(NamedTensors own, const NamedTensors& given, std::int64_t& count) {
  for (auto& [name, tensor] : own) {
    const auto found = given.find(name);
    if (found == given.end() || found->second.shape() != tensor.shape()) continue;
    tensor = found->second;
    ++count;
  }
  return own;
}

double fixed_loss(training::Task& task) {
  std::vector<std::int64_t> items(
      static_cast<std::size_t>(std::min(kFixedExamples, task.size(Part::train))));
  std::iota(items.begin(), items.end(), 0);
  const layers::Look look(task.model());
  const NoGradient no_gradient;
  return static_cast<double>(task.forward_items(Part::train, items).loss.item());
}

double mean_of_last(const std::vector<double>& losses, std::size_t end, std::size_t window) {
  const std::size_t begin = end < window ? 0 : end - window;
  double sum = 0.0;
  for (std::size_t i = begin; i < end; ++i) sum += losses[i];
  return sum / static_cast<double>(end - begin);
}

}  // namespace

void graft(training::Loop& loop, const Checkpoint& checkpoint) {
  const std::string task = checkpoint.word("task");
  if (task != loop.task().name()) {
    throw Error(text("[swap] ", checkpoint.source(), " is of the task ", task, ", not of ",
                     loop.task().name()));
  }
  Checkpoint own;
  loop.save(own);
  std::int64_t shared = 0, in_optimizer = 0;
  own.put_tensors("", replaced(own.model_tensors(), checkpoint.model_tensors(), shared));
  own.put_tensors("optimizer.", replaced(own.tensors("optimizer."),
                                         checkpoint.tensors("optimizer."), in_optimizer));
  if (shared == 0) {
    throw Error(text("[swap] ", checkpoint.source(), " has no tensor of this network"));
  }
  for (const char* key : {"step", "epoch", "batch", "epoch_items"}) {
    own.put(key, checkpoint.whole(key));
  }
  own.put("epoch_loss", checkpoint.number("epoch_loss"));
  own.put_measures("epoch_sums", checkpoint.measures("epoch_sums"));
  loop.load(own);
}

AfterSwap go_on(training::Loop& loop, const std::string& activation, std::int64_t steps) {
  AfterSwap result{.activation = activation, .loss_at_once = fixed_loss(loop.task()), .losses = {}};
  training::LossTrace trace;
  loop.with(trace);
  loop.set_end(std::min(loop.end(), loop.steps_done() + steps));
  try {
    while (loop.step()) {
    }
  } catch (const training::Divergence&) {
    // the losses end here
  }
  result.losses = std::move(trace.losses);
  return result;
}

std::int64_t recovery(const AfterSwap& without, const AfterSwap& with, std::size_t window,
                      double margin) {
  const std::size_t steps = std::min(without.losses.size(), with.losses.size());
  for (std::size_t step = std::min(window, steps); step > 0 && step <= steps; ++step) {
    const double wanted = mean_of_last(without.losses, step, window) * (1.0 + margin);
    if (mean_of_last(with.losses, step, window) <= wanted) return static_cast<std::int64_t>(step);
  }
  return -1;
}

std::string swap_finding(const AfterSwap& without, const AfterSwap& with) {
  const std::int64_t back = recovery(without, with);
  const std::string shock = formatted("the loss of the same examples goes from %.3f to %.3f",
                                      without.loss_at_once, with.loss_at_once);
  const std::string end =
      back >= 0 ? text("; after ", back, " steps the run is where ", without.activation,
                       " would have brought it")
      : with.losses.size() < without.losses.size()
          ? text("; the run diverges after ", with.losses.size(), " steps")
          : text("; in ", with.losses.size(), " steps it does not come to where ",
                 without.activation, " would have brought it");
  return text("From ", without.activation, " to ", with.activation, ": at once ", shock, end, ".");
}

}  // namespace actlab::dynamics

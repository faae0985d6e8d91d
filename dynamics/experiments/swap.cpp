#include <actlab/dynamics/experiments/swap.h>

#include <algorithm>
#include <cmath>
#include <iterator>
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

std::string steps_text(std::int64_t count) { return text(count, count == 1 ? " step" : " steps"); }

// "; the run without the swap diverges after 3 steps"
std::string divergence_text(const char* run, const AfterSwap& after) {
  if (!after.diverges) return "";
  return text("; the run ", run, " the swap diverges after ", steps_text(std::ssize(after.losses)));
}

// "0.706 with the swap", "not finite without the swap"
std::string at_once(const char* run, const AfterSwap& after) {
  const double loss = after.loss_at_once;
  const std::string shown = std::isfinite(loss) ? formatted("%.3f", loss) : "not finite";
  return text(shown, " ", run, " the swap");
}

// The way back, or why there is none. The losses at once are finite.
std::string return_text(const AfterSwap& without, const AfterSwap& with) {
  const std::string ends = divergence_text("without", without) + divergence_text("with", with);
  const std::int64_t back = recovery(without, with);
  if (back > 0) {
    return text("; after ", steps_text(back), " the run is where ", without.activation,
                " would have brought it", ends);
  }
  if (!ends.empty()) return ends;
  const std::string steps = steps_text(std::ssize(with.losses));
  if (back == 0) {
    return text("; in ", steps, " it never leaves where ", without.activation,
                " would have brought it");
  }
  return text("; in ", steps, " it does not come to where ", without.activation,
              " would have brought it");
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
    result.diverges = true;  // the losses end here
  }
  result.losses = std::move(trace.losses);
  return result;
}

std::int64_t recovery(const AfterSwap& without, const AfterSwap& with, std::size_t window,
                      double margin) {
  bool is_away = with.loss_at_once > without.loss_at_once * (1.0 + margin);
  const std::size_t steps = std::min(without.losses.size(), with.losses.size());
  std::int64_t back = is_away ? -1 : 0;
  for (std::size_t step = 1; step <= steps && back <= 0; ++step) {
    const double wanted = mean_of_last(without.losses, step, window) * (1.0 + margin);
    const bool was_away = is_away;
    is_away = mean_of_last(with.losses, step, window) > wanted;
    if (is_away) back = -1;
    if (was_away && !is_away) back = static_cast<std::int64_t>(step);
  }
  return back;
}

std::string swap_finding(const AfterSwap& without, const AfterSwap& with) {
  const std::string opening = text("From ", without.activation, " to ", with.activation, ": ");
  if (std::isfinite(without.loss_at_once) && std::isfinite(with.loss_at_once)) {
    return text(opening,
                formatted("at once the loss of the same examples goes from %.3f to %.3f",
                          without.loss_at_once, with.loss_at_once),
                return_text(without, with), ".");
  }
  return text(opening, "the loss of the same examples is ", at_once("without", without), " and ",
              at_once("with", with), divergence_text("without", without),
              divergence_text("with", with), ".");
}

}  // namespace actlab::dynamics

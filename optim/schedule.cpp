#include <actlab/optim/schedule.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include <actlab/core/base/error.h>

namespace actlab::optim {
namespace {

void require_rate(double rate, const char* what) {
  if (!(rate >= 0.0 && std::isfinite(rate))) {
    throw UsageError(text("[schedule] ", what, " must be 0 or more, got ", rate));
  }
}

void require_steps(std::int64_t count, std::int64_t least) {
  if (count < least) {
    throw UsageError(
        text("[schedule] the number of steps must be at least ", least, ", got ", count));
  }
}

// From `from` to `to` along half a cosine while `progress` goes from 0 to 1.
double along_cosine(double from, double to, double progress) {
  return to + (from - to) * (1.0 + std::cos(std::numbers::pi * progress)) / 2.0;
}

}  // namespace

Schedule constant(double lr) {
  require_rate(lr, "the learning rate");
  return [lr](std::int64_t) { return lr; };
}

Schedule steps(double lr, std::vector<std::int64_t> milestones, double factor) {
  require_rate(lr, "the learning rate");
  require_rate(factor, "the factor");
  if (!std::ranges::is_sorted(milestones, std::ranges::less_equal{})) {
    throw UsageError("[schedule] the steps at which the learning rate changes must rise");
  }
  return [lr, milestones = std::move(milestones), factor](std::int64_t step) {
    const auto passed = std::ranges::upper_bound(milestones, step) - milestones.begin();
    return lr * std::pow(factor, static_cast<double>(passed));
  };
}

Schedule exponential(double lr, double factor, std::int64_t every) {
  require_rate(lr, "the learning rate");
  require_rate(factor, "the factor");
  require_steps(every, 1);
  return [=](std::int64_t step) {
    const std::int64_t times = step / every;
    return lr * std::pow(factor, static_cast<double>(times));
  };
}

Schedule cosine(double lr, std::int64_t total_steps, double last) {
  require_rate(lr, "the learning rate");
  require_rate(last, "the last learning rate");
  require_steps(total_steps, 1);
  return [=](std::int64_t step) {
    const double progress = static_cast<double>(step) / static_cast<double>(total_steps);
    return along_cosine(lr, last, std::min(progress, 1.0));
  };
}

Schedule one_cycle(double lr, std::int64_t total_steps) {
  constexpr double kRising = 0.3;        // the share of steps in which the rate rises
  constexpr double kFirst = 1.0 / 25.0;  // of the highest rate
  constexpr double kLast = kFirst / 10000.0;
  require_rate(lr, "the learning rate");
  require_steps(total_steps, 1);
  const double top = std::max(kRising * static_cast<double>(total_steps) - 1.0, 0.0);
  const double end = static_cast<double>(total_steps - 1);
  return [=](std::int64_t step) {
    const double position = std::min(static_cast<double>(step), end);
    if (position < top) return along_cosine(lr * kFirst, lr, position / top);
    const double progress = end > top ? (position - top) / (end - top) : 0.0;
    return along_cosine(lr, lr * kLast, progress);
  };
}

Schedule inverse_root(double peak, std::int64_t warm_up_steps) {
  require_rate(peak, "the learning rate");
  require_steps(warm_up_steps, 1);
  return [peak, w = static_cast<double>(warm_up_steps)](std::int64_t step) {
    const double s = static_cast<double>(step + 1);
    return peak * std::min(s / w, std::sqrt(w / s));
  };
}

Schedule noam(std::int64_t width, std::int64_t warm_up_steps, double factor) {
  require_rate(factor, "the factor");
  require_steps(warm_up_steps, 1);
  if (width < 1) throw UsageError(text("[schedule] the width must be at least 1, got ", width));
  const double places = static_cast<double>(width) * static_cast<double>(warm_up_steps);
  return inverse_root(factor / std::sqrt(places), warm_up_steps);
}

Schedule warm_up(std::int64_t warm_up_steps, Schedule schedule) {
  require_steps(warm_up_steps, 0);
  return [warm_up_steps, schedule = std::move(schedule)](std::int64_t step) {
    const double share = static_cast<double>(step + 1) / static_cast<double>(warm_up_steps + 1);
    return schedule(step) * std::min(share, 1.0);
  };
}

}  // namespace actlab::optim

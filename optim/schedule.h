// Learning-rate schedules: the rate as a pure function of the step, so that a resumed run needs to
// know nothing but its step. Steps count from 0: schedule(0) is the rate of the first update.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace actlab::optim {

using Schedule = std::function<double(std::int64_t step)>;

// All of these throw UsageError for a rate or factor that is negative or not finite and for a
// number of steps below 1 (warm_up takes 0).

Schedule constant(double lr);

// lr * factor^(milestones <= step): He et al. 2016a divide by ten at 32k and 48k steps. The
// milestones must rise.
Schedule steps(double lr, std::vector<std::int64_t> milestones, double factor = 0.1);

// lr * factor^floor(step / every): TensorFlow's exponential decay in stairs, as Inception and its
// relatives are trained (Szegedy et al., 1512.00567: 0.94 every two epochs).
Schedule exponential(double lr, double factor, std::int64_t every);

// Half a cosine from lr down to `last` at total_steps, constant after (Loshchilov & Hutter,
// 1608.03983, without restarts): last + (lr - last) * (1 + cos(pi * step / total_steps)) / 2.
Schedule cosine(double lr, std::int64_t total_steps, double last = 0.0);

// Up from lr / 25 to lr in the first 30 % and down to lr / 250,000 at total_steps - 1, both along
// half a cosine (Smith & Topin, 1708.07120; PyTorch's OneCycleLR with its defaults).
Schedule one_cycle(double lr, std::int64_t total_steps);

// Up to `peak` in a line, and down with the root of the step: at step s, counted from 1,
// peak * min(s / w, sqrt(w / s)) with w = warm_up_steps. It never ends, so that a run of any length
// has the same beginning.
Schedule inverse_root(double peak, std::int64_t warm_up_steps);
// The same as Transformers state it (Vaswani et al., 1706.03762, section 5.3):
// factor / sqrt(width) * min(1 / sqrt(s), s / w^1.5), whose peak is factor / sqrt(width w).
Schedule noam(std::int64_t width, std::int64_t warm_up_steps, double factor = 1.0);

// Wraps any schedule: its rate is multiplied by (step + 1) / (warm_up_steps + 1) before step
// warm_up_steps (Goyal et al., 1706.02677), so that the first rate is above 0 and the full one is
// met at warm_up_steps.
Schedule warm_up(std::int64_t warm_up_steps, Schedule schedule);

}  // namespace actlab::optim

#include <actlab/optim/schedule_config.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include <actlab/core/base/joined.h>
#include <actlab/core/base/setting_checks.h>

namespace actlab::optim {
namespace {

// How long a run and its beginning are, in steps.
struct Span {
  std::int64_t total;
  std::int64_t warm_up;
  std::int64_t epoch;
};

std::int64_t steps_of(double epochs, std::int64_t epoch) {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(epochs * static_cast<double>(epoch)));
}

struct Course {
  const char* name;
  Schedule (*make)(const ScheduleConfig& config, double lr, const Span& span);
  bool has_warm_up = false;  // of its own; the others have one put before them
};

constexpr Course kCourses[] = {
    {"constant", [](const ScheduleConfig&, double lr, const Span&) { return constant(lr); }},
    {"steps", [](const ScheduleConfig& config, double lr,
                 const Span&) { return steps(lr, config.lr_steps, lr_factor(config)); }},
    {"exponential",
     [](const ScheduleConfig& config, double lr, const Span& span) {
       return exponential(lr, lr_factor(config), steps_of(config.lr_epochs, span.epoch));
     }},
    {"cosine",
     [](const ScheduleConfig&, double lr, const Span& span) { return cosine(lr, span.total); }},
    {"one-cycle",
     [](const ScheduleConfig&, double lr, const Span& span) { return one_cycle(lr, span.total); }},
    {"inverse-root",
     [](const ScheduleConfig&, double lr, const Span& span) {
       return inverse_root(lr, std::max<std::int64_t>(span.warm_up, 1));
     },
     true}};

std::vector<std::string> names() {
  std::vector<std::string> result;
  for (const Course& course : kCourses) result.emplace_back(course.name);
  return result;
}

}  // namespace

Settings settings(ScheduleConfig& c) {
  const OnResume free = OnResume::free;
  const auto only_of = [&](const char* name, const std::vector<std::string>& owners) {
    if (std::ranges::count(owners, c.schedule) > 0) return std::string();
    return text("--", name, " belongs to --schedule ", joined_with_and(owners), ", not to ",
                c.schedule);
  };
  return {{"schedule", &c.schedule, free, joined(names(), ", ")},
          {"warmup-epochs", &c.warmup_epochs, free, "epochs in which the rate rises in a line"},
          {"warmup-steps", &c.warmup_steps, free, "the same, counted in steps"},
          {"lr-steps", &c.lr_steps, free, "schedule steps: N,N,... at which the rate changes",
           only_of("lr-steps", {"steps"})},
          {"lr-epochs", &c.lr_epochs, free,
           "schedule exponential: epochs after which the rate changes, again and again",
           only_of("lr-epochs", {"exponential"})},
          {"lr-factor", &c.lr_factor, free,
           "what the rate is multiplied by; default: steps 0.1, exponential 0.94",
           only_of("lr-factor", {"steps", "exponential"})}};
}

void check(const ScheduleConfig& config) {
  require_choice("schedule", config.schedule, names());
  require_range("warmup-epochs", config.warmup_epochs, 0.0, 1e6);
  require_range<std::int64_t>("warmup-steps", config.warmup_steps, 0, kMany);
  if (config.warmup_epochs > 0.0 && config.warmup_steps > 0) {
    throw UsageError(
        "[config] --warmup-epochs and --warmup-steps say the same thing twice; leave one out");
  }
  if (config.schedule == "inverse-root" && config.warmup_epochs == 0.0 &&
      config.warmup_steps == 0) {
    throw UsageError(
        "[config] --schedule inverse-root falls from the end of the warm-up on, so it needs "
        "--warmup-epochs or --warmup-steps above 0");
  }
  require_range("lr-factor", lr_factor(config), 0.0, 1e3);
  require_range("lr-epochs", config.lr_epochs, 1e-6, 1e6);
  if (!std::ranges::is_sorted(config.lr_steps, std::ranges::less_equal{}) ||
      (!config.lr_steps.empty() && config.lr_steps.front() < 1)) {
    throw UsageError("[config] --lr-steps must be steps above 0 that rise: 32000,48000");
  }
}

double lr_factor(const ScheduleConfig& config) {
  return config.lr_factor.value_or(config.schedule == "exponential" ? 0.94 : 0.1);
}

Schedule make_schedule(const ScheduleConfig& config, double lr, std::int64_t total_steps,
                       std::int64_t steps_per_epoch) {
  const auto course = std::ranges::find_if(
      kCourses, [&](const Course& row) { return config.schedule == row.name; });
  const double warm_up_steps = config.warmup_epochs * static_cast<double>(steps_per_epoch);
  const Span span{total_steps, config.warmup_steps + std::llround(warm_up_steps), steps_per_epoch};
  Schedule schedule = course->make(config, lr, span);
  return course->has_warm_up ? schedule : warm_up(span.warm_up, std::move(schedule));
}

}  // namespace actlab::optim

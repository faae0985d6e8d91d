#include <actlab/optim/schedule_config.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include <actlab/core/base/setting_checks.h>

namespace actlab::optim {
namespace {

struct Course {
  const char* name;
  Schedule (*make)(const ScheduleConfig& config, double lr, std::int64_t total_steps);
};

constexpr Course kCourses[] = {
    {"constant", [](const ScheduleConfig&, double lr, std::int64_t) { return constant(lr); }},
    {"steps", [](const ScheduleConfig& config, double lr,
                 std::int64_t) { return steps(lr, config.lr_steps, config.lr_factor); }},
    {"cosine",
     [](const ScheduleConfig&, double lr, std::int64_t total) { return cosine(lr, total); }},
    {"one-cycle",
     [](const ScheduleConfig&, double lr, std::int64_t total) { return one_cycle(lr, total); }}};

std::vector<std::string> names() {
  std::vector<std::string> result;
  for (const Course& course : kCourses) result.emplace_back(course.name);
  return result;
}

std::string names_text() {
  std::string result;
  for (const std::string& name : names()) result += (result.empty() ? "" : ", ") + name;
  return result;
}

}  // namespace

Settings settings(ScheduleConfig& c) {
  constexpr OnResume free = OnResume::free;
  const auto of_steps = [&](const char* name) -> std::string {
    if (c.schedule == "steps") return "";
    return text("--", name, " belongs to --schedule steps, not to ", c.schedule);
  };
  return {{"schedule", &c.schedule, free, names_text()},
          {"warmup-epochs", &c.warmup_epochs, free, "epochs in which the rate rises in a line"},
          {"lr-steps", &c.lr_steps, free, "schedule steps: N,N,... at which the rate changes",
           of_steps("lr-steps")},
          {"lr-factor", &c.lr_factor, free, "schedule steps: what the rate is multiplied by",
           of_steps("lr-factor")}};
}

void check(const ScheduleConfig& config) {
  require_choice("schedule", config.schedule, names());
  require_range("warmup-epochs", config.warmup_epochs, 0.0, 1e6);
  require_range("lr-factor", config.lr_factor, 0.0, 1e3);
  if (!std::ranges::is_sorted(config.lr_steps, std::ranges::less_equal{}) ||
      (!config.lr_steps.empty() && config.lr_steps.front() < 1)) {
    throw UsageError("[config] --lr-steps must be steps above 0 that rise: 32000,48000");
  }
}

Schedule make_schedule(const ScheduleConfig& config, double lr, std::int64_t total_steps,
                       std::int64_t steps_per_epoch) {
  const auto course = std::ranges::find_if(
      kCourses, [&](const Course& row) { return config.schedule == row.name; });
  Schedule schedule = course->make(config, lr, total_steps);
  const double warm_up_steps = config.warmup_epochs * static_cast<double>(steps_per_epoch);
  return warm_up(std::llround(warm_up_steps), std::move(schedule));
}

}  // namespace actlab::optim

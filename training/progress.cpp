#include <actlab/training/progress.h>

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/base/joined.h>
#include <actlab/training/loop.h>

namespace actlab::training {
namespace {

constexpr std::int64_t kBarWidth = 20;

std::string bar(std::int64_t done, std::int64_t all) {
  const std::int64_t filled =
      all > 0 ? std::clamp<std::int64_t>(done * kBarWidth / all, 0, kBarWidth) : 0;
  std::string result(static_cast<std::size_t>(kBarWidth), ' ');
  std::fill_n(result.begin(), filled, '=');
  if (filled < kBarWidth) result[static_cast<std::size_t>(filled)] = '>';
  return "[" + result + "]";
}

// "test_loss" as a person reads it.
std::string with_spaces(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return name;
}

// What of an epoch's record a person wants to see: means of training, and what parts are judged by.
std::string epoch_line(const Task& task, const Record& record) {
  const std::string goal = task.goal().measure;
  std::string line = text("epoch ", record.at, ":");
  for (const auto& [name, value] : record.values) {
    const std::size_t end = name.find('_');
    if (end == std::string::npos) continue;
    const std::string part = name.substr(0, end), measure = name.substr(end + 1);
    const bool judged = measure == goal && (part == "validation" || part == "test");
    if (part != "train" && !judged) continue;
    line += " " + with_spaces(name) + " " + task.shown(measure, value) + ",";
  }
  const auto speed = find_measure(record.values, task.unit() + "_per_second");
  if (speed) return line + text(" ", static_cast<std::int64_t>(*speed), " ", task.unit(), "/s");
  if (line.ends_with(',')) line.pop_back();  // no Speed listens
  return line;
}

}  // namespace

std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(std::clamp(std::round(seconds), 0.0, 1e9));
  const long long minutes = whole / 60;
  if (minutes < 60) return formatted("%lld:%02lld", minutes, whole % 60);
  return formatted("%lld:%02lld:%02lld", minutes / 60, minutes % 60, whole % 60);
}

std::string progress_line(const ProgressState& state, bool with_bar) {
  std::string result = text("epoch ", state.epoch, "/", state.epochs, " ");
  if (with_bar) result += bar(state.step_in_epoch, state.steps_in_epoch) + " ";
  const double left = state.seconds_per_step * static_cast<double>(state.steps_left);
  return result + text(state.step_in_epoch, "/", state.steps_in_epoch, "  ", state.means) +
         formatted("  %.0f ", state.units_per_second) + state.unit + "/s  " + duration_text(left) +
         " left";
}

std::string fitted_progress_line(const ProgressState& state, std::size_t columns) {
  const std::string whole = progress_line(state, true);
  if (whole.size() <= columns) return whole;
  return progress_line(state, false).substr(0, columns);
}

Progress::Style Progress::style_for_output(bool quiet) {
  if (quiet) return Style::quiet;
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal != nullptr && std::string_view(terminal) == "dumb";
  return isatty(STDOUT_FILENO) != 0 && !dumb ? Style::terminal : Style::lines;
}

std::size_t Progress::columns_of_output() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

void Progress::update(const ProgressState& state) {
  if (style_ == Style::quiet) return;
  const auto now = std::chrono::steady_clock::now();
  const bool terminal = style_ == Style::terminal;
  if (now - shown_ < std::chrono::milliseconds(terminal ? 100 : 10000)) return;
  shown_ = now;
  if (terminal) {
    stream_ << "\r\x1b[K" << fitted_progress_line(state, columns_() - 1) << std::flush;
    open_line_ = true;
  } else {
    stream_ << progress_line(state, false) << std::endl;
  }
}

void Progress::line(const std::string& text) {
  if (style_ == Style::quiet) return;
  if (open_line_) stream_ << "\r\x1b[K";
  open_line_ = false;
  stream_ << text << std::endl;
}

void ProgressLine::after_update(Loop& loop, const Update& update) {
  since_epoch_.add(update);
  since_start_.add(update);
  const Task& task = loop.task();
  const auto shown = [&](const auto& measure) {
    return with_spaces(measure.first) + " " + task.shown(measure.first, measure.second);
  };
  const std::int64_t per_epoch = task.steps_per_epoch();
  progress_.update({.epoch = loop.epoch(),
                    .epochs = (loop.end() + per_epoch - 1) / per_epoch,
                    .step_in_epoch = loop.step_in_epoch(),
                    .steps_in_epoch = per_epoch,
                    .steps_left = loop.end() - loop.steps_done(),
                    .means = joined(loop.epoch_means(), "  ", shown),
                    .unit = task.unit(),
                    .units_per_second = since_epoch_.items_per_second(),
                    .seconds_per_step = since_start_.seconds_per_step()});
}

void ProgressLine::after_epoch(Loop& loop, Record& record) {
  progress_.line(epoch_line(loop.task(), record));
  for (const std::string& example : loop.task().take_examples()) progress_.line(example);
  since_epoch_ = {};
}

}  // namespace actlab::training

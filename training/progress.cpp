#include <actlab/training/progress.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include <actlab/core/base/error.h>

namespace actlab::training {
namespace {

constexpr std::int64_t kBarWidth = 20;

template <class... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 256> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, values...);
  return buffer.data();
}

std::string bar(std::int64_t done, std::int64_t all) {
  const std::int64_t filled =
      all > 0 ? std::clamp<std::int64_t>(done * kBarWidth / all, 0, kBarWidth) : 0;
  std::string result(static_cast<std::size_t>(kBarWidth), ' ');
  std::fill_n(result.begin(), filled, '=');
  if (filled < kBarWidth) result[static_cast<std::size_t>(filled)] = '>';
  return "[" + result + "]";
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
  return result + text(state.step_in_epoch, "/", state.steps_in_epoch) +
         formatted("  loss %.4f  accuracy %.2f %%  %.0f images/s  ", state.loss,
                   100.0 * state.accuracy, state.images_per_second) +
         duration_text(left) + " left";
}

Progress::Style Progress::style_for_output(bool quiet) {
  if (quiet) return Style::quiet;
  return isatty(STDOUT_FILENO) != 0 ? Style::terminal : Style::lines;
}

void Progress::update(const ProgressState& state) {
  if (style_ == Style::quiet) return;
  const auto now = std::chrono::steady_clock::now();
  const bool terminal = style_ == Style::terminal;
  if (now - shown_ < std::chrono::milliseconds(terminal ? 100 : 10000)) return;
  shown_ = now;
  if (terminal) {
    stream_ << "\r\x1b[K" << progress_line(state, true) << std::flush;
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

}  // namespace actlab::training

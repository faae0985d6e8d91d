#include <actlab/studies/report/live_view.h>

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ostream>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/training/progress.h>

namespace actlab::studies {
namespace {

constexpr std::size_t kWidthOfLine = 40;  // of the sparkline
constexpr std::size_t kMostWorkers = 10;  // that are listed: the picture must fit the terminal

std::size_t terminal_columns() {
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20;
  return known ? size.ws_col : 80;
}

std::string padded(std::string word, std::size_t width) {
  if (word.size() > width) word = word.substr(0, width - 3) + "...";
  word.resize(width, ' ');
  return word;
}

std::string states(const StudyPicture& picture) {
  std::string result;
  for (const TrialState state : {TrialState::waiting, TrialState::running, TrialState::complete,
                                 TrialState::pruned, TrialState::failed}) {
    const auto found = picture.counts.find(state);
    result += text("  ", to_text(state), " ", found == picture.counts.end() ? 0 : found->second);
  }
  if (picture.diverged > 0) result += text("  (diverged ", picture.diverged, ")");
  return result;
}

std::string proposed(const StudyPicture& picture) {
  if (!picture.proposed) return "";
  return text("  ", *picture.proposed, "/", picture.expected, " proposed");
}

std::string pace(const StudyPicture& picture) {
  std::string result;
  if (!picture.best.empty()) result += "  best " + formatted("%.4f", *picture.best.front().reward);
  if (picture.items_per_second > 0.0) {
    result += text("  ", std::llround(picture.items_per_second), " ", picture.unit, "/s");
  }
  if (picture.seconds_left && !picture.running.empty()) {
    result += "  " + training::duration_text(*picture.seconds_left) + " left";
  }
  return result;
}

// UTF-8 is cut between characters only.
std::string cut(const std::string& line, std::size_t columns) {
  std::size_t width = 0, end = 0;
  while (end < line.size() && width < columns) {
    ++end;
    while (end < line.size() && (line[end] & 0xC0) == 0x80) ++end;
    ++width;
  }
  return line.substr(0, end);
}

}  // namespace

std::string sparkline(const std::vector<double>& values, std::size_t width) {
  static const std::array<const char*, 8> blocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  width = std::min(width, values.size());
  std::vector<double> means;
  for (std::size_t i = 0; i < width; ++i) {
    const std::size_t begin = i * values.size() / width, end = (i + 1) * values.size() / width;
    double sum = 0.0;
    for (std::size_t k = begin; k < end; ++k) sum += values[k];
    means.push_back(sum / static_cast<double>(end - begin));
  }
  if (means.empty()) return "";
  const auto [low, high] = std::ranges::minmax(means);
  std::string result;
  for (const double mean : means) {
    const double height = high > low ? (mean - low) / (high - low) : 0.5;
    result += blocks[static_cast<std::size_t>(std::min(7.0, height * 8.0))];
  }
  return result;
}

std::string picture_text(const StudyPicture& picture, std::size_t columns) {
  std::vector<std::string> lines;
  lines.push_back(picture.name + proposed(picture) + states(picture));
  const std::string curve = sparkline(picture.rewards, std::min(kWidthOfLine, columns / 2));
  if (!curve.empty()) lines.push_back("  reward " + curve + pace(picture));
  const std::size_t formula = std::clamp<std::size_t>(columns, 70, 120) - 48;
  for (const Trial& trial : picture.best) {
    lines.push_back(text("  ", formatted("%.4f", *trial.reward), "  ",
                         padded(trial.formula, formula), "  ", trial.budget, " steps, seed ",
                         trial.seed));
  }
  for (std::size_t i = 0; i < picture.running.size(); ++i) {
    if (i == kMostWorkers) {
      lines.push_back(text("  and ", picture.running.size() - i, " more"));
      break;
    }
    const RunningTrial& trial = picture.running[i];
    const std::string where =
        trial.lease_left > 0.0 ? text("step ", trial.step, "/", trial.budget) : "not heard of";
    lines.push_back(text("  ", padded(trial.worker, 20), "  ", padded(trial.formula, formula - 14),
                         "  ", where, ", seed ", trial.seed));
  }
  std::string result;
  for (const std::string& line : lines) result += cut(line, columns) + '\n';
  return result;
}

std::string picture_line(const StudyPicture& picture) {
  return picture.name + proposed(picture) + states(picture) + pace(picture) + '\n';
}

LiveView::LiveView(std::ostream& stream) : LiveView(stream, isatty(STDOUT_FILENO) != 0) {}

bool LiveView::is_time() const {
  const auto pause = terminal_ ? std::chrono::seconds(1) : std::chrono::seconds(10);
  return std::chrono::steady_clock::now() - shown_ >= pause;
}

void LiveView::clear() {
  if (lines_shown_ > 0) stream_ << "\033[" << lines_shown_ << "A\033[J";
  lines_shown_ = 0;
}

void LiveView::show(const StudyPicture& picture) {
  shown_ = std::chrono::steady_clock::now();
  if (!terminal_) {
    stream_ << picture_line(picture) << std::flush;
    return;
  }
  const std::string shown = picture_text(picture, terminal_columns() - 1);
  clear();
  stream_ << shown << std::flush;
  lines_shown_ = static_cast<std::size_t>(std::ranges::count(shown, '\n'));
}

void LiveView::line(const std::string& text) {
  clear();
  stream_ << text << '\n' << std::flush;
}

void LiveView::end(const StudyPicture& picture) {
  clear();
  stream_ << picture_text(picture, terminal_ ? terminal_columns() - 1 : 120) << std::flush;
}

}  // namespace actlab::studies

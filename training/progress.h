// What a person sees while a run goes on. On a terminal one line that is rewritten, as wide as the
// terminal allows:
//
//   epoch 3/10 [=========>          ] 180/391  loss 1.2034  perplexity 3.3  812 tokens/s  3:21 left
//
// Elsewhere (a file, a pipe, TERM=dumb) plain lines, one every ten seconds. Quiet: nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

#include <actlab/training/listener.h>
#include <actlab/training/record.h>
#include <actlab/training/speed.h>

namespace actlab::training {

struct ProgressState {
  std::int64_t epoch = 0;  // 1 is the first
  std::int64_t epochs = 0;
  std::int64_t step_in_epoch = 0;
  std::int64_t steps_in_epoch = 0;
  std::int64_t steps_left = 0;
  std::string means;  // of the epoch so far: "loss 1.2034  perplexity 3.3"
  std::string unit;
  double units_per_second = 0.0;
  double seconds_per_step = 0.0;
};

class Progress {
 public:
  enum class Style { terminal, lines, quiet };
  // `Style::terminal` where standard output is one that can go back to the beginning of a line.
  static Style style_for_output(bool quiet);
  // Of the terminal now; 80 where it does not say.
  static std::size_t columns_of_output();

  Progress(std::ostream& stream, Style style,
           std::function<std::size_t()> columns = columns_of_output)
      : stream_(stream), style_(style), columns_(std::move(columns)) {}

  // Shows the state where it is time to (ten times a second, or every ten seconds).
  void update(const ProgressState& state);
  // A line that stays: the result of an epoch.
  void line(const std::string& text);

 private:
  std::ostream& stream_;
  Style style_;
  std::function<std::size_t()> columns_;
  std::chrono::steady_clock::time_point shown_{};
  bool open_line_ = false;
};

// Tells a Progress how a loop goes on.
class ProgressLine : public Listener {
 public:
  explicit ProgressLine(Progress& progress) : progress_(progress) {}

  void after_update(Loop& loop, const Update& update) override;
  void after_epoch(Loop& loop, Record& record) override;

 private:
  Progress& progress_;
  Effort since_epoch_;
  Effort since_start_;
};

std::string progress_line(const ProgressState& state, bool with_bar);
// Of at most `columns` characters: first the bar goes, then what stands last.
std::string fitted_progress_line(const ProgressState& state, std::size_t columns);
std::string duration_text(double seconds);  // "0:07", "12:34", "1:02:03"

}  // namespace actlab::training

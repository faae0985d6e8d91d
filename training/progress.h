// What a person sees while a run goes on. On a terminal one line that is rewritten:
//
//   epoch 3/10 [=========>          ] 180/391  loss 1.2034  accuracy 56.71 %  812 images/s  3:21
//   left
//
// Elsewhere (a file, a pipe) plain lines, one every ten seconds. Quiet: nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

namespace actlab::training {

struct ProgressState {
  std::int64_t epoch = 0;  // 1 is the first
  std::int64_t epochs = 0;
  std::int64_t step_in_epoch = 0;
  std::int64_t steps_in_epoch = 0;
  std::int64_t steps_left = 0;
  double loss = 0.0;      // means over the epoch so far
  double accuracy = 0.0;  // fraction
  double images_per_second = 0.0;
  double seconds_per_step = 0.0;
};

class Progress {
 public:
  enum class Style { terminal, lines, quiet };
  // `Style::terminal` where standard output is one.
  static Style style_for_output(bool quiet);

  Progress(std::ostream& stream, Style style) : stream_(stream), style_(style) {}

  // Shows the state where it is time to (ten times a second, or every ten seconds).
  void update(const ProgressState& state);
  // A line that stays: the result of an epoch.
  void line(const std::string& text);

 private:
  std::ostream& stream_;
  Style style_;
  std::chrono::steady_clock::time_point shown_{};
  bool open_line_ = false;
};

std::string progress_line(const ProgressState& state, bool with_bar);
std::string duration_text(double seconds);  // "0:07", "12:34", "1:02:03"

}  // namespace actlab::training

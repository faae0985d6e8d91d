#include <actlab/training/progress.h>

#include <doctest/doctest.h>

#include <cstdlib>
#include <sstream>

#include "tests/support/error_text.h"

using namespace actlab::training;
using actlab::test::contains;

namespace {

const ProgressState kState{.epoch = 3,
                           .epochs = 10,
                           .step_in_epoch = 100,
                           .steps_in_epoch = 200,
                           .steps_left = 402,
                           .means = "loss 1.2346  accuracy 56.71 %",
                           .unit = "images",
                           .units_per_second = 812.4,
                           .seconds_per_step = 0.5};

}  // namespace

TEST_CASE("progress: the line says epoch and loss and accuracy and speed and time left") {
  CHECK(progress_line(kState, false) ==
        "epoch 3/10 100/200  loss 1.2346  accuracy 56.71 %  812 images/s  3:21 left");
  CHECK(contains(progress_line(kState, true), "[==========>         ] 100/200"));
  ProgressState done = kState;
  done.step_in_epoch = 200;
  CHECK(contains(progress_line(done, true), "[====================] 200/200"));
}

TEST_CASE("progress: durations read as clocks do") {
  CHECK(duration_text(0.4) == "0:00");
  CHECK(duration_text(7.0) == "0:07");
  CHECK(duration_text(754.0) == "12:34");
  CHECK(duration_text(3723.0) == "1:02:03");
  CHECK(duration_text(-1.0) == "0:00");
}

TEST_CASE("progress: a terminal's line is rewritten and others are plain") {
  std::ostringstream terminal;
  Progress on_terminal(terminal, Progress::Style::terminal, [] { return std::size_t{120}; });
  on_terminal.update(kState);
  CHECK(terminal.str().starts_with("\r\x1b[Kepoch 3/10 ["));
  on_terminal.line("epoch 3 done");
  CHECK(terminal.str().ends_with("\r\x1b[Kepoch 3 done\n"));

  std::ostringstream lines;
  Progress in_lines(lines, Progress::Style::lines);
  in_lines.update(kState);
  in_lines.update(kState);  // too soon for another line
  in_lines.line("epoch 3 done");
  CHECK(lines.str() == progress_line(kState, false) + "\nepoch 3 done\n");

  std::ostringstream nothing;
  Progress quiet(nothing, Progress::Style::quiet);
  quiet.update(kState);
  quiet.line("epoch 3 done");
  CHECK(nothing.str().empty());
}

TEST_CASE("progress: the line is never wider than the terminal") {
  const std::string whole = progress_line(kState, true);
  CHECK(fitted_progress_line(kState, whole.size()) == whole);
  CHECK(fitted_progress_line(kState, whole.size() - 1) == progress_line(kState, false));
  CHECK(fitted_progress_line(kState, 30) == "epoch 3/10 100/200  loss 1.234");
  CHECK(fitted_progress_line(kState, 0).empty());
  std::ostringstream terminal;
  Progress progress(terminal, Progress::Style::terminal, [] { return std::size_t{20}; });
  progress.update(kState);
  CHECK(terminal.str() == "\r\x1b[Kepoch 3/10 100/200 ");
}

TEST_CASE("progress: a terminal that cannot rewrite a line gets plain lines") {
  setenv("TERM", "dumb", 1);
  CHECK(Progress::style_for_output(false) == Progress::Style::lines);
  CHECK(Progress::style_for_output(true) == Progress::Style::quiet);
}

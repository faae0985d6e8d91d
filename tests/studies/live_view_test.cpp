#include <actlab/studies/report/live_view.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "tests/studies/contract/store_address.h"
#include "tests/support/error_text.h"

using namespace actlab::studies;
using namespace actlab::studies::test;
using actlab::test::contains;

namespace {

// Three trials: one complete, one running, one waiting.
struct WatchedStudy : SmallStudy {
  WatchedStudy() {
    const Trial first = store.claim("worker-1").value();
    const Metric speed{10, "images_per_second", 1234.0};
    store.record(first.lease(), {&speed, 1});
    store.finish(first.lease(), {.reward = 0.75});
    const Trial second = store.claim("worker-1").value();
    store.renew(second.lease(), 40);
  }
};

}  // namespace

TEST_CASE("study watch: counts trials and knows who has what") {
  WatchedStudy small;
  StudyWatch watch(small.store, small.study);
  const StudyPicture picture = watch.look();
  CHECK(picture.counts.at(TrialState::waiting) == 1);
  CHECK(picture.counts.at(TrialState::running) == 1);
  CHECK(picture.counts.at(TrialState::complete) == 1);
  CHECK(picture.best.front().reward == 0.75);
  CHECK(picture.rewards == std::vector<double>{0.75});
  REQUIRE(picture.running.size() == 1);
  CHECK(picture.running[0].worker == "worker-1");
  CHECK(picture.running[0].step == 40);
  CHECK(picture.running[0].budget == 100);
  CHECK(picture.items_per_second == 1234.0);  // of the worker's last trial
  CHECK(!picture.proposed);
}

TEST_CASE("live view: the picture shows state and best and workers within its width") {
  WatchedStudy small;
  const StudyPicture picture = StudyWatch(small.store, small.study).look();
  const std::string shown = picture_text(picture, 100);
  CHECK(contains(shown, "small  waiting 1  running 1  complete 1  pruned 0  failed 0\n"));
  CHECK(contains(shown, "best 0.7500  1234 images/s"));
  CHECK(contains(shown, "  0.7500  f0 "));
  CHECK(contains(shown, "step 40/100, seed 0"));
  CHECK(contains(shown, "100 steps, seed 0\n"));
  std::istringstream lines(picture_text(picture, 30));
  for (std::string line; std::getline(lines, line);) {
    CHECK(std::ranges::count_if(line, [](char c) { return (c & 0xC0) != 0x80; }) <= 30);
  }
}

TEST_CASE("live view: a lost worker is called lost") {
  WatchedStudy small;
  StudyPicture picture = StudyWatch(small.store, small.study).look();
  picture.running[0].lease_left = -1.0;
  CHECK(contains(picture_text(picture, 120), "not heard of"));
}

TEST_CASE("live view: many workers are counted and not listed") {
  WatchedStudy small;
  StudyPicture picture = StudyWatch(small.store, small.study).look();
  picture.running.resize(50, picture.running.front());
  const std::string shown = picture_text(picture, 120);
  CHECK(std::ranges::count(shown, '\n') < 24);
  CHECK(contains(shown, "and 40 more"));
}

TEST_CASE("live view: a terminal's picture is drawn in its place and a file gets lines") {
  WatchedStudy small;
  const StudyPicture picture = StudyWatch(small.store, small.study).look();
  std::ostringstream terminal, file;
  LiveView on_terminal(terminal, true);
  on_terminal.show(picture);
  CHECK(!contains(terminal.str(), "\033["));
  const auto lines = std::ranges::count(terminal.str(), '\n');
  on_terminal.show(picture);
  CHECK(contains(terminal.str(), actlab::text("\033[", lines, "A\033[J")));
  LiveView in_file(file, false);
  in_file.show(picture);
  CHECK(std::ranges::count(file.str(), '\n') == 1);
  CHECK(contains(file.str(), "small  waiting 1  running 1"));
}

TEST_CASE("live view: a sparkline rises with its values") {
  CHECK(sparkline({}, 10) == "");
  CHECK(sparkline({0.0, 1.0}, 10) == "▁█");
  CHECK(sparkline({0.0, 0.0, 7.0, 7.0, 3.5, 3.5}, 3) == "▁█▅");
  CHECK(sparkline({2.0, 2.0}, 2) == "▅▅");
}

#include <actlab/studies/store/trial.h>

#include <doctest/doctest.h>

using namespace actlab::studies;

TEST_CASE("trial: who waits or runs is open, and who failed has ended without a result") {
  for (const TrialState open : {TrialState::waiting, TrialState::running}) {
    CHECK(!is_terminal(open));
    CHECK(!is_finished(open));
  }
  for (const TrialState finished : {TrialState::complete, TrialState::pruned}) {
    CHECK(is_terminal(finished));
    CHECK(is_finished(finished));
  }
  CHECK(is_terminal(TrialState::failed));
  CHECK(!is_finished(TrialState::failed));
}

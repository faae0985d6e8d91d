// The searcher of docs/adding.md climbs, and goes on where it was stopped.
#include <actlab/search/hill_climbing.h>

#include <doctest/doctest.h>

using namespace actlab;
using namespace actlab::search;

TEST_CASE("documents: the searcher of the example changes one token of the best so far") {
  const Space space;
  HillClimbing climbing(space);
  const std::vector<Draw> first = {{space.at(11), {}}, {space.at(2222), {}}};
  climbing.learn(first, std::vector<double>{0.9, 0.1});
  HillClimbing again(space);
  again.restore(climbing.weights(), "");
  Random random(1, Purpose::test, 0);
  Random same(1, Purpose::test, 0);
  for (int i = 0; i < 50; ++i) {
    const Candidate drawn = climbing.draw(1, random)[0].candidate;
    CHECK(drawn == again.draw(1, same)[0].candidate);
    int changed = 0;
    for (std::size_t token = 0; token < drawn.size(); ++token) {
      changed += drawn[token] != first[0].candidate[token] ? 1 : 0;
    }
    CHECK(changed <= 1);
  }
}

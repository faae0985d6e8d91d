#include <actlab/search/random_search.h>

namespace actlab::search {

std::vector<Draw> RandomSearch::draw(std::int64_t count, Random& random) {
  std::vector<Draw> draws;
  for (std::int64_t i = 0; i < count; ++i) draws.push_back({space_.sample(random), {}});
  return draws;
}

}  // namespace actlab::search

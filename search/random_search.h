// Uniform draws with replacement: the searcher that every other must beat. Rewards change nothing.
#pragma once

#include <actlab/search/method.h>

namespace actlab::search {

class RandomSearch : public Method {
 public:
  explicit RandomSearch(const Space& space) : space_(space) {}

  std::vector<Draw> draw(std::int64_t count, Random& random) override;
  void learn(std::span<const Draw>, std::span<const double>) override {}

 private:
  const Space space_;
};

}  // namespace actlab::search

// Every candidate once, in the order of their numbers; of those that are the same up to
// commutativity (search/canonical.h), the first. Rewards change nothing.
#pragma once

#include <actlab/search/method.h>

namespace actlab::search {

class Exhaustive : public Method {
 public:
  explicit Exhaustive(const Space& space) : space_(space) {}

  std::vector<Draw> draw(std::int64_t count, Random& random) override;
  void learn(std::span<const Draw>, std::span<const double>) override {}
  std::string weights() const override;
  void restore(const std::string& weights, const std::string& optimizer) override;

 private:
  const Space space_;
  std::int64_t next_ = 0;
};

}  // namespace actlab::search

#include <actlab/search/exhaustive.h>

#include <actlab/search/canonical.h>
#include <actlab/search/state_bytes.h>

namespace actlab::search {

std::vector<Draw> Exhaustive::draw(std::int64_t count, Random&) {
  std::vector<Draw> draws;
  for (; std::ssize(draws) < count && next_ < space_.count(); ++next_) {
    Candidate candidate = space_.at(next_);
    if (canonical(space_, candidate) == candidate) draws.push_back({std::move(candidate), {}});
  }
  return draws;
}

std::string Exhaustive::weights() const {
  StateWriter writer;
  writer.integer(next_);
  return writer.bytes();
}

void Exhaustive::restore(const std::string& weights, const std::string&) {
  StateReader reader(weights);
  next_ = reader.integer();
  reader.finish();
}

}  // namespace actlab::search

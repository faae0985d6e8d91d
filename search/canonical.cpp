#include <actlab/search/canonical.h>

#include <tuple>
#include <utility>
#include <vector>

namespace actlab::search {
namespace {

std::size_t index(std::int64_t token) { return static_cast<std::size_t>(token); }

// The units that the last one is computed from, itself included.
std::vector<bool> used_units(const Space& space, const std::vector<Unit>& units) {
  std::vector<bool> used(units.size() + 1, false);  // [0] is x
  used.back() = true;
  for (std::size_t k = units.size(); k > 0; --k) {
    if (!used[k]) continue;
    const Unit& unit = units[k - 1];
    if (space.unary()[index(unit.unary1)].uses_input()) used[index(unit.input1)] = true;
    if (space.unary()[index(unit.unary2)].uses_input()) used[index(unit.input2)] = true;
  }
  return used;
}

}  // namespace

Candidate canonical(const Space& space, const Candidate& candidate) {
  std::vector<Unit> units = space.decode(candidate);
  const std::vector<Unit> first = space.decode(Candidate(candidate.size(), 0));
  const std::vector<bool> used = used_units(space, units);
  for (std::size_t k = 0; k < units.size(); ++k) {
    Unit& unit = units[k];
    if (!used[k + 1]) {
      unit = first[k];
      continue;
    }
    if (!space.unary()[index(unit.unary1)].uses_input()) unit.input1 = first[k].input1;
    if (!space.unary()[index(unit.unary2)].uses_input()) unit.input2 = first[k].input2;
    // In a chain the inputs have their places, and only sides of one input can change over.
    const bool free_inputs = space.wiring() == Wiring::any || unit.input1 == unit.input2;
    if (!free_inputs || !space.binary()[index(unit.binary)].commutative()) continue;
    if (std::tie(unit.unary2, unit.input2) < std::tie(unit.unary1, unit.input1)) {
      std::swap(unit.unary1, unit.unary2);
      std::swap(unit.input1, unit.input2);
    }
  }
  return space.encode(units);
}

bool Remembered::contains(const Candidate& candidate) const {
  return numbers_.contains(space_.number_of(canonical(space_, candidate)));
}

bool Remembered::add(const Candidate& candidate) {
  return numbers_.insert(space_.number_of(canonical(space_, candidate))).second;
}

void Remembered::set_numbers(std::span<const std::int64_t> numbers) {
  numbers_ = {numbers.begin(), numbers.end()};
}

}  // namespace actlab::search

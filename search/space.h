// A search space: activations composed of core units b(u1(i1), u2(i2)), where u1 and u2 are unary
// and b binary functions (search/primitives.h), and each input is x or the output of an earlier
// unit ("Searching for activation functions", 1710.05941, Figure 1). The last unit's output is the
// activation.
//
// Wiring, from the second unit on:
//   chain  i1 is the output of the unit before, i2 is x
//   any    i1 and i2 are each x or the output of any earlier unit: predicted like everything else
//
// A candidate is what a searcher predicts: one token a position, in the order i1 u1 i2 u2 b, unit
// after unit. Positions with a single choice are left out. All 25 and 10 functions give
//   units        1       2 chain       2 any       3 chain     3 any
//   candidates   6,250   39,062,500    156,250,000 2.4e11      8.8e12
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/base/random.h>
#include <actlab/core/formula/language/expression.h>
#include <actlab/search/primitives.h>

namespace actlab::search {

enum class Wiring { chain, any };

struct SpaceOptions {
  std::vector<std::string> unary = {};   // names; empty: all of the table
  std::vector<std::string> binary = {};  // names; empty: all of the table
  int units = 1;                         // 1 to kMostUnits
  Wiring wiring = Wiring::any;
};

inline constexpr int kMostUnits = 8;

using Candidate = std::vector<std::int64_t>;  // one token a position

enum class Role { input1, unary1, input2, unary2, binary };

struct Position {
  int unit = 0;  // from 0
  Role role = Role::unary1;
  std::vector<std::string> choices;  // what each token stands for, for people

  std::string name() const;  // "unit 1 unary 2"
};

// One core unit, decoded. Inputs: 0 is x, k the output of the k-th unit counted from 1.
struct Unit {
  std::int64_t input1 = 0, unary1 = 0, input2 = 0, unary2 = 0, binary = 0;
  bool operator==(const Unit&) const = default;
};

class Space {
 public:
  // UsageError for unknown or repeated names, a number of units out of range, and a space of 2^63
  // candidates or more.
  explicit Space(SpaceOptions options = {});

  // As stored in a study's configuration:
  //   {"units": 1, "wiring": "any", "unary": ["identity", ...], "binary": ["add", ...]}
  // Keys may be left out, then the defaults hold. Throws UsageError naming `source`.
  static Space from_json(std::string_view json, const std::string& source);
  std::string to_json() const;

  const std::vector<Function>& unary() const { return unary_; }
  const std::vector<Function>& binary() const { return binary_; }
  int units() const { return options_.units; }
  Wiring wiring() const { return options_.wiring; }
  const std::vector<Position>& positions() const { return positions_; }

  // ---- candidates -------------------------------------------------------------------------------
  std::int64_t count() const { return count_; }
  Candidate at(std::int64_t number) const;  // 0 <= number < count(), else Error
  std::int64_t number_of(const Candidate& candidate) const;
  Candidate sample(Random& random) const;  // uniform
  // Error where it is not of this space.
  void check(const Candidate& candidate) const;
  std::vector<Unit> decode(const Candidate& candidate) const;
  Candidate encode(const std::vector<Unit>& units) const;

  // ---- formulas ---------------------------------------------------------------------------------
  // Each place of beta is a parameter of its own: beta1, beta2... in the order of the text. The
  // output of a unit that is used twice is one value, so its betas are the same in both places.
  formula::Expression expression(const Candidate& candidate) const;
  std::string formula(const Candidate& candidate) const;
  // The first candidate, in the order of the tables, whose formula has this text (names of
  // parameters aside). Candidates can share a text: sigmoid(x) * x is gate(x, x) and
  // multiply(sigmoid(x), x). UsageError where there is none.
  Candidate parse(std::string_view formula) const;

  // "multiply(tanh(x), x)"; with several units "u1 = add(sin(x), x); u2 = max(u1, beta)". Names
  // each candidate exactly: parse_structure(structure(c)) is c. UsageError for other texts.
  std::string structure(const Candidate& candidate) const;
  Candidate parse_structure(std::string_view structure) const;

 private:
  void add_position(int unit, Role role, std::vector<std::string> choices);

  SpaceOptions options_;  // with all names filled in
  std::vector<Function> unary_;
  std::vector<Function> binary_;
  std::vector<Position> positions_;
  std::int64_t count_ = 1;
};

std::string to_text(Wiring wiring);
// UsageError for another word.
Wiring parse_wiring(std::string_view word);

}  // namespace actlab::search

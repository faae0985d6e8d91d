#include <actlab/search/space.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/io/json.h>

namespace actlab::search {
namespace {

std::vector<std::string> names_of(const std::vector<Function>& functions) {
  std::vector<std::string> names;
  for (const Function& function : functions) names.push_back(function.name());
  return names;
}

// What an input of unit `unit` (from 0) may be.
std::vector<std::string> input_names(int unit) {
  std::vector<std::string> names{"x"};
  for (int earlier = 1; earlier <= unit; ++earlier) names.push_back(text("u", earlier));
  return names;
}

std::int64_t& field(Unit& unit, Role role) {
  switch (role) {
    case Role::input1:
      return unit.input1;
    case Role::unary1:
      return unit.unary1;
    case Role::input2:
      return unit.input2;
    case Role::unary2:
      return unit.unary2;
    default:
      return unit.binary;
  }
}

const char* role_name(Role role) {
  switch (role) {
    case Role::input1:
      return "input 1";
    case Role::unary1:
      return "unary 1";
    case Role::input2:
      return "input 2";
    case Role::unary2:
      return "unary 2";
    case Role::binary:
      return "binary";
  }
  return "";  // there is no such role
}

}  // namespace

std::string to_text(Wiring wiring) { return wiring == Wiring::chain ? "chain" : "any"; }

Wiring parse_wiring(std::string_view word) {
  if (word == "chain") return Wiring::chain;
  if (word == "any") return Wiring::any;
  const std::string hint = did_you_mean(word, {"chain", "any"});
  throw UsageError(text("[space] unknown wiring '", word, "'",
                        hint.empty() ? "; it is 'chain' or 'any'" : hint));
}

std::string Position::name() const { return text("unit ", unit + 1, " ", role_name(role)); }

Space::Space(SpaceOptions options)
    : options_(std::move(options)),
      unary_(functions(unary_primitives(), "unary", options_.unary)),
      binary_(functions(binary_primitives(), "binary", options_.binary)) {
  if (options_.units < 1 || options_.units > kMostUnits) {
    throw UsageError(text("[space] the number of units must be from 1 to ", kMostUnits, ", got ",
                          options_.units));
  }
  options_.unary = names_of(unary_);
  options_.binary = names_of(binary_);
  const bool predicted_inputs = options_.wiring == Wiring::any;
  for (int unit = 0; unit < options_.units; ++unit) {
    if (predicted_inputs) add_position(unit, Role::input1, input_names(unit));
    add_position(unit, Role::unary1, options_.unary);
    if (predicted_inputs) add_position(unit, Role::input2, input_names(unit));
    add_position(unit, Role::unary2, options_.unary);
    add_position(unit, Role::binary, options_.binary);
  }
}

void Space::add_position(int unit, Role role, std::vector<std::string> choices) {
  const auto size = static_cast<std::int64_t>(choices.size());
  if (size == 1) return;
  if (__builtin_mul_overflow(count_, size, &count_)) {
    throw UsageError(
        "[space] the space has more than 9.2e18 candidates; take fewer units or functions");
  }
  positions_.push_back({unit, role, std::move(choices)});
}

// ---- JSON -------------------------------------------------------------------------------------

std::string Space::to_json() const {
  const Json json{{"units", options_.units},
                  {"wiring", to_text(options_.wiring)},
                  {"unary", options_.unary},
                  {"binary", options_.binary}};
  return json.dump();
}

Space Space::from_json(std::string_view json, const std::string& source) {
  const auto refuse = [&](const std::string& why) {
    throw UsageError(text("[space] ", source, ": ", why));
  };
  Json object;
  try {
    object = parse_json(json, source);
  } catch (const Error& error) {
    refuse(error.what());
  }
  if (!object.is_object()) refuse("a space must be a JSON object");
  SpaceOptions options;
  for (const auto& [key, value] : object.items()) {
    if (key == "units") {
      if (!value.is_number_integer() || value < 1 || value > kMostUnits) {
        refuse(text("'units' must be a whole number from 1 to ", kMostUnits));
      }
      options.units = value.get<int>();
    } else if (key == "wiring") {
      if (!value.is_string()) refuse("'wiring' must be \"chain\" or \"any\"");
      options.wiring = parse_wiring(value.get<std::string>());
    } else if (key == "unary" || key == "binary") {
      const auto is_name = [](const Json& name) { return name.is_string(); };
      if (!value.is_array() || !std::ranges::all_of(value, is_name)) {
        refuse(text("'", key, "' must be a list of names"));
      }
      (key == "unary" ? options.unary : options.binary) = value.get<std::vector<std::string>>();
    } else {
      refuse(text("unknown key '", key, "'",
                  did_you_mean(key, {"units", "wiring", "unary", "binary"})));
    }
  }
  return Space(std::move(options));
}

// ---- candidates -------------------------------------------------------------------------------

void Space::check(const Candidate& candidate) const {
  if (candidate.size() != positions_.size()) {
    throw Error(text("[space] a candidate of this space has ", positions_.size(), " tokens, got ",
                     candidate.size()));
  }
  for (std::size_t p = 0; p < candidate.size(); ++p) {
    const auto choices = std::ssize(positions_[p].choices);
    if (candidate[p] < 0 || candidate[p] >= choices) {
      throw Error(text("[space] token ", candidate[p], " for ", positions_[p].name(),
                       " is not from 0 to ", choices - 1));
    }
  }
}

Candidate Space::at(std::int64_t number) const {
  if (number < 0 || number >= count_) {
    throw Error(text("[space] candidate ", number, " is not from 0 to ", count_ - 1));
  }
  Candidate candidate(positions_.size());
  for (std::size_t p = positions_.size(); p-- > 0;) {
    const auto choices = std::ssize(positions_[p].choices);
    candidate[p] = number % choices;
    number /= choices;
  }
  return candidate;
}

std::int64_t Space::number_of(const Candidate& candidate) const {
  check(candidate);
  std::int64_t number = 0;
  for (std::size_t p = 0; p < candidate.size(); ++p) {
    number = number * std::ssize(positions_[p].choices) + candidate[p];
  }
  return number;
}

Candidate Space::sample(Random& random) const {
  Candidate candidate;
  for (const Position& position : positions_) {
    candidate.push_back(random.below(std::ssize(position.choices)));
  }
  return candidate;
}

std::vector<Unit> Space::decode(const Candidate& candidate) const {
  check(candidate);
  std::vector<Unit> units(static_cast<std::size_t>(options_.units));
  for (std::size_t unit = 1; options_.wiring == Wiring::chain && unit < units.size(); ++unit) {
    units[unit].input1 = static_cast<std::int64_t>(unit);
  }
  for (std::size_t p = 0; p < candidate.size(); ++p) {
    field(units[static_cast<std::size_t>(positions_[p].unit)], positions_[p].role) = candidate[p];
  }
  return units;
}

Candidate Space::encode(const std::vector<Unit>& units) const {
  Candidate candidate;
  for (const Position& position : positions_) {
    Unit unit = units.at(static_cast<std::size_t>(position.unit));
    candidate.push_back(field(unit, position.role));
  }
  check(candidate);
  return candidate;
}

}  // namespace actlab::search

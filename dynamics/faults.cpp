#include <actlab/dynamics/faults.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/language/reference.h>
#include <actlab/dynamics/words.h>

namespace actlab::dynamics {
namespace {

using Faults = std::vector<Fault>;

// An activation of a look, with what is known of it.
struct Place {
  const Site* site;
  const SiteLook* look;
  const ActivationLook& measured() const { return *look->activation; }
};

std::vector<Place> activations(const Layout& layout, const Snapshot& snapshot) {
  std::vector<Place> places;
  for (const Site& site : layout.sites) {
    const SiteLook* look = find_site(snapshot, site.name);
    if (look != nullptr && look->activation) places.push_back({&site, look});
  }
  return places;
}

double flat_of_normal(const Layout& layout, const Site& site) {
  if (!site.formula) return 0.0;
  const double flat = layout.formulas.at(static_cast<std::size_t>(*site.formula)).flat;
  return std::isnan(flat) ? 1.0 : flat;  // not known, as in older records: nothing is too much
}

// Where gradients, those of z or of y, are largest among the places behind the one given: from
// there they come, since they travel from the loss to the input. Null where there are none.
const Place* strongest_behind(const std::vector<Place>& places, const Place& place,
                              double SiteLook::*gradient) {
  const Place* best = nullptr;
  for (const Place* other = &place + 1; other < places.data() + places.size(); ++other) {
    if (std::isnan(other->look->*gradient)) continue;
    if (best == nullptr || other->look->*gradient > best->look->*gradient) best = other;
  }
  return best;
}

// "; its gradient is 1/30 of layer3.2's", where it is a tenth or less.
std::string gradient_clause(const Place& place, const std::vector<Place>& places) {
  if (place.look->leaving == 0.0) return "; no gradient leaves it";
  const Place* best = strongest_behind(places, place, &SiteLook::leaving);
  if (best == nullptr) return "";
  const double ratio = place.look->leaving / best->look->leaving;
  if (!(ratio <= 0.1)) return "";
  return text("; its gradient is ", fraction(ratio), " of ", best->site->name, "'s");
}

void find_widths(const std::vector<Place>& places, Faults& faults) {
  double before = 1.0;
  std::string before_name = "what N(0, 1) has";
  for (const Place& place : places) {
    const ActivationLook& a = place.measured();
    if (a.not_finite > 0) {
      faults.push_back(
          {FaultKind::not_finite, place.site->name,
           text("z of ", place.site->name, " is no finite number in ", a.not_finite, " places")});
    }
    const double ratio = a.z_deviation / before;
    if (ratio >= kExplodingRatio && a.z_deviation >= kExplodingWidth) {
      faults.push_back(
          {FaultKind::exploding, place.site->name,
           text("z explodes at ", place.site->name, ": its deviation is ",
                short_number(a.z_deviation), ", ", short_number(ratio), " times ", before_name)});
    }
    if (a.z_deviation > 0.0) before = a.z_deviation;
    before_name = "that of " + place.site->name;
  }
}

// Whether f(a x) = a f(x) for a > 0, as relu's is: then the next weights can make up for a scale.
bool is_homogeneous(const FormulaEntry& entry) {
  const formula::FormulaPointer f = formula::compile(entry.text);
  for (const double x : {-3.0, -1.0, -0.3, 0.5, 1.0, 2.0}) {
    const double once = formula::evaluate(f->value, x), twice = formula::evaluate(f->value, 2 * x);
    if (!(std::abs(twice - 2.0 * once) <= 1e-6 * (1.0 + std::abs(once)))) return false;
  }
  return true;
}

const FormulaEntry* not_homogeneous(const Layout& layout) {
  for (const FormulaEntry& entry : layout.formulas) {
    if (!is_homogeneous(entry)) return &entry;
  }
  return nullptr;
}

void find_missing_scales(const Layout& layout, Faults& faults) {
  std::vector<std::string> without;
  for (const Site& site : layout.sites) {
    if (site.kind != SiteKind::normalisation) continue;
    const auto found =
        std::ranges::find(layout.parameters, site.name + ".weight", &ParameterEntry::name);
    if (found == layout.parameters.end()) without.push_back(site.name);
  }
  if (without.empty()) return;
  const FormulaEntry* entry = not_homogeneous(layout);
  if (entry == nullptr) return;
  const std::string more =
      without.size() > 1 ? text(" and ", without.size() - 1, " more have") : " has";
  faults.push_back({FaultKind::scale, without.front(),
                    text(without.front(), more, " no scale, and ", entry->name,
                         " cannot make up for that: it is not homogeneous")});
}

void find_scales(const Layout& layout, const Snapshot& snapshot, Faults& faults) {
  for (const Site& site : layout.sites) {
    if (site.kind != SiteKind::normalisation) continue;
    const ParameterLook* scale = find_parameter(snapshot, site.name + ".weight");
    if (scale == nullptr) continue;
    const double size = std::hypot(scale->mean, scale->deviation);
    if (size >= kSmallestScale && size <= kLargestScale) continue;
    faults.push_back(
        {FaultKind::scale, site.name,
         text("the scale of ", site.name, " is ", short_number(size), ", where 1 is usual")});
  }
}

// The median over the weight tensors; NaN where there is none.
double typical_update(const Layout& layout, const Snapshot& snapshot) {
  std::vector<double> updates;
  for (const ParameterEntry& p : layout.parameters) {
    const ParameterLook* look = find_parameter(snapshot, p.name);
    if (p.group != "weights" || look == nullptr || std::isnan(look->update)) continue;
    updates.push_back(look->update);
  }
  if (updates.empty()) return kNotMeasured;
  const auto middle = updates.begin() + std::ssize(updates) / 2;
  std::ranges::nth_element(updates, middle);
  return *middle;
}

// `first` is nothing at the first look: there is no loss yet to compare with.
void find_rate(const Layout& layout, const Snapshot& snapshot,
               const std::optional<FirstLook>& first, Faults& faults) {
  const double update = typical_update(layout, snapshot);
  const bool compares = first && std::isfinite(first->loss);
  const bool lost = compares && !std::isfinite(snapshot.loss);
  const bool long_enough = first && snapshot.step / kFruitlessLength >= first->step;
  const bool fruitless = compares && long_enough && !(snapshot.loss < first->loss);
  const bool large = update > kLargestUpdate || (fruitless && update > kLargestFruitlessUpdate);
  if (!large && !lost) return;
  std::string sentence = "the learning rate looks too high";
  if (large) {
    sentence += text(": an update changes weights by ", percent(std::pow(10.0, update)),
                     " of their deviation, 0.1 to 1 % is usual");
  }
  if (lost) {
    sentence += "; the loss is no number any more";
  } else if (compares) {
    sentence += text("; the loss went from ", short_number(first->loss), " to ",
                     short_number(snapshot.loss));
  }
  faults.push_back({FaultKind::rate, "", sentence});
}

void find_flat(const Layout& layout, const std::vector<Place>& places, Faults& faults) {
  for (const Place& place : places) {
    const ActivationLook& a = place.measured();
    const std::string& name = place.site->name;
    const double usual = flat_of_normal(layout, *place.site);
    if (a.flat - usual >= kFlatExcess) {
      faults.push_back({FaultKind::saturated, name,
                        text(percent(a.flat), " of ", name, " is flat, ", percent(usual),
                             " would be usual", gradient_clause(place, places))});
    }
    const double dead = static_cast<double>(a.dead) / static_cast<double>(place.site->units);
    if (dead >= kDeadShare) {
      faults.push_back({FaultKind::dead, name,
                        text(a.dead, " of the ", place.site->units, " units of ", name, " are dead",
                             gradient_clause(place, places))});
    }
  }
}

void find_vanishing(const std::vector<Place>& places, Faults& faults) {
  for (const Place& place : places) {
    const Place* best = strongest_behind(places, place, &SiteLook::entering);
    if (best == nullptr || std::isnan(place.look->entering)) continue;
    const double ratio = place.look->entering / best->look->entering;
    if (!(ratio < kVanished)) continue;
    faults.push_back({FaultKind::vanishing, place.site->name,
                      ratio > 0.0
                          ? text("the gradient fades: what reaches ", place.site->name, " is ",
                                 fraction(ratio), " of ", best->site->name, "'s")
                          : text("the gradient fades: nothing of it reaches ", place.site->name)});
    return;  // the first one is the farthest from the loss
  }
}

}  // namespace

std::string_view fault_name(FaultKind kind) {
  switch (kind) {
    case FaultKind::not_finite:
      return "not finite";
    case FaultKind::exploding:
      return "exploding";
    case FaultKind::scale:
      return "scale";
    case FaultKind::rate:
      return "rate";
    case FaultKind::saturated:
      return "saturated";
    case FaultKind::dead:
      return "dead";
    case FaultKind::vanishing:
      return "vanishing";
  }
  return {};  // there is no such kind
}

std::vector<Fault> Examiner::examine(const Layout& layout, const Snapshot& snapshot) {
  const std::vector<Place> places = activations(layout, snapshot);
  Faults faults;
  find_widths(places, faults);
  find_missing_scales(layout, faults);
  find_scales(layout, snapshot, faults);
  find_rate(layout, snapshot, first_, faults);
  find_flat(layout, places, faults);
  find_vanishing(places, faults);
  std::ranges::stable_sort(faults, {}, &Fault::kind);
  if (!first_) first_ = FirstLook{snapshot.step, snapshot.loss};
  return faults;
}

}  // namespace actlab::dynamics

#include <actlab/dynamics/findings.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include <actlab/core/base/error.h>
#include <actlab/dynamics/statistics.h>
#include <actlab/dynamics/words.h>

namespace actlab::dynamics {
namespace {

constexpr double kDeathsWorthTelling = 0.1;  // of a layer's units
constexpr double kBumpWorthTelling = 0.03;   // away from that of N(0, 1)

// One kind of fault over all looks.
struct Course {
  Fault first;
  std::int64_t step = 0;
  std::set<std::string> sites{};
  std::int64_t last_step = 0;
};

Finding finding_of(const Course& course, std::int64_t last_look) {
  std::string sentence = text("step ", course.step, ": ", course.first.sentence);
  if (const std::size_t more = course.sites.size() - 1; more > 0) {
    sentence += text("; ", more, " more ", more == 1 ? "layer" : "layers", " as well");
  }
  if (course.last_step < last_look) {
    sentence += text("; not after step ", course.last_step);
  }
  return {true, std::string(fault_name(course.first.kind)), course.first.site, course.step,
          sentence};
}

std::vector<Finding> accusations(const Layout& layout, const std::vector<Snapshot>& snapshots) {
  Examiner examiner;
  std::map<FaultKind, Course> courses;
  for (const Snapshot& snapshot : snapshots) {
    for (const Fault& fault : examiner.examine(layout, snapshot)) {
      const auto [entry, is_new] = courses.try_emplace(fault.kind, Course{fault, snapshot.step});
      entry->second.sites.insert(fault.site);
      entry->second.last_step = snapshot.step;
    }
  }
  std::vector<Finding> result;
  for (const auto& [kind, course] : courses) {
    result.push_back(finding_of(course, snapshots.back().step));
  }
  return result;
}

// The layer of which most died after the first look.
std::optional<Finding> deaths(const Layout& layout, const std::vector<Snapshot>& snapshots) {
  std::optional<Finding> worst;
  double most = kDeathsWorthTelling;
  for (const Site& site : layout.sites) {
    std::int64_t died = 0, revived = 0, by = 0;
    for (const Snapshot& snapshot : snapshots) {
      const SiteLook* look = find_site(snapshot, site.name);
      if (look == nullptr || !look->activation) continue;
      if (look->activation->died > 0) by = snapshot.step;
      died += look->activation->died;
      revived += look->activation->revived;
    }
    const double share = static_cast<double>(died) / static_cast<double>(site.units);
    if (share < most) continue;
    most = share;
    const std::string back = revived == 0 ? "none" : std::to_string(revived);
    worst = Finding{
        false, "deaths", site.name, by,
        text(percent(share), " of ", site.name, " died by step ", by, " and ", back, " came back")};
  }
  return worst;
}

// Where pre-activations lie at the end, every unit counted alike.
std::optional<Finding> bump(const Layout& layout, const Snapshot& last) {
  double sum = 0.0, units = 0.0, most = 0.0;
  const Site* where = nullptr;
  for (const Site& site : layout.sites) {
    const SiteLook* look = find_site(last, site.name);
    if (look == nullptr || !look->activation || std::isnan(look->activation->bump)) continue;
    const double share = look->activation->bump;
    sum += share * static_cast<double>(site.units);
    units += static_cast<double>(site.units);
    if (where == nullptr || share > most) {
      most = share;
      where = &site;
    }
  }
  if (where == nullptr || std::abs(sum / units - kBumpOfNormal) < kBumpWorthTelling) return {};
  return Finding{
      false, "bump", where->name, last.step,
      text(percent(sum / units), " of pre-activations lie between -5 and 0 at step ", last.step,
           ", where N(0, 1) has 50.0 %; most at ", where->name, ": ", percent(most))};
}

// The formula parameter that has moved most.
std::optional<Finding> parameters(const Layout& layout, const Snapshot& first,
                                  const Snapshot& last) {
  std::optional<Finding> result;
  double most = 0.05;
  for (const ParameterEntry& entry : layout.parameters) {
    const ParameterLook* before = find_parameter(first, entry.name);
    const ParameterLook* now = find_parameter(last, entry.name);
    if (entry.group != "activations" || before == nullptr || now == nullptr) continue;
    if (now->values.empty() || first.step == last.step) continue;
    const auto [low, high] = std::ranges::minmax(now->values);
    const double moved = std::max(std::abs(static_cast<double>(high) - before->mean),
                                  std::abs(static_cast<double>(low) - before->mean));
    if (!(moved > most)) continue;
    most = moved;
    result =
        Finding{false, "parameters", entry.site, last.step,
                text(entry.name, " went from ", short_number(before->mean), " at step ", first.step,
                     " to between ", short_number(static_cast<double>(low)), " and ",
                     short_number(static_cast<double>(high)), ", mean ", short_number(now->mean))};
  }
  return result;
}

// From the last activation to the first.
std::optional<Finding> gradient(const Layout& layout, const Snapshot& last) {
  const SiteLook* near_input = nullptr;
  const SiteLook* near_loss = nullptr;
  for (const Site& site : layout.sites) {
    const SiteLook* look = find_site(last, site.name);
    if (look == nullptr || !look->activation || !(look->entering > 0.0)) continue;
    if (near_input == nullptr) near_input = look;
    near_loss = look;
  }
  if (near_input == near_loss) return {};
  return Finding{false, "gradient", near_input->name, last.step,
                 text("at step ", last.step, " the gradient at ", near_input->name, " is ",
                      short_number(near_input->entering / near_loss->entering), " times that at ",
                      near_loss->name)};
}

}  // namespace

std::vector<Finding> findings(const Layout& layout, const std::vector<Snapshot>& snapshots) {
  if (snapshots.empty()) return {};
  std::vector<Finding> result = accusations(layout, snapshots);
  const auto add = [&](const std::optional<Finding>& finding) {
    if (finding) result.push_back(*finding);
  };
  add(deaths(layout, snapshots));
  add(bump(layout, snapshots.back()));
  add(parameters(layout, snapshots.front(), snapshots.back()));
  add(gradient(layout, snapshots.back()));
  if (result.size() > kMostFindings) result.resize(kMostFindings);
  return result;
}

}  // namespace actlab::dynamics

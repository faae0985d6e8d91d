#include <actlab/dynamics/alerts.h>

#include <actlab/core/base/error.h>

namespace actlab::dynamics {
namespace {

constexpr std::size_t kLines = 3;  // of one look

}  // namespace

void Alerts::write(const Layout& layout, const Snapshot& snapshot) {
  std::set<std::pair<FaultKind, std::string>> now;
  std::size_t said = 0;
  for (const Fault& fault : examiner_.examine(layout, snapshot)) {
    now.emplace(fault.kind, fault.site);
    if (known_.contains({fault.kind, fault.site})) continue;
    if (++said <= kLines) say_(text("step ", snapshot.step, ": ", fault.sentence));
  }
  if (said > kLines) say_(text("step ", snapshot.step, ": and ", said - kLines, " more like it"));
  known_ = std::move(now);
}

}  // namespace actlab::dynamics

#include <actlab/dynamics/snapshot.h>

#include <algorithm>

namespace actlab::dynamics {
namespace {

template <class Entry>
const Entry* find_named(const std::vector<Entry>& entries, std::string_view name) {
  const auto found = std::ranges::find(entries, name, &Entry::name);
  return found == entries.end() ? nullptr : &*found;
}

}  // namespace

std::string_view kind_name(SiteKind kind) {
  switch (kind) {
    case SiteKind::activation:
      return "activation";
    case SiteKind::normalisation:
      return "normalisation";
    case SiteKind::weights:
      return "weights";
    case SiteKind::block:
      return "block";
    case SiteKind::attention:
      return "attention";
    case SiteKind::other:
      break;
  }
  return "other";
}

const SiteLook* find_site(const Snapshot& snapshot, std::string_view name) {
  return find_named(snapshot.sites, name);
}

const ParameterLook* find_parameter(const Snapshot& snapshot, std::string_view name) {
  return find_named(snapshot.parameters, name);
}

}  // namespace actlab::dynamics

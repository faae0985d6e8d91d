#include <actlab/optim/groups.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/suggest.h>

namespace actlab::optim {
namespace {

void require_known(const std::string& name, const std::vector<ParameterGroup>& groups) {
  std::vector<std::string> known = group::names();
  for (const ParameterGroup& group : groups) {
    if (std::ranges::find(known, group.name) == known.end()) known.push_back(group.name);
  }
  if (std::ranges::find(known, name) != known.end()) return;
  throw UsageError(text("[optimizer] unknown group '", name, "'", did_you_mean(name, known),
                        "; known: ", joined(known, ", ")));
}

}  // namespace

std::vector<ParameterGroup> groups_of(const std::vector<NamedParameter>& parameters,
                                      const GroupOptions& options) {
  std::vector<ParameterGroup> groups;
  for (const NamedParameter& parameter : parameters) {
    const std::string& name = parameter.traits.group;
    auto found = std::ranges::find(groups, name, &ParameterGroup::name);
    if (found == groups.end()) {
      groups.push_back({name, {}, 1.0, options.weight_decay});
      found = groups.end() - 1;
    }
    found->parameters.push_back(parameter);
  }
  for (const std::string& name : options.without_decay) require_known(name, groups);
  for (const auto& [name, scale] : options.lr_scale) require_known(name, groups);
  for (ParameterGroup& group : groups) {
    const bool without = std::ranges::count(options.without_decay, group.name) > 0;
    if (without) group.weight_decay = 0.0;
    const auto scale = options.lr_scale.find(group.name);
    if (scale != options.lr_scale.end()) group.lr_scale = scale->second;
  }
  return groups;
}

}  // namespace actlab::optim

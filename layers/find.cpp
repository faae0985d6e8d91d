#include <actlab/layers/find.h>

#include <actlab/core/base/error.h>
#include <actlab/core/base/suggest.h>

namespace actlab::layers {
namespace {

[[noreturn]] void refuse(const char* what, std::string_view name,
                         const std::vector<std::string>& known) {
  const std::string near = did_you_mean(name, known);
  const std::string some = known.empty() ? "" : text("; the first is '", known.front(), "'");
  throw Error(text("[module] there is no ", what, " '", name, "'", near.empty() ? some : near));
}

}  // namespace

Module& find_module(Module& root, std::string_view name) {
  std::vector<std::string> known;
  for (const NamedModule& entry : root.modules()) {
    if (entry.name == name) return *entry.module;
    if (!entry.name.empty()) known.push_back(entry.name);
  }
  refuse("layer", name, known);
}

Tensor find_parameter(const Module& root, std::string_view name) {
  std::vector<std::string> known;
  for (const NamedParameter& parameter : root.parameters()) {
    if (parameter.name == name) return parameter.tensor;
    known.push_back(parameter.name);
    for (const std::string& other : parameter.also) {
      if (other == name) return parameter.tensor;
      known.push_back(other);
    }
  }
  refuse("parameter", name, known);
}

}  // namespace actlab::layers

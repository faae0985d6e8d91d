#include <actlab/layers/module.h>

#include <algorithm>
#include <map>

#include <actlab/core/base/error.h>

namespace actlab::layers {
namespace {

std::string joined(const std::string& prefix, const std::string& name) {
  return prefix.empty() ? name : prefix + "." + name;
}

}  // namespace

std::vector<NamedParameter> Module::parameters() const {
  std::vector<OwnParameter> all;
  collect("", all);
  std::vector<NamedParameter> result;
  std::map<const GradientSlot*, std::size_t> places;
  for (const OwnParameter& entry : all) {
    const NamedParameter& parameter = entry.parameter;
    const auto [place, is_new] = places.emplace(parameter.tensor.slot().get(), result.size());
    if (is_new) {
      result.push_back(parameter);
    } else {
      result[place->second].also.push_back(parameter.name);
    }
  }
  // What is met as a shared one first has the traits that its owner states.
  for (const OwnParameter& entry : all) {
    if (!entry.shared) {
      result[places.at(entry.parameter.tensor.slot().get())].traits = entry.parameter.traits;
    }
  }
  return result;
}

std::vector<NamedBuffer> Module::buffers() const {
  std::vector<NamedBuffer> all;
  collect("", all);
  return all;
}

std::vector<NamedModule> Module::modules() {
  std::vector<NamedModule> all;
  collect("", all);
  return all;
}

void Module::clear_gradients() {
  for (NamedParameter& parameter : parameters()) parameter.tensor.clear_gradient();
}

Tensor Module::add_parameter(std::string name, Tensor tensor, const ParameterTraits& traits) {
  require_name(name);
  tensor.set_requires_gradient(true);
  parameters_.push_back({{std::move(name), tensor, traits, {}}, false});
  return tensor;
}

Tensor Module::share_parameter(std::string name, const Tensor& tensor) {
  require_name(name);
  if (!tensor.requires_gradient()) {
    throw Error(text("[module] '", name, "' shares a tensor that is no parameter; ",
                     "pass what add_parameter returned to its owner"));
  }
  parameters_.push_back({{std::move(name), tensor, {}, {}}, true});
  return tensor;
}

Tensor Module::add_buffer(std::string name, Tensor tensor, BufferKind kind) {
  require_name(name);
  buffers_.push_back({std::move(name), tensor, kind});
  return tensor;
}

void Module::require_name(const std::string& name) const {
  if (name.empty()) throw Error("[module] a parameter, buffer or child needs a name; it is empty");
  const bool taken =
      std::ranges::any_of(parameters_, [&](const auto& p) { return p.parameter.name == name; }) ||
      std::ranges::any_of(buffers_, [&](const auto& b) { return b.name == name; }) ||
      std::ranges::any_of(children_, [&](const auto& c) { return c.name == name; });
  if (taken) {
    throw Error(text("[module] the name '", name, "' is taken; names of parameters, buffers and ",
                     "children of one module must differ"));
  }
}

void Module::set_training(bool training) {
  for (const NamedModule& entry : modules()) entry.module->training_ = training;
}

void Module::collect(const std::string& prefix, std::vector<OwnParameter>& into) const {
  for (const OwnParameter& own : parameters_) {
    into.push_back(own);
    into.back().parameter.name = joined(prefix, own.parameter.name);
  }
  for (const NamedChild& child : children_) {
    child.module->collect(joined(prefix, child.name), into);
  }
}

void Module::collect(const std::string& prefix, std::vector<NamedBuffer>& into) const {
  for (const NamedBuffer& own : buffers_) {
    into.push_back({joined(prefix, own.name), own.tensor, own.kind});
  }
  for (const NamedChild& child : children_) {
    child.module->collect(joined(prefix, child.name), into);
  }
}

void Module::collect(const std::string& name, std::vector<NamedModule>& into) {
  into.push_back({name, this});
  for (const NamedChild& child : children_) {
    child.module->collect(joined(name, child.name), into);
  }
}

}  // namespace actlab::layers

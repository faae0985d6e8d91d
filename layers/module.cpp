#include <actlab/layers/module.h>

namespace actlab::layers {
namespace {

std::string joined(const std::string& prefix, const std::string& name) {
  return prefix.empty() ? name : prefix + "." + name;
}

}  // namespace

Tensor Module::forward(const Tensor& input) {
  Tensor output = compute(input);
  observe(output);
  return output;
}

std::vector<NamedParameter> Module::parameters() const {
  std::vector<NamedParameter> all;
  collect("", all);
  return all;
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

void Module::watch(const Observer& observer) {
  for (const NamedModule& entry : modules()) {
    entry.module->observer_ = nullptr;
    if (!observer) continue;
    entry.module->observer_ = [observer, name = entry.name](const Tensor& output) {
      observer(name, output);
    };
  }
}

void Module::observe(const Tensor& output) const {
  if (observer_) observer_(output);
}

Tensor Module::add_parameter(std::string name, Tensor tensor, ParameterKind kind) {
  tensor.set_requires_gradient(true);
  parameters_.push_back({std::move(name), tensor, kind});
  return tensor;
}

Tensor Module::add_buffer(std::string name, Tensor tensor, BufferKind kind) {
  buffers_.push_back({std::move(name), tensor, kind});
  return tensor;
}

void Module::set_training(bool training) {
  for (const NamedModule& entry : modules()) entry.module->training_ = training;
}

void Module::collect(const std::string& prefix, std::vector<NamedParameter>& into) const {
  for (const NamedParameter& own : parameters_) {
    into.push_back({joined(prefix, own.name), own.tensor, own.kind});
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

// Sequential: children named "0", "1", ... that run one after the other.
#pragma once

#include <actlab/layers/module.h>

namespace actlab::layers {

class Sequential : public Module {
 public:
  std::string kind() const override { return "Sequential"; }

  template <class Child, class... Arguments>
  Child& append(Arguments&&... arguments) {
    return add_child<Child>(std::to_string(children().size()),
                            std::forward<Arguments>(arguments)...);
  }

 private:
  Tensor compute(const Tensor& input) override {
    Tensor value = input;
    for (const NamedChild& child : children()) value = child.module->forward(value);
    return value;
  }
};

}  // namespace actlab::layers

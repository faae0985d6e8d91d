// Sequential: layers that run one after the other.
//
//   Sequential net;
//   net.append<Linear>(2, 32);                      // "0"
//   net.append_named<Linear>("output", 32, 3);      // "output"; the next would be "2"
#pragma once

#include <actlab/layers/layer.h>

namespace actlab::layers {

class Sequential : public Layer {
 public:
  std::string kind() const override { return "Sequential"; }

  // Named by its place, from "0".
  template <class Child, class... Arguments>
  Child& append(Arguments&&... arguments) {
    return append_named<Child>(std::to_string(layers_.size()),
                               std::forward<Arguments>(arguments)...);
  }

  template <class Child, class... Arguments>
  Child& append_named(std::string name, Arguments&&... arguments) {
    Child& child = add_child<Child>(std::move(name), std::forward<Arguments>(arguments)...);
    layers_.push_back(&child);
    return child;
  }

 private:
  Tensor compute(const Tensor& input) override {
    Tensor value = input;
    for (Layer* layer : layers_) value = layer->forward(value);
    return value;
  }

  std::vector<Layer*> layers_;
};

}  // namespace actlab::layers

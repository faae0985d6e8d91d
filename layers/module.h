// Module: a piece of a network with named parameters, buffers and children. It has no signature:
// what it computes, and from what, is up to its class. One tensor in, one out is a Layer (layer.h).
//
// Names are dotted paths from the module that is asked: "layer1.0.conv1.weight". They stand in the
// order of construction, and are PyTorch's, so that weight files travel both ways (state.h).
//
// A module registers what it owns in its constructor:
//
//   class Attention : public Module {
//    public:
//     explicit Attention(std::int64_t width) : queries_(add_child<Linear>("queries", width,
//     width)),
//         ...
//     Tensor forward(const Tensor& queries, const Tensor& memory);
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <actlab/core/tensor/parameter.h>

namespace actlab::layers {

// Running statistics belong to the model. A random position is where a layer's random numbers go
// on, and only matters to a run that is resumed.
enum class BufferKind { statistics, random_position };

struct NamedBuffer {
  std::string name;
  Tensor tensor;
  BufferKind kind;
};

class Module;

struct NamedModule {
  std::string name;  // empty for the module that was asked
  Module* module;
};

class Lazy;  // layers/watch.h
struct Seen;
class Watch;

class Module {
 public:
  Module() = default;
  virtual ~Module() = default;
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  // This module's own and its descendants', in order. A shared parameter stands here once, where
  // it is met first, with its further names in `also`.
  std::vector<NamedParameter> parameters() const;
  std::vector<NamedBuffer> buffers() const;
  std::vector<NamedModule> modules();
  bool has_children() const { return !children_.empty(); }

  // Modules start in training mode; batch normalisation and dropout behave differently in each.
  void train() { set_training(true); }
  void eval() { set_training(false); }
  bool training() const { return training_; }

  void clear_gradients();

  // Tells every Watch (watch.h) what this module has read and made. Layer::forward does; who
  // computes several modules as one, or has another signature, does it himself.
  void announce(const Lazy& input, const Lazy& output) const;
  // Costs one comparison where nobody watches. Ask before making what is only to be announced.
  bool is_watched() const;

  // "Conv2d", for the summary.
  virtual std::string kind() const = 0;
  // Multiplications with additions that one forward pass to such an output takes; convolutions and
  // matrix products count, the rest does not (as in the literature).
  virtual std::int64_t multiply_adds(const Shape& /*output*/) const { return 0; }

 protected:
  // All of these throw Error for a name that is empty or taken.

  // Builds a child in place and keeps it: Conv2d& conv = add_child<Conv2d>("conv1", 3, 16, 3).
  template <class Child, class... Arguments>
  Child& add_child(std::string name, Arguments&&... arguments) {
    require_name(name);
    auto child = std::make_unique<Child>(std::forward<Arguments>(arguments)...);
    Child& reference = *child;
    children_.push_back({std::move(name), std::move(child)});
    return reference;
  }

  // Both return a handle that shares values and gradient with the registered tensor.
  Tensor add_parameter(std::string name, Tensor tensor, const ParameterTraits& traits = {});
  Tensor add_buffer(std::string name, Tensor tensor, BufferKind kind = BufferKind::statistics);
  // Registers the parameter of another module under a name of this one too, for tied weights. It
  // keeps the traits of its owner, is written to files once and updated once. Throws Error for a
  // tensor that is no parameter.
  Tensor share_parameter(std::string name, const Tensor& tensor);

 private:
  struct OwnParameter {
    NamedParameter parameter;
    bool shared;
  };
  struct NamedChild {
    std::string name;
    std::unique_ptr<Module> module;
  };

  void require_name(const std::string& name) const;
  void set_training(bool training);
  void collect(const std::string& prefix, std::vector<OwnParameter>& into) const;
  void collect(const std::string& prefix, std::vector<NamedBuffer>& into) const;
  void collect(const std::string& name, std::vector<NamedModule>& into);

  std::vector<OwnParameter> parameters_;
  std::vector<NamedBuffer> buffers_;
  std::vector<NamedChild> children_;
  friend class Watch;
  struct Watcher {
    std::string name;  // as the root of the watch calls this module
    std::weak_ptr<const std::function<void(const Seen&)>> see;
  };
  std::vector<Watcher> watchers_;
  bool training_ = true;
};

}  // namespace actlab::layers

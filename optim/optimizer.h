// Optimizer: turns gradients into changes of parameters.
//
//   SGD optimizer({{"weights", parameters, 1.0, 1e-4}}, {.momentum = 0.9});
//   backward(loss);
//   optimizer.step(learning_rate);
//   optimizer.clear_gradients();
//
// sgd.h, rmsprop.h and adam.h state their exact updates. In all of them g is the gradient times
// `gradient_scale` (see clip.h), lr is the given rate times the group's lr_scale, and wd is the
// group's weight decay. Arithmetic is float32, one pass over memory, parallel over fixed chunks:
// the result has the same bits at any number of threads. A parameter without a gradient is left
// alone, with its state.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <actlab/core/tensor/parameter.h>

namespace actlab::optim {

// Parameters that are treated alike: activation parameters go without weight decay, for example.
struct ParameterGroup {
  std::string name;
  std::vector<NamedParameter> parameters;
  double lr_scale = 1.0;
  double weight_decay = 0.0;
};

// A tensor that an optimizer keeps for each parameter, of its shape.
struct Slot {
  Slot(const char* slot_name, float first_value = 0.0f) : name(slot_name), first(first_value) {}
  std::string name;  // part of checkpoints: "momentum"
  float first;       // all of its values, at first
};

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  // One update of every parameter that has a gradient.
  void step(double lr, double gradient_scale = 1.0);
  void clear_gradients();

  const std::vector<ParameterGroup>& groups() const { return groups_; }

  // What the next step depends on besides parameters: "momentum.conv1.weight" and so on, and
  // "step.conv1.weight", the number of updates so far (exact up to 2^24). Copies, not views.
  std::map<std::string, Tensor> state() const;
  // Throws Error naming the first tensor that is missing, left over or of another shape; nothing
  // has changed then.
  void load_state(const std::map<std::string, Tensor>& state);

 protected:
  static constexpr std::size_t kMostSlots = 3;

  // At most kMostSlots slots. A parameter that one group lists under two names is updated once,
  // under the first. Throws Error for a parameter that requires no gradient or stands in two
  // groups, and for a name that two parameters have.
  Optimizer(std::vector<ParameterGroup> groups, std::vector<Slot> slots);

  // A chunk of one parameter.
  struct Slice {
    float* value;
    const float* gradient;
    std::array<float*, kMostSlots> state;  // in the order of the slots
    std::int64_t count;
    std::int64_t step;  // 1 in the parameter's first update
    double lr;
    double weight_decay;
    float gradient_scale;
  };
  virtual void update(const Slice& slice) const = 0;

 private:
  struct Entry {
    std::string name;
    Tensor tensor;
    std::size_t group;
    std::vector<Tensor> state;
    std::int64_t steps = 0;
  };
  // Whether an earlier name of the same group is this parameter.
  bool is_known(const NamedParameter& parameter, std::size_t group) const;
  Entry make_entry(const NamedParameter& parameter, std::size_t group) const;

  std::vector<ParameterGroup> groups_;
  std::vector<Slot> slots_;
  std::vector<Entry> entries_;
};

}  // namespace actlab::optim

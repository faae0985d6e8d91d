#include <actlab/layers/watch.h>

#include <algorithm>
#include <string>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab::layers {

struct Lazy::Value {
  Shape shape;
  Tensor stored;                                  // not defined() where it is not
  Tensor values;                                  // not defined() until asked for
  std::function<Tensor()> make;                   // null where `values` are there from the start
  std::function<void(Lazy::GradientHook)> watch;  // null where `stored` tells the gradient
  std::shared_ptr<const void> origin{};           // where `watch` is not null
};

Lazy::Lazy(const Tensor& stored)
    : value_(std::make_shared<Value>(
          Value{stored.shape(), stored, stored.detach(), nullptr, nullptr})) {}

namespace {

std::function<void(Lazy::GradientHook)> watch_of(const ChannelView& view) {
  if (!view.tensor().requires_gradient() || view.is_whole()) return {};
  return [view](Lazy::GradientHook hook) {
    watch_gradient(view.tensor(), [first = view.first(), count = view.channels(),
                                   hook = std::move(hook)](const Tensor& gradient) {
      hook(ChannelView(gradient, first, count).copy());
    });
  };
}

}  // namespace

Lazy::Lazy(const ChannelView& stored)
    : value_(std::make_shared<Value>(Value{
          stored.shape(), stored.tensor(), stored.is_whole() ? stored.tensor().detach() : Tensor(),
          [view = stored.detach()] { return view.copy(); }, watch_of(stored)})) {}

Lazy::Lazy(const Tensor& stored, std::function<Tensor()> make)
    : value_(std::make_shared<Value>(Value{stored.shape(), stored, {}, std::move(make), nullptr})) {
}

Lazy::Lazy(const Shape& shape, std::function<Tensor()> make,
           std::function<void(GradientHook)> watch, std::shared_ptr<const void> origin)
    : value_(std::make_shared<Value>(
          Value{shape, {}, {}, std::move(make), std::move(watch), std::move(origin)})) {}

const Shape& Lazy::shape() const { return value_->shape; }

bool Lazy::is_stored() const { return value_->stored.defined(); }

Tensor Lazy::tensor() const {
  if (!value_->values.defined()) {
    const NoGradient no_gradient;
    value_->values = value_->make().detach();
  }
  return value_->values;
}

bool Lazy::requires_gradient() const {
  return value_->watch != nullptr || value_->stored.requires_gradient();
}

void Lazy::watch_gradient(GradientHook hook) const {
  if (!requires_gradient()) {
    throw Error(text("[watch_gradient] no gradient will reach this value of shape ", shape(),
                     ": recording is off, or nothing before it is trained"));
  }
  if (value_->watch) {
    value_->watch(std::move(hook));
  } else {
    actlab::watch_gradient(value_->stored, std::move(hook));
  }
}

std::shared_ptr<const void> Lazy::gradient_origin() const {
  if (value_->watch) return value_->origin;
  return value_->stored.requires_gradient() ? value_->stored.slot() : nullptr;
}

Watch::Watch(Module& root, std::function<void(const Seen&)> see)
    : see_(std::make_shared<const std::function<void(const Seen&)>>(std::move(see))) {
  for (const NamedModule& entry : root.modules()) {
    std::vector<Module::Watcher>& watchers = entry.module->watchers_;
    std::erase_if(watchers, [](const Module::Watcher& watcher) { return watcher.see.expired(); });
    watchers.push_back({entry.name, see_});
  }
}

bool Module::is_watched() const {
  return std::ranges::any_of(watchers_, [](const Watcher& w) { return !w.see.expired(); });
}

void Module::announce(const Lazy& input, const Lazy& output) const {
  const std::vector<Watcher> watchers = watchers_;  // a callback may begin to watch
  for (const Watcher& watcher : watchers) {
    if (const auto see = watcher.see.lock()) (*see)({watcher.name, *this, input, output});
  }
}

}  // namespace actlab::layers

#include <actlab/core/tensor/gradient_slot.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>

namespace actlab {
namespace {

constexpr std::int64_t kChunk = std::int64_t{1} << 16;

}  // namespace

GradientSlot::~GradientSlot() {
  // Without this, freeing a chain of a million operations would recurse a million deep.
  std::vector<std::shared_ptr<GradientSlot>> pending = std::move(inputs);
  while (!pending.empty()) {
    const std::shared_ptr<GradientSlot> slot = std::move(pending.back());
    pending.pop_back();
    if (slot && slot.use_count() == 1) {
      std::ranges::move(slot->inputs, std::back_inserter(pending));
      slot->inputs.clear();
    }
  }
}

void accumulate_gradient(const std::shared_ptr<GradientSlot>& slot, const Tensor& gradient) {
  if (!(gradient.shape() == slot->shape)) {
    throw Error(text("[accumulate_gradient] a gradient must have its tensor's shape: got ",
                     gradient.shape(), ", expected ", slot->shape));
  }
  if (!slot->gradient.defined()) {
    const bool share = !slot->is_parameter() || gradient.owns_values_alone();
    slot->gradient = share ? gradient.detach() : gradient.clone();
    return;
  }
  // The values may be shared (addition passes one gradient to both sides): write only to our own.
  Tensor& sum = slot->gradient;
  Tensor target = sum.owns_values_alone() ? sum : Tensor::uninitialised(sum.shape());
  const float* a = sum.data();
  const float* b = gradient.data();
  float* result = target.data();
  parallel_chunks(sum.elements(), kChunk, [=](std::int64_t begin, std::int64_t end, std::int64_t) {
    for (std::int64_t i = begin; i < end; ++i) result[i] = a[i] + b[i];
  });
  sum = target;
}

void accumulate_gradient(const std::shared_ptr<GradientSlot>& slot, const GradientWriter& write,
                         const Tensor& reuse) {
  const Tensor gathered = std::exchange(slot->gradient, Tensor());
  Tensor sum;
  if (gathered.defined() && gathered.owns_values_alone()) {
    sum = gathered;
  } else if (reuse.defined() && !slot->is_parameter()) {
    sum = reuse;
  } else {
    sum = Tensor::uninitialised(slot->shape);
  }
  write(sum.data(), gathered.defined() ? gathered.data() : nullptr);
  slot->gradient = sum;
}

void add_to_gradient(const std::shared_ptr<GradientSlot>& slot,
                     const std::function<void(float* values)>& add) {
  Tensor& sum = slot->gradient;
  if (!sum.defined()) {
    sum = Tensor::zeros(slot->shape);
  } else if (!sum.owns_values_alone()) {
    sum = sum.clone();
  }
  add(sum.data());
}

void watch_gradient(const Tensor& tensor, std::function<void(const Tensor& gradient)> hook) {
  if (!tensor.requires_gradient()) {
    throw Error("[watch_gradient] the tensor requires no gradient");
  }
  tensor.slot()->hooks.push_back(std::move(hook));
}

}  // namespace actlab

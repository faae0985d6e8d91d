#include <actlab/core/tensor/autograd.h>

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>

namespace actlab {

// Tensor keeps the slot private so that only record() can attach one.
void record_into(Tensor& output, std::shared_ptr<GradientSlot> slot) {
  output.slot_ = std::move(slot);
}

namespace {

thread_local bool recording = true;

constexpr std::int64_t kChunk = std::int64_t{1} << 16;

// Operations and parameters in an order in which each stands before everything that it was made
// from. Iterative: a deep network must not overflow the call stack.
std::vector<GradientSlot*> reverse_topological_order(GradientSlot* root) {
  struct Visit {
    GradientSlot* slot;
    std::size_t next_input;
  };
  std::vector<GradientSlot*> order;
  std::unordered_set<const GradientSlot*> seen{root};
  std::vector<Visit> path{{root, 0}};
  while (!path.empty()) {
    Visit& visit = path.back();
    if (visit.next_input == visit.slot->inputs.size()) {
      order.push_back(visit.slot);
      path.pop_back();
      continue;
    }
    GradientSlot* input = visit.slot->inputs[visit.next_input++].get();
    if (input == nullptr || !seen.insert(input).second) continue;
    if (!input->is_parameter() && !input->backward) {
      throw Error(text("[backward] the result of ", input->operation, ", shape ", input->shape,
                       ", was walked by an earlier backward(), which freed what it kept; add the "
                       "losses and call backward() once"));
    }
    path.push_back({input, 0});
  }
  std::ranges::reverse(order);
  return order;
}

// Passes on what has gathered in one operation's output, and frees what it held. A parameter keeps
// its gradient.
void pass_on(GradientSlot& slot) {
  if (slot.is_parameter()) {
    if (!slot.gradient.defined()) return;
    for (const auto& hook : slot.hooks) hook(slot.gradient);
    return;
  }
  const Tensor gradient = std::move(slot.gradient);
  slot.gradient = Tensor();
  const Backward closure = std::move(slot.backward);
  slot.backward = nullptr;
  slot.first_step = nullptr;
  if (gradient.defined()) {
    for (const auto& hook : slot.hooks) hook(gradient);
    closure(gradient, slot.inputs);
  }
  for (const auto& input : slot.inputs) {
    if (input) --input->open_readers;
  }
}

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

bool is_recording() { return recording; }

bool is_recording(const std::vector<Tensor>& inputs) {
  return recording &&
         std::ranges::any_of(inputs, [](const Tensor& t) { return t.requires_gradient(); });
}

void record(const char* operation, Tensor& output, const std::vector<Tensor>& inputs,
            Backward backward) {
  if (!is_recording(inputs)) return;
  auto slot = std::make_shared<GradientSlot>(output.shape());
  slot->operation = operation;
  for (const Tensor& input : inputs) slot->inputs.push_back(input.slot());
  for (const auto& input : slot->inputs) {
    if (input) ++input->open_readers;
  }
  slot->backward = std::move(backward);
  record_into(output, std::move(slot));
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

Tensor take_gradient(const std::shared_ptr<GradientSlot>& slot) {
  return std::exchange(slot->gradient, Tensor());
}

std::shared_ptr<RowSink> begin_first_step(const std::shared_ptr<GradientSlot>& slot) {
  const bool complete = slot->open_readers == 1 && slot->hooks.empty();
  return complete && slot->first_step ? slot->first_step() : nullptr;
}

void backward(const Tensor& loss) {
  if (loss.elements() != 1) {
    throw Error(text("[backward] starts from a tensor with one element, got shape ", loss.shape(),
                     "; pass d_output for other shapes"));
  }
  backward(loss, Tensor::ones(loss.shape()));
}

void backward(const Tensor& output, const Tensor& d_output) {
  GradientSlot* root = output.slot().get();
  if (root == nullptr || !root->backward) {
    throw Error(
        "[backward] nothing was recorded for this tensor: no input requires a gradient, "
        "recording was off, or backward() has already walked this graph");
  }
  const MemoryUseScope scope(MemoryUse::gradients);
  const std::vector<GradientSlot*> order = reverse_topological_order(root);
  accumulate_gradient(output.slot(), d_output);
  for (GradientSlot* slot : order) pass_on(*slot);
}

void watch_gradient(const Tensor& tensor, std::function<void(const Tensor& gradient)> hook) {
  if (!tensor.requires_gradient()) {
    throw Error("[watch_gradient] the tensor requires no gradient");
  }
  tensor.slot()->hooks.push_back(std::move(hook));
}

NoGradient::NoGradient() : before_(recording) { recording = false; }
NoGradient::~NoGradient() { recording = before_; }

}  // namespace actlab

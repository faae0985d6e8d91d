#include <actlab/core/tensor/autograd.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <actlab/core/base/error.h>

namespace actlab {

// Tensor keeps the slot private so that only record() can attach one.
void record_into(Tensor& output, std::shared_ptr<GradientSlot> slot) {
  output.slot_ = std::move(slot);
}

namespace {

thread_local bool recording = true;

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
  Tensor gradient = std::move(slot.gradient);
  slot.gradient = Tensor();
  const Backward closure = std::move(slot.backward);
  slot.backward = nullptr;
  if (gradient.defined()) {
    for (const auto& hook : slot.hooks) hook(gradient);
    closure(std::move(gradient), slot.inputs);
  }
}

}  // namespace

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
  slot->backward = std::move(backward);
  record_into(output, std::move(slot));
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

NoGradient::NoGradient() : before_(recording) { recording = false; }
NoGradient::~NoGradient() { recording = before_; }

}  // namespace actlab

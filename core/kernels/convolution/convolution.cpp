#include <actlab/core/kernels/convolution/convolution.h>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/convolution/convolution_direct.h>
#include <actlab/core/kernels/convolution/convolution_tuning.h>
#include <actlab/core/kernels/convolution/convolution_winograd.h>
#include <actlab/core/kernels/convolution/depthwise.h>
#include <actlab/core/kernels/convolution/joined_groups.h>

namespace actlab::kernels {
namespace {

struct Method {
  decltype(&direct_forward) forward;
  decltype(&direct_backward_input) backward_input;
  decltype(&direct_backward_weight) backward_weight;
  decltype(&direct_backward) backward;
};

// The gradient of the weight reads transformed tiles, that of the input transforms its own: there
// is nothing to share.
void winograd_backward(const ConvolutionShape& shape, const Images& input, const Images& d_output,
                       const float* weight, float* d_weight, const Destination& d_input) {
  winograd_backward_weight(shape, input, d_output, d_weight);
  winograd_backward_input(shape, d_output, weight, d_input);
}

void check(ConvolutionMethod method, const ConvolutionShape& shape) {
  if (method == ConvolutionMethod::winograd && !winograd_can(shape)) {
    throw Error("[convolution] Winograd needs a 3x3 kernel, stride 1, one group, padding 0 to 2");
  }
  if (method == ConvolutionMethod::depthwise && !depthwise_can(shape)) {
    throw Error("[convolution] depthwise needs as many groups as inputs and outputs");
  }
}

Method method_for(const ConvolutionShape& shape, ConvolutionMethod wanted) {
  check(wanted, shape);
  switch (wanted == ConvolutionMethod::automatic ? choose(shape) : wanted) {
    case ConvolutionMethod::winograd:
      return {winograd_forward, winograd_backward_input, winograd_backward_weight,
              winograd_backward};
    case ConvolutionMethod::depthwise:
      return {depthwise_forward, depthwise_backward_input, depthwise_backward_weight,
              depthwise_backward};
    case ConvolutionMethod::automatic:
    case ConvolutionMethod::direct:
      break;
  }
  return {direct_forward, direct_backward_input, direct_backward_weight, direct_backward};
}

bool too_small_for_threads(const ConvolutionShape& shape) { return shape.flops() < kFewFlops; }

// A shape with the groups it is run with, and the weights for them.
class Joined {
 public:
  Joined(const ConvolutionShape& shape, ConvolutionMethod method)
      : original_(shape),
        shape_(method == ConvolutionMethod::automatic ? with_joined_groups(shape) : shape) {}

  const ConvolutionShape& shape() const { return shape_; }
  const float* weight(const float* weight) {
    return is_original() ? weight : join_weight(original_, shape_, weight, scratch_);
  }
  // Calls compute(to), which is to write the gradient of the weight.
  template <class Compute>
  void gradient(float* d_weight, const Compute& compute) {
    if (is_original()) return compute(d_weight);
    float* const all = scratch_.floats(shape_.weight_elements());
    compute(all);
    take_weight(original_, shape_, all, d_weight);
  }

 private:
  bool is_original() const { return shape_.groups == original_.groups; }

  Scratch scratch_;
  ConvolutionShape original_, shape_;
};

}  // namespace

ConvolutionMethod choose(const ConvolutionShape& shape) {
  const ConvolutionShape joined = with_joined_groups(shape);
  if (joined.groups > 1 && depthwise_can(joined)) return ConvolutionMethod::depthwise;
  return winograd_pays(joined) ? ConvolutionMethod::winograd : ConvolutionMethod::direct;
}

void convolution_forward(const ConvolutionShape& shape, const Images& input, const float* weight,
                         const Destination& output, ConvolutionMethod method) {
  const InSequence sequence(too_small_for_threads(shape));
  Joined joined(shape, method);
  method_for(shape, method).forward(joined.shape(), input, joined.weight(weight), output);
}

void convolution_backward_input(const ConvolutionShape& shape, const Images& d_output,
                                const float* weight, const Destination& d_input,
                                ConvolutionMethod method) {
  const InSequence sequence(too_small_for_threads(shape));
  Joined joined(shape, method);
  method_for(shape, method)
      .backward_input(joined.shape(), d_output, joined.weight(weight), d_input);
}

void convolution_backward_weight(const ConvolutionShape& shape, const Images& input,
                                 const Images& d_output, float* d_weight,
                                 ConvolutionMethod method) {
  const InSequence sequence(too_small_for_threads(shape));
  Joined joined(shape, method);
  joined.gradient(d_weight, [&](float* to) {
    method_for(shape, method).backward_weight(joined.shape(), input, d_output, to);
  });
}

void convolution_backward(const ConvolutionShape& shape, const Images& input,
                          const Images& d_output, const float* weight, float* d_weight,
                          const Destination& d_input, ConvolutionMethod method) {
  const InSequence sequence(too_small_for_threads(shape));
  Joined joined(shape, method);
  const float* const whole = joined.weight(weight);
  joined.gradient(d_weight, [&](float* to) {
    method_for(shape, method).backward(joined.shape(), input, d_output, whole, to, d_input);
  });
}

}  // namespace actlab::kernels

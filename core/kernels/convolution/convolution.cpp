#include <actlab/core/kernels/convolution/convolution.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/convolution/convolution_direct.h>
#include <actlab/core/kernels/convolution/convolution_tuning.h>
#include <actlab/core/kernels/convolution/convolution_winograd.h>
#include <actlab/core/kernels/convolution/depthwise.h>
#include <actlab/core/kernels/convolution/joined_groups.h>
#include <actlab/core/kernels/convolution/winograd_1d.h>

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

void winograd_1d_backward(const ConvolutionShape& shape, const Images& input,
                          const Images& d_output, const float* weight, float* d_weight,
                          const Destination& d_input) {
  winograd_1d_backward_weight(shape, input, d_output, d_weight);
  winograd_1d_backward_input(shape, d_output, weight, d_input);
}

void check(ConvolutionMethod method, const ConvolutionShape& shape) {
  if (method == ConvolutionMethod::winograd && !winograd_can(shape) && !winograd_1d_can(shape)) {
    throw Error(
        "[convolution] Winograd needs a kernel of 3x3, or of 3 or 7 pixels along one axis, stride "
        "1, one group, and padding of less than the kernel, along its axes alone");
  }
  if (method == ConvolutionMethod::depthwise && !depthwise_can(shape)) {
    throw Error("[convolution] depthwise needs as many groups as inputs and outputs");
  }
}

Method method_for(const ConvolutionShape& shape, ConvolutionMethod wanted) {
  check(wanted, shape);
  const bool is_line = winograd_1d_can(shape);
  switch (wanted == ConvolutionMethod::automatic ? choose(shape) : wanted) {
    case ConvolutionMethod::winograd:
      if (is_line) {
        return {winograd_1d_forward, winograd_1d_backward_input, winograd_1d_backward_weight,
                winograd_1d_backward};
      }
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

// The sum over no images.
void no_gradient(const ConvolutionShape& shape, float* d_weight) {
  std::fill_n(d_weight, shape.weight_elements(), 0.0f);
}

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
  const bool pays = winograd_pays(joined) || winograd_1d_pays(joined);
  return pays ? ConvolutionMethod::winograd : ConvolutionMethod::direct;
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
  if (shape.n == 0) return no_gradient(shape, d_weight);
  const InSequence sequence(too_small_for_threads(shape));
  Joined joined(shape, method);
  joined.gradient(d_weight, [&](float* to) {
    method_for(shape, method).backward_weight(joined.shape(), input, d_output, to);
  });
}

void convolution_backward(const ConvolutionShape& shape, const Images& input,
                          const Images& d_output, const float* weight, float* d_weight,
                          const Destination& d_input, ConvolutionMethod method) {
  if (shape.n == 0) return no_gradient(shape, d_weight);
  const InSequence sequence(too_small_for_threads(shape));
  Joined joined(shape, method);
  const float* const whole = joined.weight(weight);
  joined.gradient(d_weight, [&](float* to) {
    method_for(shape, method).backward(joined.shape(), input, d_output, whole, to, d_input);
  });
}

}  // namespace actlab::kernels

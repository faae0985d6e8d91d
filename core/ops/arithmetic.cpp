#include <actlab/core/ops/arithmetic.h>

#include <actlab/core/base/shape.h>
#include <actlab/core/ops/broadcast_rows.h>
#include <actlab/core/ops/reduce.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

// Passes a gradient of the result's shape to an input that may have been stretched to it.
void pass_back(const std::shared_ptr<GradientSlot>& input, const Tensor& gradient) {
  accumulate_gradient(input, sum_to_shape(gradient, input->shape));
}

// NaN in a: a is taken. NaN in b: the comparison is false, and b is taken.
bool takes_smaller_first(float a, float b) { return a < b || a != a; }
bool takes_larger_first(float a, float b) { return a > b || a != a; }

// One of two values, element by element; `takes_first(a, b)` decides.
template <class Choice>
Tensor choose(const char* operation, const Tensor& a, const Tensor& b, const Choice& takes_first) {
  const Shape shape = broadcast(a.shape(), b.shape(), operation);
  Tensor output = broadcast_map(
      shape, [&](float x, float y) { return takes_first(x, y) ? x : y; }, a, b);
  record(operation, output, {a, b},
         [takes_first, x = a.detach(), y = b.detach()](const Tensor& d_output,
                                                       const GradientSlots& inputs) {
           if (inputs[0]) {
             pass_back(inputs[0],
                       broadcast_map(
                           d_output.shape(),
                           [&](float d, float p, float q) { return takes_first(p, q) ? d : 0.0f; },
                           d_output, x, y));
           }
           if (inputs[1]) {
             pass_back(inputs[1],
                       broadcast_map(
                           d_output.shape(),
                           [&](float d, float p, float q) { return takes_first(p, q) ? 0.0f : d; },
                           d_output, x, y));
           }
         });
  return output;
}

}  // namespace

Tensor add(const Tensor& a, const Tensor& b) {
  const Shape shape = broadcast(a.shape(), b.shape(), "add");
  Tensor output = broadcast_map(
      shape, [](float x, float y) { return x + y; }, a, b);
  record("add", output, {a, b}, [](const Tensor& d_output, const GradientSlots& inputs) {
    if (inputs[0]) pass_back(inputs[0], d_output);
    if (inputs[1]) pass_back(inputs[1], d_output);
  });
  return output;
}

Tensor subtract(const Tensor& a, const Tensor& b) {
  const Shape shape = broadcast(a.shape(), b.shape(), "subtract");
  Tensor output = broadcast_map(
      shape, [](float x, float y) { return x - y; }, a, b);
  record("subtract", output, {a, b}, [](const Tensor& d_output, const GradientSlots& inputs) {
    if (inputs[0]) pass_back(inputs[0], d_output);
    if (inputs[1]) {
      pass_back(inputs[1], broadcast_map(
                               d_output.shape(), [](float d) { return -d; }, d_output));
    }
  });
  return output;
}

Tensor multiply(const Tensor& a, const Tensor& b) {
  const Shape shape = broadcast(a.shape(), b.shape(), "multiply");
  const auto product = [](float x, float y) { return x * y; };
  Tensor output = broadcast_map(shape, product, a, b);
  // An argument is kept only where the other one's gradient will ask for it.
  record("multiply", output, {a, b},
         [product, a = b.requires_gradient() ? a.detach() : Tensor(),
          b = a.requires_gradient() ? b.detach() : Tensor()](const Tensor& d_output,
                                                             const GradientSlots& inputs) {
           const Shape& result = d_output.shape();
           if (inputs[0]) pass_back(inputs[0], broadcast_map(result, product, d_output, b));
           if (inputs[1]) pass_back(inputs[1], broadcast_map(result, product, d_output, a));
         });
  return output;
}

Tensor divide(const Tensor& a, const Tensor& b) {
  const Shape shape = broadcast(a.shape(), b.shape(), "divide");
  const auto quotient = [](float x, float y) { return x / y; };
  Tensor output = broadcast_map(shape, quotient, a, b);
  record("divide", output, {a, b},
         [quotient, a = b.requires_gradient() ? a.detach() : Tensor(), y = b.detach()](
             const Tensor& d_output, const GradientSlots& inputs) {
           const Shape& result = d_output.shape();
           if (inputs[0]) pass_back(inputs[0], broadcast_map(result, quotient, d_output, y));
           if (inputs[1]) {
             // Two quotients rather than a / b^2, whose square may overflow.
             const auto d_divisor = [](float d, float p, float q) { return -(d / q) * (p / q); };
             pass_back(inputs[1], broadcast_map(result, d_divisor, d_output, a, y));
           }
         });
  return output;
}

Tensor minimum(const Tensor& a, const Tensor& b) {
  return choose("minimum", a, b, [](float x, float y) { return takes_smaller_first(x, y); });
}

Tensor maximum(const Tensor& a, const Tensor& b) {
  return choose("maximum", a, b, [](float x, float y) { return takes_larger_first(x, y); });
}

}  // namespace actlab

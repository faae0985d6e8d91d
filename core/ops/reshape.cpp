#include <actlab/core/ops/reshape.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

Shape complete(std::vector<std::int64_t> sizes, const Shape& input) {
  const auto open = std::ranges::find(sizes, -1);
  if (open != sizes.end()) {
    *open = 1;
    const std::int64_t others = Shape(sizes).elements();
    if (others == 0 || input.elements() % others != 0) {
      *open = -1;
      throw Error(text("[reshape] no size in place of -1 gives ", input.elements(),
                       " elements (input ", input, ")"));
    }
    *open = input.elements() / others;
  }
  Shape shape(std::move(sizes));  // throws for a second -1
  if (shape.elements() != input.elements()) {
    throw Error(text("[reshape] input ", input, " has ", input.elements(),
                     " elements and cannot become ", shape));
  }
  return shape;
}

}  // namespace

Tensor reshape(const Tensor& input, const std::vector<std::int64_t>& sizes) {
  Tensor output = input.view(complete(sizes, input.shape()));
  record("reshape", output, {input}, [](const Tensor& d_output, const GradientSlots& inputs) {
    accumulate_gradient(inputs[0], d_output.view(inputs[0]->shape));
  });
  return output;
}

}  // namespace actlab

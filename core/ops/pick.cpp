#include <actlab/core/ops/pick.h>

#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {

Tensor pick(const Tensor& input, std::span<const std::int64_t> indices) {
  if (input.rank() != 2) {
    throw Error(text("[pick] the input must be [N, K], got ", input.shape()));
  }
  if (static_cast<std::int64_t>(indices.size()) != input.size(0)) {
    throw Error(text("[pick] one index a row is needed: got ", indices.size(),
                     " indices for input ", input.shape()));
  }
  const std::int64_t width = input.size(1);
  std::vector<std::int64_t> places;  // in the values of the input
  for (std::size_t row = 0; row < indices.size(); ++row) {
    if (indices[row] < 0 || indices[row] >= width) {
      throw Error(text("[pick] the index in row ", row, " must be from 0 to ", width - 1, ", got ",
                       indices[row], " (input ", input.shape(), ")"));
    }
    places.push_back(static_cast<std::int64_t>(row) * width + indices[row]);
  }
  Tensor output = Tensor::uninitialised({input.size(0)});
  for (std::size_t row = 0; row < places.size(); ++row) {
    output.data()[row] = input.data()[places[row]];
  }
  record("pick", output, {input},
         [places = std::move(places)](const Tensor& d_output, const GradientSlots& inputs) {
           Tensor d_input = Tensor::zeros(inputs[0]->shape);
           for (std::size_t row = 0; row < places.size(); ++row) {
             d_input.data()[places[row]] = d_output.data()[row];
           }
           accumulate_gradient(inputs[0], d_input);
         });
  return output;
}

}  // namespace actlab

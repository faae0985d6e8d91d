#include <actlab/layers/nasnet_cell.h>

#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/concat.h>
#include <actlab/core/ops/pool.h>

namespace actlab::layers {
namespace {

constexpr std::int64_t kChannels = 3;  // the axis

PoolWindow window(std::int64_t stride) {
  return {.kernel = 3, .stride = stride, .padding = Padding::same(), .count_include_pad = false};
}

}  // namespace

NasnetCell::Projection::Projection(std::int64_t in_channels, std::int64_t out_channels,
                                   const BlockOptions& options)
    : act_(add_child<Activation>("act", options.activation, in_channels)),
      conv_(add_child<Conv2d>("conv", in_channels, out_channels, 1)),
      bn_(add_child<BatchNorm2d>("bn", out_channels, options.batch_norm_scale,
                                 options.batch_norm_epsilon)),
      keep_activated_(!options.recompute) {}

Tensor NasnetCell::Projection::compute(const Tensor& input) {
  return bn_.forward(conv_.forward(act_.activate(input), keep_activated_));
}

NasnetCell::NasnetCell(const Inputs& inputs, std::int64_t filters, const BlockOptions& options)
    : filters_(filters), h1_channels_(inputs.previous > 0 ? filters : inputs.current) {
  if (inputs.previous_is_larger) {
    const Conv2dOptions second_pixels{.stride = 2};
    // Those between: the first row and column are left out, zeros follow the last.
    const Conv2dOptions moved{.stride = 2, .padding = {-1, 1, -1, 1}};
    halving_.activation = &add_child<Activation>("act", options.activation, inputs.previous);
    halving_.path_1 =
        &add_child<Conv2d>("path_1.conv", inputs.previous, filters / 2, 1, second_pixels);
    halving_.path_2 = &add_child<Conv2d>("path_2.conv", inputs.previous, filters / 2, 1, moved);
    halving_.norm = &add_child<BatchNorm2d>("final_path_bn", filters, options.batch_norm_scale,
                                            options.batch_norm_epsilon);
  } else if (inputs.previous > 0) {
    conv_prev_1x1_ = &add_child<Projection>("conv_prev_1x1", inputs.previous, filters, options);
  }
  conv_1x1_ = &add_child<Projection>("conv_1x1", inputs.current, filters, options);
}

SeparableUnit& NasnetCell::add_term(const char* name, std::int64_t in_channels, std::int64_t kernel,
                                    std::int64_t stride, const BlockOptions& options) {
  return add_child<SeparableUnit>(name, in_channels, filters_, kernel, stride, options);
}

Tensor NasnetCell::forward(const Tensor& current, const Tensor& previous) {
  const Tensor h1 = adjusted(current, previous);
  Tensor output = combine(conv_1x1_->forward(current), h1);
  if (is_watched()) announce(current, output);
  return output;
}

Tensor NasnetCell::adjusted(const Tensor& current, const Tensor& previous) {
  if (conv_prev_1x1_ != nullptr) return conv_prev_1x1_->forward(previous);
  if (halving_.activation == nullptr) return current;
  const Tensor a = halving_.activation->forward(previous);  // two convolutions read it
  return halving_.norm->forward(
      concat({halving_.path_1->forward(a), halving_.path_2->forward(a)}, kChannels));
}

NasnetNormalCell::NasnetNormalCell(const Inputs& inputs, std::int64_t filters,
                                   const BlockOptions& options)
    : NasnetCell(inputs, filters, options),
      left0_(add_term("comb_iter_0_left", filters, 5, 1, options)),
      right0_(add_term("comb_iter_0_right", h1_channels_, 3, 1, options)),
      left1_(add_term("comb_iter_1_left", h1_channels_, 5, 1, options)),
      right1_(add_term("comb_iter_1_right", h1_channels_, 3, 1, options)),
      left4_(add_term("comb_iter_4_left", filters, 3, 1, options)) {}

Tensor NasnetNormalCell::combine(const Tensor& h0, const Tensor& h1) {
  const Tensor b0 = left0_.forward(h0, right0_.forward(h1));
  const Tensor b1 = left1_.forward(h1, right1_.forward(h1));
  const Tensor b2 = average_pool2d(h0, window(1)) + h1;
  const Tensor b3 = multiply(average_pool2d(h1, window(1)), 2.0f);
  const Tensor b4 = left4_.forward(h0, h0);
  return concat({h1, b0, b1, b2, b3, b4}, kChannels);
}

NasnetReductionCell::NasnetReductionCell(const Inputs& inputs, std::int64_t filters,
                                         const BlockOptions& options)
    : NasnetCell(inputs, filters, options),
      left0_(add_term("comb_iter_0_left", filters, 5, 2, options)),
      right0_(add_term("comb_iter_0_right", h1_channels_, 7, 2, options)),
      right1_(add_term("comb_iter_1_right", h1_channels_, 7, 2, options)),
      right2_(add_term("comb_iter_2_right", h1_channels_, 5, 2, options)),
      left4_(add_term("comb_iter_4_left", filters, 3, 1, options)) {}

Tensor NasnetReductionCell::combine(const Tensor& h0, const Tensor& h1) {
  const Tensor b0 = left0_.forward(h0, right0_.forward(h1));
  const Tensor largest = max_pool2d(h0, window(2));
  const Tensor b1 = right1_.forward(h1, largest);
  const Tensor b2 = right2_.forward(h1, average_pool2d(h0, window(2)));
  const Tensor b3 = average_pool2d(b0, window(1)) + b1;
  const Tensor b4 = left4_.forward(b0, largest);
  return concat({b1, b2, b3, b4}, kChannels);
}

}  // namespace actlab::layers

#include <actlab/layers/conv2d.h>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/arithmetic.h>
#include <actlab/layers/batch_norm.h>
#include <actlab/layers/watch.h>

namespace actlab::layers {
namespace {

Shape weight_shape(std::int64_t in_channels, std::int64_t out_channels, Extent kernel,
                   std::int64_t groups) {
  if (groups < 1 || in_channels % groups != 0 || out_channels % groups != 0) {
    throw Error(text("[Conv2d] groups must divide the channels: got ", groups, " groups for ",
                     in_channels, " in and ", out_channels,
                     " out; 1 group is a dense convolution, as many groups as channels a ",
                     "depthwise one"));
  }
  return {kernel.h, kernel.w, in_channels / groups, out_channels};
}

ParameterTraits weight_traits(std::int64_t in_channels, std::int64_t out_channels, Extent kernel,
                              std::int64_t groups) {
  const bool depthwise = groups > 1 && groups == in_channels;
  return {.start = start::he_fan_out(),
          .role = StartRole::weight,
          .fan_in = kernel.h * kernel.w * in_channels / groups,
          .fan_out = kernel.h * kernel.w * out_channels / groups,
          .layout = FileLayout::convolution,
          .group = depthwise ? group::depthwise : group::weights};
}

Tensor plus(const Tensor& output, const Tensor& bias) {
  return bias.defined() ? add(output, bias) : output;
}

}  // namespace

Conv2d::Conv2d(std::int64_t in_channels, std::int64_t out_channels, Extent kernel,
               const Conv2dOptions& options, bool bias)
    : options_(options),
      weight_(add_parameter(
          "weight", Tensor::zeros(weight_shape(in_channels, out_channels, kernel, options.groups)),
          weight_traits(in_channels, out_channels, kernel, options.groups))) {
  if (bias) {
    const std::int64_t fan_in = kernel.h * kernel.w * in_channels / options.groups;
    bias_ = add_parameter("bias", Tensor::zeros({out_channels}), bias_traits(fan_in));
  }
}

Tensor Conv2d::compute(const Tensor& input) {
  return plus(conv2d(input, weight_, options_), bias_);
}

Tensor Conv2d::forward(const Tensor& input, const Tensor& skip) {
  Tensor output = plus(conv2d(input, weight_, options_, skip), bias_);
  if (is_watched()) {
    const auto alone = [x = input.detach(), weight = weight_.detach(), bias = bias_,
                        options = options_] { return plus(conv2d(x, weight, options), bias); };
    announce(input, Lazy(output, alone));
  }
  return output;
}

Tensor Conv2d::forward(const Normalised& input, bool keep, const Tensor& skip) {
  const NormalisedConv2dOptions options{.convolution = options_, .keep_activated = keep};
  Tensor output = plus(normalised_conv2d(input, weight_, options, skip), bias_);
  if (is_watched()) {
    const auto alone = [made = input.made, weight = weight_.detach(), bias = bias_, options] {
      return plus(normalised_conv2d({made, {}}, weight, options), bias);
    };
    announce(lazy_activated(input), skip.defined() ? Lazy(output, alone) : Lazy(output));
  }
  return output;
}

Tensor Conv2d::forward(const Remade& input, float scale, const Tensor& skip) {
  Tensor output = conv2d(input, weight_, options_, scale, skip);
  if (is_watched()) {
    const auto alone = [x = input.values().detach(), weight = weight_.detach(), bias = bias_,
                        options = options_] { return plus(conv2d(x, weight, options), bias); };
    std::function<void(Lazy::GradientHook)> watch;
    if (output.requires_gradient()) {
      watch = [output, scale](const Lazy::GradientHook& hook) {
        Lazy(output).watch_gradient(
            [hook, scale](const Tensor& gradient) { hook(multiply(gradient, scale)); });
      };
    }
    announce(input.values(), Lazy(output.shape(), alone, watch));
  }
  return output;
}

void Conv2d::append(const Normalised& input, bool keep, DenseFeatures& to) {
  if (bias_.defined()) {
    throw Error(
        "[Conv2d] a convolution with a bias cannot be appended in place; leave it out, the "
        "batch norm behind has a shift");
  }
  const std::int64_t first = to.channels();
  to.append(input, weight_, {.convolution = options_, .keep_activated = keep});
  if (!is_watched()) return;
  announce(lazy_activated(input), ChannelView(to.view().tensor(), first, to.channels() - first));
}

std::int64_t Conv2d::multiply_adds(const Shape& output) const {
  const Shape& weight = weight_.shape();
  return output.elements() * weight[0] * weight[1] * weight[2];
}

}  // namespace actlab::layers

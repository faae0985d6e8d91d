#include <actlab/layers/convolution_unit.h>

#include <actlab/core/base/error.h>

namespace actlab::layers {

ConvolutionUnit::ConvolutionUnit(std::int64_t in_channels, std::int64_t out_channels, Extent kernel,
                                 const Conv2dOptions& convolution, const BlockOptions& options)
    : conv_(add_child<Conv2d>("conv", in_channels, out_channels, kernel, convolution)),
      bn_(add_child<BatchNorm2d>("bn", out_channels, options.batch_norm_scale,
                                 options.batch_norm_epsilon)),
      act_(add_child<Activation>("bn.act", options.activation, out_channels)),
      unit_(bn_, act_),
      keep_activated_(!options.recompute) {}

Tensor ConvolutionUnit::compute(const Tensor& input) { return unit_.forward(conv_.forward(input)); }

Tensor ConvolutionUnit::forward(const Normalised& input) {
  Tensor output = unit_.forward(conv_.forward(input, keep_activated_));
  if (is_watched()) announce(lazy_activated(input), output);
  return output;
}

Normalised ConvolutionUnit::normalise(const Tensor& input) {
  Normalised output = unit_.normalise(conv_.forward(input));
  if (is_watched()) announce(input, lazy_activated(output));
  return output;
}

Normalised ConvolutionUnit::normalise(const Normalised& input) {
  Normalised output = unit_.normalise(conv_.forward(input, keep_activated_));
  if (is_watched()) announce(lazy_activated(input), lazy_activated(output));
  return output;
}

Normalised ConvolutionUnit::normalise(const Remade& input) {
  Normalised output = unit_.normalise(conv_.forward(input));
  if (is_watched()) announce(input.values(), lazy_activated(output));
  return output;
}

Normalised ConvolutionUnit::normalise_pooled(const Remade& input, const PoolWindow& window) {
  Normalised output = unit_.normalise(average_pool2d(conv_.forward(input), window));
  if (is_watched()) announce(input.values(), lazy_activated(output));
  return output;
}

Tensor forward_chain(std::span<ConvolutionUnit* const> units, const Tensor& input) {
  if (units.empty()) throw Error("[forward_chain] needs at least one unit");
  if (units.size() == 1) return units.front()->forward(input);
  Normalised value = units.front()->normalise(input);
  for (ConvolutionUnit* unit : units.subspan(1, units.size() - 2)) value = unit->normalise(value);
  return units.back()->forward(value);
}

Normalised normalise_chain(std::span<ConvolutionUnit* const> units, const Remade& input) {
  if (units.empty()) throw Error("[normalise_chain] needs at least one unit");
  Normalised value = units.front()->normalise(input);
  for (ConvolutionUnit* unit : units.subspan(1)) value = unit->normalise(value);
  return value;
}

}  // namespace actlab::layers

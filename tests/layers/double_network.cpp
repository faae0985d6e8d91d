#include "tests/layers/double_network.h"

#include <cmath>

namespace actlab::test {
namespace {

NaiveTensor sum_of(NaiveTensor a, const NaiveTensor& b) {
  for (std::int64_t i = 0; i < a.shape.elements(); ++i) a[i] += b[i];
  return a;
}

class Walk {
 public:
  explicit Walk(layers::Module& model) {
    for (const auto& parameter : model.parameters()) {
      tensors_.emplace(parameter.name, NaiveTensor(parameter.tensor));
    }
  }

  bool has(const std::string& name) const { return tensors_.contains(name); }
  DoubleNetwork result() const { return result_; }

  NaiveTensor convolve(const std::string& name, const NaiveTensor& x, std::int64_t stride = 1) {
    const NaiveTensor& weight = tensors_.at(name + ".weight");
    const kernels::ConvolutionShape shape{.n = x.shape[0],
                                          .h = x.shape[1],
                                          .w = x.shape[2],
                                          .in = x.shape[3],
                                          .out = weight.shape[3],
                                          .kernel = {weight.shape[0], weight.shape[1]},
                                          .stride = stride,
                                          .padding = weight.shape[0] / 2};
    NaiveTensor y(Shape{shape.n, shape.output_h(), shape.output_w(), shape.out});
    for_each_product(
        shape, [&](std::int64_t i, std::int64_t k, std::int64_t o) { y[o] += x[i] * weight[k]; });
    return seen(name, x, y);
  }

  // The pre-activation z.
  NaiveTensor normalise(const std::string& name, const NaiveTensor& x,
                        const NaiveTensor& skip = {}) {
    NaiveTensor z(x.shape);
    const NaiveTensor& scale = tensors_.at(name + ".weight");
    const NaiveTensor& shift = tensors_.at(name + ".bias");
    const std::int64_t channels = scale.shape[0];
    const std::int64_t pixels = x.shape.elements() / channels;
    const auto count = static_cast<double>(pixels);
    for (std::int64_t c = 0; c < channels; ++c) {
      double mean = 0.0, variance = 0.0;
      for (std::int64_t i = c; i < x.shape.elements(); i += channels) mean += x[i] / count;
      for (std::int64_t i = c; i < x.shape.elements(); i += channels) {
        variance += (x[i] - mean) * (x[i] - mean) / count;
      }
      for (std::int64_t i = c; i < x.shape.elements(); i += channels) {
        z[i] = scale[c] * (x[i] - mean) / std::sqrt(variance + 1e-5) + shift[c];
      }
    }
    return seen(name, x, skip.values.empty() ? z : sum_of(z, skip));
  }

  NaiveTensor swish(const std::string& name, const NaiveTensor& z) {
    NaiveTensor y(z.shape);
    const NaiveTensor& beta = tensors_.at(name + ".beta");
    for (std::int64_t i = 0; i < z.shape.elements(); ++i) {
      y[i] = z[i] / (1.0 + std::exp(-beta[i % beta.shape[0]] * z[i]));
    }
    return seen(name, z, y);
  }

  NaiveTensor normalise_swish(const std::string& number, const NaiveTensor& x,
                              const NaiveTensor& skip = {}) {
    return swish(in_block("act" + number), normalise(in_block("bn" + number), x, skip));
  }

  NaiveTensor block_convolve(const std::string& name, const NaiveTensor& x, std::int64_t stride) {
    return convolve(in_block(name), x, stride);
  }
  std::string in_block(const std::string& name) const { return block + name; }

  std::string block;  // "layer1.0."

 private:
  NaiveTensor seen(const std::string& name, const NaiveTensor& x, const NaiveTensor& y) {
    result_.inputs[name] = x;
    result_.outputs[name] = y;
    return y;
  }

  std::map<std::string, NaiveTensor> tensors_;
  DoubleNetwork result_;
};

// Every second pixel, and channels of zeros on both sides.
NaiveTensor shortcut_a(const NaiveTensor& x, const Shape& shape) {
  NaiveTensor y(shape);
  const std::int64_t stride = x.shape[1] / shape[1];
  const std::int64_t before = (shape[3] - x.shape[3]) / 2;
  for (std::int64_t n = 0; n < shape[0]; ++n)
    for (std::int64_t i = 0; i < shape[1]; ++i)
      for (std::int64_t j = 0; j < shape[2]; ++j)
        for (std::int64_t c = 0; c < x.shape[3]; ++c)
          y.at({n, i, j, before + c}) = x.at({n, i * stride, j * stride, c});
  return y;
}

void walk_residual(Walk& walk, NaiveTensor x) {
  x = walk.normalise_swish("1", walk.convolve("conv1", x));
  for (int stage = 1; stage <= 3; ++stage) {
    const std::string name = "layer" + std::to_string(stage) + ".";
    for (int i = 0; walk.has(name + std::to_string(i) + ".conv1.weight"); ++i) {
      walk.block = name + std::to_string(i) + ".";
      const NaiveTensor inner = walk.block_convolve("conv1", x, stage > 1 && i == 0 ? 2 : 1);
      const NaiveTensor outer = walk.block_convolve("conv2", walk.normalise_swish("1", inner), 1);
      x = walk.normalise_swish("2", outer, shortcut_a(x, outer.shape));
    }
  }
}

void walk_pre_activation(Walk& walk, NaiveTensor x) {
  x = walk.convolve("conv1", x);
  for (int i = 0; walk.has("blocks." + std::to_string(i) + ".conv1.weight"); ++i) {
    walk.block = "blocks." + std::to_string(i) + ".";
    const std::int64_t stages = walk.has(walk.in_block("conv3.weight")) ? 3 : 2;
    const bool changes = walk.has(walk.in_block("shortcut.weight"));
    const std::int64_t stride = changes && i > 0 ? 2 : 1;
    NaiveTensor value = walk.normalise_swish("1", x);
    const NaiveTensor skip = changes ? walk.block_convolve("shortcut", value, stride) : x;
    // The 3x3 convolution of a bottleneck has the stride, and the first of a wide block.
    value = walk.block_convolve("conv1", value, stages == 2 ? stride : 1);
    value =
        walk.block_convolve("conv2", walk.normalise_swish("2", value), stages == 3 ? stride : 1);
    if (stages == 3) value = walk.block_convolve("conv3", walk.normalise_swish("3", value), 1);
    x = sum_of(value, skip);
  }
  walk.swish("act", walk.normalise("bn", x));
}

NaiveTensor joined(const NaiveTensor& a, const NaiveTensor& b) {
  const std::int64_t left = a.shape[3], right = b.shape[3];
  NaiveTensor y(Shape{a.shape[0], a.shape[1], a.shape[2], left + right});
  for (std::int64_t i = 0; i < y.shape.elements(); ++i) {
    const std::int64_t pixel = i / (left + right), c = i % (left + right);
    y[i] = c < left ? a[pixel * left + c] : b[pixel * right + c - left];
  }
  return y;
}

NaiveTensor halved(const NaiveTensor& x) {
  NaiveTensor y(Shape{x.shape[0], x.shape[1] / 2, x.shape[2] / 2, x.shape[3]});
  for (std::int64_t n = 0; n < y.shape[0]; ++n)
    for (std::int64_t i = 0; i < 2 * y.shape[1]; ++i)
      for (std::int64_t j = 0; j < 2 * y.shape[2]; ++j)
        for (std::int64_t c = 0; c < x.shape[3]; ++c)
          y.at({n, i / 2, j / 2, c}) += x.at({n, i, j, c}) / 4.0;
  return y;
}

void walk_dense(Walk& walk, NaiveTensor x) {
  x = walk.convolve("conv1", x);
  for (int i = 0; walk.has("blocks." + std::to_string(i) + ".act.beta") ||
                  walk.has("blocks." + std::to_string(i) + ".act1.beta");
       ++i) {
    walk.block = "blocks." + std::to_string(i) + ".";
    if (walk.has(walk.in_block("conv.weight"))) {
      x = halved(walk.block_convolve("conv", walk.normalise_swish("", x), 1));
      continue;
    }
    NaiveTensor y = walk.normalise_swish("1", x);
    if (walk.has(walk.in_block("conv1.weight"))) {
      y = walk.normalise_swish("2", walk.block_convolve("conv1", y, 1));
    }
    x = joined(x, walk.block_convolve("conv2", y, 1));
  }
  walk.swish("act", walk.normalise("bn", x));
}

}  // namespace

std::vector<double> channel_sums(const Tensor& tensor) {
  std::vector<double> sums(static_cast<std::size_t>(tensor.size(-1)));
  for (std::size_t i = 0; i < tensor.values().size(); ++i) {
    sums[i % sums.size()] += static_cast<double>(tensor.values()[i]);
  }
  return sums;
}

DoubleNetwork double_network(layers::Module& model, const Tensor& images) {
  Walk walk(model);
  if (walk.has("blocks.1.conv.weight")) {
    walk_dense(walk, NaiveTensor(images));
  } else if (walk.has("blocks.0.conv1.weight")) {
    walk_pre_activation(walk, NaiveTensor(images));
  } else {
    walk_residual(walk, NaiveTensor(images));
  }
  return walk.result();
}

}  // namespace actlab::test

#include <actlab/core/ops/remade.h>

#include <algorithm>
#include <utility>

#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/convolution/convolution.h>
#include <actlab/core/ops/batch_norm.h>
#include <actlab/core/ops/concat.h>
#include <actlab/core/ops/gradient_buffer.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

using kernels::ConvolutionShape;

// The rows of one part.
class PartRows {
 public:
  explicit PartRows(const Remade::Part& part) : part_(&part) {
    if (part.made != nullptr) made_.reset(new kernels::NormalisedRows(part.made->rows()));
  }
  // Into rows that are `step` floats apart.
  void write(std::int64_t first, std::int64_t count, float* to, std::int64_t step) const {
    const std::int64_t channels = part_->channels;
    if (made_ != nullptr && step == channels) return made_->write(first, count, to);
    Scratch scratch;
    const float* from = made_ == nullptr ? part_->kept.data() + first * channels : nullptr;
    if (made_ != nullptr) {
      float* const rows = scratch.floats(count * channels);
      made_->write(first, count, rows);
      from = rows;
    }
    for (std::int64_t row = 0; row < count; ++row) {
      std::copy_n(from + row * channels, channels, to + row * step);
    }
  }
  const float* origin() const { return made_ != nullptr ? made_->origin() : part_->kept.data(); }
  std::int64_t channels() const { return part_->channels; }

 private:
  const Remade::Part* part_;
  std::unique_ptr<kernels::NormalisedRows> made_;
};

// The parts side by side.
class JoinedRows final : public kernels::RowSource {
 public:
  explicit JoinedRows(const std::vector<Remade::Part>& parts) {
    for (const Remade::Part& part : parts) {
      parts_.emplace_back(part);
      step_ += part.channels;
    }
  }
  void write(std::int64_t first, std::int64_t count, float* to) const override {
    for (const PartRows& part : parts_) {
      part.write(first, count, to, step_);
      to += part.channels();
    }
  }
  const float* origin() const override {
    return parts_.size() == 1 ? parts_.front().origin() : nullptr;
  }

 private:
  std::vector<PartRows> parts_;
  std::int64_t step_ = 0;
};

// ---- convolution ------------------------------------------------------------------------------

enum Input : std::size_t { kInput, kWeight, kSkip };

struct Kept {
  ConvolutionShape shape;
  std::vector<Remade::Part> parts;  // none where the weight needs no gradient
  Tensor weight;
  float scale;
};

Tensor times(Tensor weight, float scale) {
  if (scale == 1.0f) return weight;
  Tensor result = Tensor::uninitialised(weight.shape());
  std::ranges::transform(weight.values(), result.data(), [scale](float w) { return scale * w; });
  return result;
}

void backward(const Kept& kept, const Tensor& d_output, const GradientSlots& slots) {
  const Tensor weight = times(kept.weight, kept.scale);
  const JoinedRows rows(kept.parts);
  const kernels::Images images(rows);
  Tensor d_weight = slots[kWeight] ? Tensor::uninitialised(weight.shape()) : Tensor();
  if (slots[kInput]) {
    accumulate_gradient(slots[kInput], [&](float* to, const float* added) {
      if (slots[kWeight]) {
        kernels::convolution_backward(kept.shape, images, d_output.data(), weight.data(),
                                      d_weight.data(), {to, added});
      } else {
        kernels::convolution_backward_input(kept.shape, d_output.data(), weight.data(),
                                            {to, added});
      }
    });
  } else if (slots[kWeight]) {
    kernels::convolution_backward_weight(kept.shape, images, d_output.data(), d_weight.data());
  }
  if (slots[kWeight]) accumulate_gradient(slots[kWeight], times(std::move(d_weight), kept.scale));
  if (slots[kSkip]) accumulate_gradient(slots[kSkip], d_output);
}

}  // namespace

Remade::Remade(const Tensor& kept)
    : values_(kept), parts_{{kept.detach(), nullptr, kept.size(-1)}} {}

Remade::Remade(const Normalised& normalised, bool keep)
    : values_(batch_norm_activation(normalised)) {
  const std::int64_t channels = values_.size(-1);
  parts_.push_back(keep ? Part{values_.detach(), nullptr, channels}
                        : Part{{}, normalised.made, channels});
}

Remade join_channels(const std::vector<Remade>& tensors) {
  if (tensors.size() == 1) return tensors.front();
  std::vector<Tensor> values;
  Remade result;
  for (const Remade& tensor : tensors) {
    values.push_back(tensor.values());
    result.parts_.insert(result.parts_.end(), tensor.parts().begin(), tensor.parts().end());
  }
  result.values_ = concat(values, -1);
  return result;
}

Tensor conv2d(const Remade& input, const Tensor& weight, const Conv2dOptions& options, float scale,
              const Tensor& skip) {
  const ConvolutionShape shape = convolution_shape(input.values().shape(), weight, options);
  check_convolution_skip(shape, skip);
  Tensor output = Tensor::uninitialised(convolution_output(shape));
  kernels::convolution_forward(shape, input.values().data(), times(weight, scale).data(),
                               {output.data(), data_or_null(skip)});
  if (!is_recording()) return output;
  Kept kept{shape, {}, weight.detach(), scale};
  if (weight.requires_gradient()) kept.parts = input.parts();
  record("conv2d", output, {input.values(), weight, skip},
         [kept = std::move(kept)](const Tensor& d_output, const GradientSlots& slots) {
           backward(kept, d_output, slots);
         });
  return output;
}

std::function<Tensor()> conv2d_again(const Remade& input, const Tensor& weight,
                                     const Conv2dOptions& options, float scale,
                                     const Remade& skip) {
  const ConvolutionShape shape = convolution_shape(input.values().shape(), weight, options);
  return [kept = Kept{shape, input.parts(), weight.detach(), scale}, skipped = skip.parts()] {
    const JoinedRows rows(kept.parts), skip_rows(skipped);  // may have to be made again themselves
    Tensor output = Tensor::uninitialised(convolution_output(kept.shape));
    skip_rows.write(0, output.elements() / output.size(-1), output.data());
    kernels::convolution_forward(kept.shape, kernels::Images(rows),
                                 times(kept.weight, kept.scale).data(),
                                 {output.data(), output.data()});
    return output;
  };
}

}  // namespace actlab

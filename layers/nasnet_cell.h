// The cells of NASNet-A (Zoph et al. 2017, 1707.07012, figure 4): what the search found. A cell
// reads the output of the cell before, `current`, and of the one before that, `previous`.
//
//   h0 = bn(conv(act(current)))                      1x1 to F channels
//   h1 = the same of previous, and where its sides are twice as long, halved:
//        final_path_bn([path_1(a), path_2(a moved up and left by a pixel)]), a = act(previous)
//        path_1, path_2: every second pixel, 1x1 to F / 2 channels
//        without a previous one: current itself
//
//   normal, stride 1                     reduction, stride 2
//   b0 = sep5(h0) + sep3(h1)             b0 = sep5/2(h0) + sep7/2(h1)
//   b1 = sep5(h1) + sep3(h1)             b1 = max3/2(h0) + sep7/2(h1)
//   b2 = avg3(h0) + h1                   b2 = avg3/2(h0) + sep5/2(h1)
//   b3 = avg3(h1) + avg3(h1)             b3 = avg3(b0) + b1
//   b4 = sep3(h0) + h0                   b4 = sep3(b0) + max3/2(h0)
//   y  = [h1, b0, b1, b2, b3, b4]        y  = [b1, b2, b3, b4]
//
// All padding is TensorFlow's SAME; averages do not count it. Names: conv_1x1.{act, conv, bn} for
// h0; conv_prev_1x1.*, or act, path_1.conv, path_2.conv, final_path_bn for h1; the terms of b_i are
// comb_iter_{i}_left and _right (separable_unit.h).
#pragma once

#include <actlab/layers/batch_norm.h>
#include <actlab/layers/conv2d.h>
#include <actlab/layers/options.h>
#include <actlab/layers/separable_unit.h>

namespace actlab::layers {

class NasnetCell : public Module {
 public:
  // What a cell reads.
  struct Inputs {
    std::int64_t current;             // channels
    std::int64_t previous = 0;        // channels; 0: there is none
    bool previous_is_larger = false;  // its sides are twice as long
  };
  std::string kind() const override { return "NasnetCell"; }

  // `previous` is undefined where there is none.
  Tensor forward(const Tensor& current, const Tensor& previous);

 protected:
  NasnetCell(const Inputs& inputs, std::int64_t filters, const BlockOptions& options);
  // sep of h0, of h1, or of b0.
  SeparableUnit& add_term(const char* name, std::int64_t in_channels, std::int64_t kernel,
                          std::int64_t stride, const BlockOptions& options);

  virtual Tensor combine(const Tensor& h0, const Tensor& h1) = 0;

  const std::int64_t filters_;
  const std::int64_t h1_channels_;

 private:
  // bn(conv(act(x))), 1x1.
  class Projection : public Layer {
   public:
    Projection(std::int64_t in_channels, std::int64_t out_channels, const BlockOptions& options);
    std::string kind() const override { return "Projection"; }

   private:
    Tensor compute(const Tensor& input) override;
    Activation& act_;
    Conv2d& conv_;
    BatchNorm2d& bn_;
    bool keep_activated_;
  };
  struct Halving {
    Activation* activation = nullptr;
    Conv2d* path_1 = nullptr;
    Conv2d* path_2 = nullptr;
    BatchNorm2d* norm = nullptr;
  };
  Tensor adjusted(const Tensor& current, const Tensor& previous);

  Projection* conv_1x1_;
  Projection* conv_prev_1x1_ = nullptr;
  Halving halving_;
};

class NasnetNormalCell : public NasnetCell {
 public:
  NasnetNormalCell(const Inputs& inputs, std::int64_t filters, const BlockOptions& options);
  static std::int64_t channels(std::int64_t filters) { return 6 * filters; }

 private:
  Tensor combine(const Tensor& h0, const Tensor& h1) override;
  SeparableUnit &left0_, &right0_, &left1_, &right1_, &left4_;
};

class NasnetReductionCell : public NasnetCell {
 public:
  NasnetReductionCell(const Inputs& inputs, std::int64_t filters, const BlockOptions& options);
  static std::int64_t channels(std::int64_t filters) { return 4 * filters; }

 private:
  Tensor combine(const Tensor& h0, const Tensor& h1) override;
  SeparableUnit &left0_, &right0_, &right1_, &right2_, &left4_;
};

}  // namespace actlab::layers

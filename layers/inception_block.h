// The blocks of the Inception networks: branches that read the same map, each a chain of
// convolution units, whose outputs lie side by side in the channels.
//
//   InceptionBlock           y = [branch_0(x), branch_1(x), ...]          (1512.00567, section 3)
//   InceptionResidualBlock   y = act(x + scale * conv2d([branch_0(x), ...]))      (1602.07261)
//                            conv2d: 1x1 with a bias, to as many channels as x has
//
// The sum of a residual block is all that it keeps of y. Where maps are large and branches narrow,
// it can be made again as well, for the price of that one convolution: not when backward begins,
// but when it gets there, and the later blocks have given back what they kept.
//
// A block is written down as its figure shows it:
//
//   {{.units = {{"branch1x1", 1, 64}}},
//    {.units = {{"branch5x5_1", 1, 48}, {"branch5x5_2", 5, 64}}},
//    {.pool = BranchPool::average, .units = {{"branch_pool", 1, 32}}}}
#pragma once

#include <string>
#include <vector>

#include <actlab/layers/convolution_unit.h>

namespace actlab::layers {

// How a kernel moves over a map.
struct Slide {
  std::int64_t stride = 1;
  bool bordered = true;  // with so many zeros around the map that its size is kept
};
inline constexpr Slide kKeep{1, true};
inline constexpr Slide kValid{1, false};
inline constexpr Slide kHalve{2, false};

struct UnitPlan {
  std::string name;
  Extent kernel;  // 3 is 3x3, {1, 7} is one row of seven
  std::int64_t channels;
  Slide slide = kKeep;
};

// average: 3x3 with stride 1 that keeps the size; max: 3x3 with stride 2, within the map.
enum class BranchPool { none, average, max };

struct BranchPlan {
  BranchPool pool = BranchPool::none;  // before the units
  std::vector<UnitPlan> units = {};
  std::vector<UnitPlan> forks = {};  // behind them: each reads what they have made
};

struct InceptionOptions : BlockOptions {
  InceptionOptions() { batch_norm_epsilon = 1e-3; }

  double width = 1.0;            // of every layer, but for 16 channels at least
  std::int64_t stem_stride = 2;  // of the first convolution; 1, with a border, for small images
  bool count_padding = false;    // average pools divide by 9 at the border, too
  bool auxiliary = false;
  double dropout = 0.0;  // before the classifier
  std::uint64_t dropout_seed = 0;
};

// As many channels as a layer has where the paper's has so many.
std::int64_t scaled(std::int64_t channels, const InceptionOptions& options);

Conv2dOptions geometry(const UnitPlan& plan);

// A layer whose input several convolutions read, and whose output as many will: neither is kept
// (core/ops/remade.h).
class RemadeLayer : public Layer {
 public:
  using Layer::forward;
  Remade forward(const Remade& input);

 protected:
  virtual Remade remake(const Remade& input) = 0;

 private:
  Tensor compute(const Tensor& input) final { return remake(input).values(); }
};

class InceptionBlock : public RemadeLayer {
 public:
  InceptionBlock(std::int64_t in_channels, const std::vector<BranchPlan>& branches,
                 const InceptionOptions& options);
  std::string kind() const override { return "InceptionBlock"; }
  std::int64_t out_channels() const { return out_channels_; }

 protected:
  // The outputs of the branches, side by side.
  Remade remake(const Remade& input) override;

 private:
  struct Branch {
    BranchPool pool;
    std::vector<ConvolutionUnit*> units;
    std::vector<ConvolutionUnit*> forks;
  };
  ConvolutionUnit& add_unit(std::int64_t in_channels, const UnitPlan& plan,
                            const InceptionOptions& options);
  Normalised run_units(const Branch& branch, const Remade& input) const;

  std::vector<Branch> branches_;
  std::int64_t out_channels_ = 0;
  bool count_padding_;
  bool keep_activated_;
};

// How a residual block ends.
struct ResidualPlan {
  float scale;
  std::string act = {};  // the name of the activation; empty for none
  bool keep_sum = true;  // else it is made again in backward, unless the options keep everything
};

class InceptionResidualBlock : public InceptionBlock {
 public:
  InceptionResidualBlock(std::int64_t channels, const std::vector<BranchPlan>& branches,
                         const ResidualPlan& plan, const InceptionOptions& options);
  std::string kind() const override { return "InceptionResidualBlock"; }

 private:
  Remade remake(const Remade& input) override;

  float scale_;
  Conv2d& conv2d_;
  Activation* act_ = nullptr;
  bool keep_activated_;
  bool keep_sum_;
};

}  // namespace actlab::layers

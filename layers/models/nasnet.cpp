#include <actlab/layers/models/nasnet.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/ops/pool.h>

namespace actlab::layers {
namespace {

constexpr std::int64_t kStemChannels = 32;
constexpr std::int64_t kStacks = 3;
constexpr std::int64_t kAuxiliaryKernel = 4;
constexpr std::int64_t kCellsOfLarge = 6;      // cells are counted as if a stack had so many
constexpr std::int64_t kChannelsAFilter = 24;  // 6 outputs a cell, filters doubled twice

constexpr std::int64_t kStep = 4 * kChannelsAFilter;  // a quarter of F is a whole number
constexpr std::int64_t kMobileCells = 4;
constexpr std::int64_t kMobileChannels = 1056;
constexpr std::int64_t kMostCells = 20;
constexpr std::int64_t kMostChannels = 9600;
constexpr std::int64_t kStemKernel = 3;
// What conv0 must leave: four cells halve it, and where a map is read moved by a pixel it has two.
constexpr std::int64_t kLeastStemSide = 9;

bool has_filters(std::int64_t last_channels) {
  return last_channels >= kStep && last_channels % kStep == 0;
}

std::int64_t filters_of(std::int64_t last_channels) {
  if (!has_filters(last_channels)) {
    throw UsageError(text("[nasnet] the channels at the end must be a multiple of ", kStep,
                          ", got ", last_channels, "; NASNet-A mobile has 1056"));
  }
  return last_channels / kChannelsAFilter;
}

}  // namespace

Nasnet::Nasnet(std::int64_t cells, std::int64_t last_channels, std::int64_t input_channels,
               std::int64_t classes, const NasnetOptions& options) {
  std::int64_t filters = filters_of(last_channels);
  conv_ = &add_child<Conv2d>("conv0.conv", input_channels, kStemChannels, 3,
                             Conv2dOptions{.stride = options.stem_stride});
  bn_ = &add_child<BatchNorm2d>("conv0.bn", kStemChannels, options.batch_norm_scale,
                                options.batch_norm_epsilon);
  NasnetCell::Inputs reads{.current = kStemChannels};
  const auto add = [&](NasnetCell& cell, std::int64_t channels, bool reduces) {
    cells_.push_back(&cell);
    reads = {.current = channels, .previous = reads.current, .previous_is_larger = reduces};
  };
  const auto add_reduction = [&](const std::string& name, std::int64_t width) {
    add(add_child<NasnetReductionCell>(name, reads, width, options),
        NasnetReductionCell::channels(width), true);
  };
  add_reduction("cell_stem_0", filters / 4);
  add_reduction("cell_stem_1", filters / 2);
  for (std::int64_t stack = 0; stack < kStacks; ++stack, filters *= 2) {
    if (stack > 0) add_reduction(text("reduction_cell_", stack - 1), filters);
    for (std::int64_t i = 0; i < cells; ++i) {
      const std::int64_t number = stack * std::max(cells, kCellsOfLarge) + i;
      add(add_child<NasnetNormalCell>(text("cell_", number), reads, filters, options),
          NasnetNormalCell::channels(filters), false);
    }
    if (stack == 1 && options.auxiliary) add_auxiliary_head(reads.current, classes, options);
  }
  act_ = &add_child<Activation>("act", options.activation, last_channels);
  if (options.dropout > 0.0) {
    dropout_ =
        &add_child<Dropout>("dropout", static_cast<float>(options.dropout), options.dropout_seed);
  }
  last_linear_ = &add_child<Linear>("last_linear", last_channels, classes);
}

void Nasnet::add_auxiliary_head(std::int64_t channels, std::int64_t classes,
                                const BlockOptions& options) {
  before_auxiliary_ = cells_.back();
  auxiliary_act_ = &add_child<Activation>("AuxLogits.act", options.activation, channels);
  auxiliary_ = &add_child<AuxiliaryHead>("AuxLogits", channels, classes, options,
                                         AuxiliaryHeadOptions{.kernel = kAuxiliaryKernel});
}

Logits Nasnet::classify(const Tensor& images) {
  Logits made;
  Tensor current = bn_->forward(conv_->forward(images));
  Tensor previous;
  for (NasnetCell* cell : cells_) {
    Tensor next = cell->forward(current, previous);
    previous = std::move(current);
    current = std::move(next);
    if (cell == before_auxiliary_ && training()) {
      made.auxiliary = auxiliary_->forward(auxiliary_act_->forward(current));
    }
  }
  Tensor features = global_average_pool(act_->forward(current));
  if (dropout_ != nullptr) features = dropout_->forward(features);
  made.main = last_linear_->forward(features);
  return made;
}

namespace {

// `size` gives cells and last channels for the numbers of a name.
template <class Size>
ModelRow row_of(ModelRow row, const Size& size) {
  using Options = NasnetOptions;
  std::vector<Knob<Options>> knobs = large_image_knobs<Options>();
  knobs.push_back(knob::on_off("auxiliary", &Options::auxiliary, kAuxiliaryHelp));
  row.side = 224;
  const auto make = [size](const ModelNumbers& numbers, auto... rest) {
    const auto [cells, last_channels] = size(numbers);
    return std::make_unique<Nasnet>(cells, last_channels, rest...);
  };
  const auto least_side = [](const Options& options) {
    return kStemKernel + options.stem_stride * (kLeastStemSide - 1);
  };
  return large_image_row<Options>(std::move(row), knobs, make, least_side);
}

}  // namespace

ModelRow nasnet_mobile_row() {
  return row_of({.pattern = "nasnet-mobile",
                 .names = {"nasnet-mobile"},
                 .help = "NASNet-A 4 @ 1056, Zoph et al. 2017, 1707.07012"},
                [](const ModelNumbers&) { return std::pair(kMobileCells, kMobileChannels); });
}

ModelRow nasnet_row() {
  return row_of({.pattern = "nasnetN-P",
                 .rule = "P = 96n",
                 .names = {"nasnet4-384"},
                 .help = "NASNet-A of N cells a stack and P channels at the end",
                 .fits =
                     [](const ModelNumbers& n) {
                       return n[0] <= kMostCells && n[1] <= kMostChannels && has_filters(n[1]);
                     }},
                [](const ModelNumbers& n) { return std::pair(n[0], n[1]); });
}

}  // namespace actlab::layers

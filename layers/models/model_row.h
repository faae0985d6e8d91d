// A row of the table of networks (table.h): the names of a family, the options that a person may
// set, and how a network is made from them. A network's own file pair makes its row.
//
//   ModelRow perceptron_row() {
//     return model_row({.pattern = "perceptron", .help = "fully connected layers"},
//                      PerceptronOptions{}, knobs(),
//                      [](const ModelNumbers&, const ModelSize& size, PerceptronOptions options) {
//                        return make_perceptron(size.input.elements(), size.classes, ...);
//                      });
//   }
//
// A name is a row's pattern, in which capitals stand for whole numbers: wrnD-K is wrn16-4.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <actlab/core/base/row_settings.h>
#include <actlab/core/base/shape.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/layers/layer.h>
#include <actlab/layers/options.h>

namespace actlab::layers {

// Of --batch-norm, whichever network has it.
inline constexpr const char* kBatchNormHelp = "before each activation; no-scale: a shift alone";

// What a network takes: images [N, height, width, channels], or rows [N, features] as well.
enum class ModelInput { images, rows };

// What decides a network beside its name and its row's settings. Every activation site has an
// Activation of its own, with parameters a channel where the formula has such.
struct ModelSize {
  Shape input;  // of one example: [height, width, channels] or [features]
  std::int64_t classes = 0;
  formula::FormulaPointer activation;
  std::uint64_t seed = 0;  // of dropout
};

using ModelNumbers = std::vector<std::int64_t>;  // the capitals of a pattern, in order

struct ModelRow {
  std::string pattern;                  // "wrnD-K"
  std::string rule = {};                // what its numbers must be: "D = 6n + 4"
  std::vector<std::string> names = {};  // worth listing to a person
  std::string help;
  ModelInput input = ModelInput::images;
  bool (*fits)(const ModelNumbers&) = [](const ModelNumbers&) { return true; };
  std::int64_t side = 32;  // of the images that the network was made for

  // The rest comes from model_row(): settings of this row alone go in, and each function throws
  // UsageError for a value that cannot be.
  std::vector<RowSetting> settings = {};
  std::function<void(const GivenSettings&)> check = {};
  // Of height and of width: below, some layer would be left without a pixel.
  std::function<std::int64_t(const GivenSettings&)> least_side = {};
  std::function<std::unique_ptr<Layer>(const ModelNumbers&, const ModelSize&, const GivenSettings&)>
      make = {};
};

// `usual` are the options of the row; each knob sets one of them. `make` takes numbers, size and
// options. `least_side` is a number, or a function of the options where these decide it.
template <class Options, class Make, class LeastSide = std::int64_t>
ModelRow model_row(ModelRow row, const Options& usual, const std::vector<Knob<Options>>& knobs,
                   const Make& make, const LeastSide& least_side = 1) {
  row.settings = shown(usual, knobs);
  row.check = [=](const GivenSettings& given) { with(usual, knobs, given); };
  row.least_side = [=](const GivenSettings& given) -> std::int64_t {
    if constexpr (std::is_invocable_v<LeastSide, const Options&>) {
      return least_side(with(usual, knobs, given));
    } else {
      return least_side;
    }
  };
  row.make = [=](const ModelNumbers& numbers, const ModelSize& size, const GivenSettings& given) {
    return make(numbers, size, with(usual, knobs, given));
  };
  return row;
}

// ---- networks of blocks for small images, of a depth that stands in their name ----------------

// --batch-norm and --recompute, of options that are BlockOptions with more.
template <class Options = BlockOptions>
std::vector<Knob<Options>> block_knobs() {
  return {knob::choice<Options, bool>("batch-norm", &Options::batch_norm_scale,
                                      {{"on", true}, {"no-scale", false}}, kBatchNormHelp),
          knob::on_off<Options>("recompute", &Options::recompute,
                                "activations are made again in backward instead of kept")};
}

// Blocks a stage of a network of depth step * n + rest, or 0.
std::int64_t blocks_for(std::int64_t depth, std::int64_t step, std::int64_t rest);

// Whether {depth} or {depth, width} are those of a network: blocks_for() is not 0, and the width,
// or growth, is at most 100.
bool has_blocks(const ModelNumbers& numbers, std::int64_t step, std::int64_t rest);

// `make` takes numbers, input channels, classes and the blocks' options.
template <class Make>
ModelRow block_row(ModelRow row, const std::vector<Knob<BlockOptions>>& knobs, const Make& make,
                   std::int64_t least_side = 1) {
  return model_row(
      std::move(row), BlockOptions{}, knobs,
      [make](const ModelNumbers& numbers, const ModelSize& size, BlockOptions options) {
        options.activation = size.activation;
        return std::unique_ptr<Layer>(make(numbers, size.input[2], size.classes, options));
      },
      least_side);
}

// ---- networks for large images, which have narrow relatives for small ones --------------------

// Beside those of blocks --stem-stride and --dropout, of options with such members.
template <class Options>
std::vector<Knob<Options>> large_image_knobs() {
  std::vector<Knob<Options>> knobs = block_knobs<Options>();
  knobs.push_back(
      knob::whole<Options>("stem-stride", &Options::stem_stride, 1, 2,
                           "of the first convolution; 1 leaves four times the pixels, for "
                           "small images"));
  knobs.push_back(knob::number<Options>("dropout", &Options::dropout, 0.0, 0.99,
                                        "before the classifier, in training"));
  return knobs;
}
inline constexpr const char* kWidthMultiplierHelp = "times as many channels as in the paper";
inline constexpr const char* kAuxiliaryHelp = "a second classifier in the middle, for training";

// `make` takes numbers, input channels, classes and options, which have a dropout_seed.
template <class Options, class Make, class LeastSide = std::int64_t>
ModelRow large_image_row(ModelRow row, const std::vector<Knob<Options>>& knobs, const Make& make,
                         const LeastSide& least_side = 1) {
  return model_row(
      std::move(row), Options{}, knobs,
      [make](const ModelNumbers& numbers, const ModelSize& size, Options options) {
        options.activation = size.activation;
        options.dropout_seed = size.seed;
        return std::unique_ptr<Layer>(make(numbers, size.input[2], size.classes, options));
      },
      least_side);
}

}  // namespace actlab::layers

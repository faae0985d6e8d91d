#include <actlab/layers/models/registry.h>

#include <charconv>
#include <functional>

#include <actlab/core/base/error.h>
#include <actlab/core/base/suggest.h>
#include <actlab/layers/models/densenet.h>
#include <actlab/layers/models/pre_activation_resnet.h>
#include <actlab/layers/models/resnet.h>

namespace actlab::layers {
namespace {

constexpr std::int64_t kDeepest = 2000;
constexpr std::int64_t kWidest = 100;  // of a WideResNet, and the growth of a DenseNet

// "wrn28-10" with the prefix "wrn" is {28, 10}; nothing where the name is built otherwise.
std::vector<std::int64_t> numbers_after(std::string_view prefix, std::string_view name) {
  if (!name.starts_with(prefix)) return {};
  name.remove_prefix(prefix.size());
  std::vector<std::int64_t> numbers;
  const char* at = name.data();
  const char* const end = at + name.size();
  while (true) {
    std::int64_t& number = numbers.emplace_back();
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc() || number < 1) return {};
    if (next == end) return numbers;
    if (*next != '-') return {};
    at = next + 1;
  }
}

// Blocks a stage of a network of depth step * n + rest, or 0.
std::int64_t blocks_for(std::int64_t depth, std::int64_t step, std::int64_t rest) {
  const bool fits = depth > rest && depth <= kDeepest && (depth - rest) % step == 0;
  return fits ? (depth - rest) / step : 0;
}

// Builds a network of the shape that a name asks for.
using Builder = std::function<std::unique_ptr<Layer>(std::int64_t in_channels, std::int64_t classes,
                                                     const BlockOptions&)>;

template <class Network, class... Sizes>
Builder builder(Sizes... sizes) {
  return [=](std::int64_t in_channels, std::int64_t classes, const BlockOptions& blocks) {
    return std::make_unique<Network>(sizes..., in_channels, classes, blocks);
  };
}

// Empty for an unknown name.
Builder find_builder(const std::string& name) {
  if (const auto size = numbers_after("wrn", name); size.size() == 2 && size[1] <= kWidest) {
    const std::int64_t n = blocks_for(size[0], 6, 4);
    if (n > 0) return builder<WideResNet>(n, size[1]);
  }
  // By habit "ResNet-164" is the pre-activation network, though 164 = 6 * 27 + 2 as well.
  const std::string full = name == "resnet164" ? "preact-resnet164" : name;
  if (const auto size = numbers_after("preact-resnet", full); size.size() == 1) {
    const std::int64_t n = blocks_for(size[0], 9, 2);
    if (n > 0) return builder<PreActivationResNet>(n);
  }
  if (const auto size = numbers_after("resnet", full); size.size() == 1) {
    const std::int64_t n = blocks_for(size[0], 6, 2);
    if (n > 0) return builder<ResNet>(n);
  }
  if (const auto size = numbers_after("densenet", name); size.size() == 2 && size[1] <= kWidest) {
    const std::int64_t n = blocks_for(size[0], 3, 4);
    if (n > 0) return builder<DenseNet>(DenseNet::Kind::plain, n, size[1]);
  }
  if (const auto size = numbers_after("densenet-bc", name);
      size.size() == 2 && size[1] <= kWidest) {
    const std::int64_t n = blocks_for(size[0], 6, 4);
    if (n > 0) return builder<DenseNet>(DenseNet::Kind::bc, n, size[1]);
  }
  return {};
}

Builder get_builder(const std::string& name) {
  if (Builder found = find_builder(name)) return found;
  std::string known;
  for (const std::string& entry : model_names()) known += (known.empty() ? "" : ", ") + entry;
  throw UsageError(text(
      "[model] unknown model '", name, "'", did_you_mean(name, model_names()), "; known: ", known,
      ", any resnetD with D = 6n + 2, preact-resnetD with D = 9n + 2, wrnD-K with D = 6n + 4, ",
      "densenetD-K with D = 3n + 4, densenet-bcD-K with D = 6n + 4"));
}

}  // namespace

void require_known_model(const std::string& name) { get_builder(name); }

std::unique_ptr<Layer> make_model(const std::string& name, const ModelOptions& options) {
  if (options.classes < 1 || options.input_channels < 1) {
    throw UsageError(text("[model] classes and input channels must be at least 1, got ",
                          options.classes, " and ", options.input_channels));
  }
  const MemoryUseScope scope(MemoryUse::weights);
  const BlockOptions blocks{.activation = formula::compile(options.activation),
                            .shortcut = options.shortcut,
                            .batch_norm_scale = options.batch_norm_scale,
                            .recompute = options.recompute};
  std::unique_ptr<Layer> model = get_builder(name)(options.input_channels, options.classes, blocks);
  initialise(*model, options.init_scheme, options.seed);
  return model;
}

std::vector<std::string> model_names() {
  return {"resnet20",  "resnet32", "resnet44", "resnet56",       "resnet110",
          "resnet164", "wrn16-4",  "wrn28-10", "densenet100-12", "densenet-bc100-12"};
}

}  // namespace actlab::layers

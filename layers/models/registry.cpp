#include "layers/models/registry.h"

#include <charconv>
#include <optional>

#include "core/base/error.h"
#include "core/base/suggest.h"
#include "layers/models/resnet.h"

namespace actlab::layers {
namespace {

constexpr std::int64_t kDeepest = 2000;

// The number that follows `prefix` and ends the name.
std::optional<std::int64_t> number_after(std::string_view prefix, std::string_view name) {
  if (!name.starts_with(prefix)) return std::nullopt;
  name.remove_prefix(prefix.size());
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return number;
}

bool fits(std::int64_t depth, std::int64_t step, std::int64_t rest) {
  return depth > rest && depth <= kDeepest && (depth - rest) % step == 0;
}

std::unique_ptr<Module> build(const std::string& name, const ModelOptions& options,
                              const BlockOptions& blocks) {
  if (const auto depth = number_after("resnet", name); depth && fits(*depth, 6, 2)) {
    return std::make_unique<ResNet>((*depth - 2) / 6, options.input_channels, options.classes,
                                    blocks);
  }
  return nullptr;
}

}  // namespace

std::unique_ptr<Module> make_model(const std::string& name, const ModelOptions& options) {
  if (options.classes < 1 || options.input_channels < 1) {
    throw UsageError(text("[model] classes and input channels must be at least 1, got ",
                          options.classes, " and ", options.input_channels));
  }
  const BlockOptions blocks{.activation = formula::compile(options.activation),
                            .shortcut = options.shortcut,
                            .batch_norm_scale = options.batch_norm_scale,
                            .recompute = options.recompute};
  std::unique_ptr<Module> model = build(name, options, blocks);
  if (!model) {
    std::string known;
    for (const std::string& entry : model_names()) known += (known.empty() ? "" : ", ") + entry;
    throw UsageError(text("[model] unknown model '", name, "'", did_you_mean(name, model_names()),
                          "; known: ", known));
  }
  initialise(*model, options.init_scheme, options.seed);
  return model;
}

std::vector<std::string> model_names() {
  return {"resnet20", "resnet32", "resnet44", "resnet56", "resnet110"};
}

}  // namespace actlab::layers

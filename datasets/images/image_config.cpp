#include <actlab/datasets/images/image_config.h>

#include <algorithm>

#include <actlab/core/base/setting_checks.h>

namespace actlab::datasets {
namespace {

void override_with(const std::optional<ThreeNumbers>& given, std::array<float, 3>& numbers) {
  if (!given) return;
  std::ranges::transform(*given, numbers.begin(),
                         [](double number) { return static_cast<float>(number); });
}

}  // namespace

Settings settings(ImageConfig& c) {
  constexpr OnResume fixed = OnResume::fixed;
  return {{"data", &c.data, fixed, dataset_names()},
          {"data-dir", &c.data_dir, OnResume::free,
           "folder of data sets; else $ACTLAB_DATA, ~/.cache/actlab"},
          {"image-side", &c.image_side, fixed, "pixels to which folder:PATH is resized"},
          {"mean", &c.mean, fixed, "normalisation: R G B in 0..1; default: the data's own"},
          {"std", &c.std, fixed, "normalisation: R G B; default: the data's own"},
          {"augment", &c.augment, fixed, "random crops and flips"}};
}

void check(const ImageConfig& config) {
  require_range<std::int64_t>("image-side", config.image_side, 8, 1024);
  if (config.mean) {
    for (const double mean : *config.mean) require_range("mean", mean, -1e3, 1e3);
  }
  if (config.std) {
    for (const double deviation : *config.std) require_range("std", deviation, 1e-3, 1e3);
  }
}

Normalisation normalisation(const ImageConfig& config, const Dataset& dataset) {
  Normalisation result = dataset.normalisation();
  override_with(config.mean, result.mean);
  override_with(config.std, result.std);
  return result;
}

}  // namespace actlab::datasets

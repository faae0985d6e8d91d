#include <actlab/datasets/images/image_config.h>

#include <algorithm>

#include <actlab/core/base/error.h>
#include <actlab/core/base/setting_checks.h>

namespace actlab::datasets {
namespace {

void override_with(const std::optional<ThreeNumbers>& given, std::array<float, 3>& numbers) {
  if (!given) return;
  std::ranges::transform(*given, numbers.begin(),
                         [](double number) { return static_cast<float>(number); });
}

struct NamedColours {
  std::string name;
  Colours colours;
};
const std::vector<NamedColours>& colours() {
  static const std::vector<NamedColours> rows = {
      {"kept", Colours::kept}, {"simple", Colours::simple}, {"all", Colours::all}};
  return rows;
}

std::vector<std::string> names_of_colours() {
  std::vector<std::string> names;
  for (const NamedColours& row : colours()) names.push_back(row.name);
  return names;
}

std::string idle_count(const ImageConfig& config) {
  return config.data == "shapes" ? "" : "--count belongs to --data shapes";
}

// Why a setting of streamed images has no effect; empty where it has one.
std::string idle(const ImageConfig& config, const std::string& name) {
  if (config.data.starts_with("stream:")) return {};
  return text("--", name, " belongs to --data stream:PATH");
}

}  // namespace

Settings settings(ImageConfig& c) {
  const OnResume fixed = OnResume::fixed;
  return {
      {"data", &c.data, fixed, dataset_names()},
      {"data-dir", &c.data_dir, OnResume::free,
       "folder of data sets; else $ACTLAB_DATA, ~/.cache/actlab"},
      {"count", &c.count, fixed,
       "generated images of shapes, and a fifth as many to test; default: 20000", idle_count(c)},
      {"image-side", &c.image_side, fixed, "pixels to which images of a folder are resized"},
      {"mean", &c.mean, fixed, "normalisation: R G B in 0..1; default: the data's own"},
      {"std", &c.std, fixed, "normalisation: R G B; default: the data's own"},
      {"augment", &c.augment, fixed, "random crops and flips"},
      {"colours", &c.colours, fixed,
       "augmented photographs of stream:PATH: kept, simple (brightness and saturation change) "
       "or all (contrast and hue as well)",
       idle(c, "colours")},
      {"skip-bad-images", &c.skip_bad_images, OnResume::free,
       "images of stream:PATH that cannot be read are left out and counted",
       idle(c, "skip-bad-images")}};
}

void check(const ImageConfig& config) {
  require_range<std::int64_t>("image-side", config.image_side, 8, 1024);
  if (config.count) require_range<std::int64_t>("count", *config.count, 10, 1'000'000);
  require_choice("colours", config.colours, names_of_colours());
  if (config.mean) {
    for (const double mean : *config.mean) require_range("mean", mean, -1e3, 1e3);
  }
  if (config.std) {
    for (const double deviation : *config.std) require_range("std", deviation, 1e-3, 1e3);
  }
}

StreamOptions stream_options(const ImageConfig& config,
                             const std::shared_ptr<SkippedImages>& skipped) {
  StreamOptions options;
  for (const NamedColours& row : colours()) {
    if (row.name == config.colours) options.colours = row.colours;
  }
  if (config.skip_bad_images) options.skipped = skipped;
  return options;
}

OpenOptions open_options(const ImageConfig& config, std::uint64_t seed) {
  OpenOptions options{.data_dir = config.data_dir, .seed = seed, .image_side = config.image_side};
  if (config.count) {
    options.shapes_train_count = *config.count;
    options.shapes_test_count = std::max<std::int64_t>(1, *config.count / 5);
  }
  return options;
}

Normalisation normalisation(const ImageConfig& config, const Dataset& dataset) {
  Normalisation result = dataset.normalisation();
  override_with(config.mean, result.mean);
  override_with(config.std, result.std);
  return result;
}

}  // namespace actlab::datasets

// The section of a configuration that says which images are learned, and how they are read.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <actlab/core/base/setting.h>
#include <actlab/datasets/images/image_loader.h>
#include <actlab/datasets/images/open_dataset.h>

namespace actlab::datasets {

struct ImageConfig {
  std::string data = "shapes";
  std::string data_dir;
  std::optional<std::int64_t> count;  // images of shapes to train with; a fifth of them to test
  std::int64_t image_side = 32;
  std::string colours = "simple";  // of stream:PATH
  bool skip_bad_images = false;
  std::optional<ThreeNumbers> mean;
  std::optional<ThreeNumbers> std;
  bool augment = true;
};

Settings settings(ImageConfig& config);

// Throws UsageError for a value out of range.
void check(const ImageConfig& config);

// How images of stream:PATH are read; those that are passed over go to `skipped`.
StreamOptions stream_options(const ImageConfig& config,
                             const std::shared_ptr<SkippedImages>& skipped);

// What opens the data; `seed` is that of generated images.
OpenOptions open_options(const ImageConfig& config, std::uint64_t seed);

// The data's own, but for what the configuration sets.
Normalisation normalisation(const ImageConfig& config, const Dataset& dataset);

}  // namespace actlab::datasets

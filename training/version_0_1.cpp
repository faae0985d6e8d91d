#include <actlab/training/version_0_1.h>

#include <array>
#include <utility>

namespace actlab::training {
namespace {

constexpr std::array<std::pair<const char*, const char*>, 4> kRenamed = {
    {{"epoch_correct", "epoch_sums.accuracy"},
     {"epoch_images", "epoch_items"},
     {"best_accuracy", "best"},
     {"test_accuracy", "evaluated.test.accuracy"}}};

}  // namespace

void translate_setting(std::string& name, std::vector<std::string>& words) {
  if (words.size() != 1) return;
  const bool off = words.front() == "off";
  if (name == "batch-norm-scale") {
    name = "batch-norm";
    words = {off ? "no-scale" : "on"};
  } else if (name == "decay-activation") {
    name = "without-decay";
    words = {off ? "activations" : "none"};
  }
}

void translate_version_0_1(Metadata& metadata) {
  const auto format = metadata.find("actlab_checkpoint");
  if (format == metadata.end() || format->second != "1") return;
  for (const auto& [before, now] : kRenamed) {
    auto entry = metadata.extract(before);
    if (entry.empty()) continue;
    entry.key() = now;
    metadata.insert(std::move(entry));
  }
  format->second = "2";
  metadata["task"] = "images";
  metadata["epoch_sums"] = "accuracy";
  if (metadata.contains("evaluated.test.accuracy")) metadata["evaluated.test"] = "accuracy";
}

}  // namespace actlab::training

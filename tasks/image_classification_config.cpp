#include <actlab/tasks/image_classification_config.h>

#include <filesystem>
#include <iterator>
#include <optional>

#include <actlab/core/base/setting_checks.h>
#include <actlab/training/run_folder.h>

namespace actlab::tasks {
namespace {

bool has_auxiliary_head(const layers::ModelConfig& config) {
  const std::optional<SettingValue> given = config.of_model.find("auxiliary");
  return given && *given == SettingValue(true);
}

}  // namespace

std::unique_ptr<training::Config> ImageClassificationConfig::clone() const {
  return std::make_unique<ImageClassificationConfig>(*this);
}

std::string ImageClassificationConfig::run_name() const {
  std::string name = data;
  if (const std::size_t colon = name.find(':'); colon != std::string::npos) {
    const std::filesystem::path path(name.substr(colon + 1));  // only where it leads
    name = (path.has_filename() ? path : path.parent_path()).filename().string();
  }
  return training::name_part(name) + "-" + training::name_part(model) + "-" +
         training::name_part(activation);
}

Settings ImageClassificationConfig::own_settings() {
  Settings all = datasets::settings(static_cast<datasets::ImageConfig&>(*this));
  for (const Setting& setting : layers::settings(*this, layers::ModelInput::images)) {
    all.push_back(setting);
  }
  all.push_back({"label-smoothing", &label_smoothing, OnResume::free,
                 "share of the target spread over all classes"});
  all.push_back({"auxiliary-weight", &auxiliary_weight, OnResume::free,
                 "of the loss of a network's auxiliary head (--auxiliary on)",
                 has_auxiliary_head(*this)
                     ? ""
                     : "--auxiliary-weight belongs to a network with --auxiliary on"});
  return all;
}

void ImageClassificationConfig::resolve_own() {
  layers::fill_in(*this);
  const datasets::OpenOptions usual;
  if (data == "shapes" && !count) count = usual.shapes_train_count;
}

void ImageClassificationConfig::check_own() const {
  layers::check(*this, layers::ModelInput::images);
  datasets::check(static_cast<const datasets::ImageConfig&>(*this));
  require_range("label-smoothing", label_smoothing, 0.0, 1.0);
  require_range("auxiliary-weight", auxiliary_weight, 0.0, 100.0);
}

}  // namespace actlab::tasks

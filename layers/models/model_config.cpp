#include <actlab/layers/models/model_config.h>

#include <actlab/core/base/setting_checks.h>

namespace actlab::layers {

Settings settings(ModelConfig& c) {
  constexpr OnResume fixed = OnResume::fixed;
  return {{"model", &c.model, fixed,
           "resnet20 ... resnet110, resnet164, wrn16-4, wrn28-10, densenet100-12, "
           "densenet-bc100-12, any resnetD, wrnD-K, densenetD-K"},
          {"shortcut", &c.shortcut, fixed, "a (zero-padded) or b (1x1 convolution)"},
          {"init-scheme", &c.init_scheme, fixed, "he (fan-out) or lecun (normal)"},
          {"batch-norm-scale", &c.batch_norm_scale, fixed, "BatchNorm learns a scale"}};
}

void check(const ModelConfig& config) {
  require_known_model(config.model);
  require_choice("shortcut", config.shortcut, {"a", "b"});
  require_choice("init-scheme", config.init_scheme, {"he", "lecun"});
}

ModelOptions model_options(const ModelConfig& config) {
  ModelOptions options;
  options.shortcut = config.shortcut == "b" ? Shortcut::b : Shortcut::a;
  options.batch_norm_scale = config.batch_norm_scale;
  options.init_scheme = config.init_scheme == "lecun" ? InitScheme::lecun : InitScheme::he;
  return options;
}

}  // namespace actlab::layers

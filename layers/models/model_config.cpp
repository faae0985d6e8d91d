#include <actlab/layers/models/model_config.h>

#include <algorithm>
#include <iterator>

#include <actlab/core/base/setting_checks.h>

namespace actlab::layers {
namespace {

// "he: ...; lecun: ..."
std::string init_help() {
  std::string help;
  for (const InitRow& row : init_schemes()) {
    help += (help.empty() ? "" : "; ") + row.name + ": " + row.help;
  }
  return help;
}

InitScheme init_scheme_of(const ModelConfig& config) {
  const InitRow& row = find_init_scheme(config.init_scheme);
  return row.make(config.of_init.only(row.settings));
}

}  // namespace

Settings settings(ModelConfig& c) {
  constexpr OnResume fixed = OnResume::fixed;
  std::vector<RowOfTable> inits;
  for (const InitRow& row : init_schemes()) {
    inits.push_back({row.name, row.settings, row.name == c.init_scheme});
  }
  Settings all = {{"model", &c.model, fixed,
                   "resnet20 ... resnet110, resnet164, wrn16-4, wrn28-10, densenet100-12, "
                   "densenet-bc100-12, any resnetD, wrnD-K, densenetD-K"},
                  {"shortcut", &c.shortcut, fixed, "a (zero-padded) or b (1x1 convolution)"},
                  {"init-scheme", &c.init_scheme, fixed, init_help()},
                  {"batch-norm-scale", &c.batch_norm_scale, fixed, "BatchNorm learns a scale"}};
  std::ranges::move(settings_of(inits, c.of_init, fixed), std::back_inserter(all));
  return all;
}

void check(const ModelConfig& config) {
  require_known_model(config.model);
  require_choice("shortcut", config.shortcut, {"a", "b"});
  init_scheme_of(config);  // says what is wrong with it
}

ModelOptions model_options(const ModelConfig& config) {
  ModelOptions options;
  options.shortcut = config.shortcut == "b" ? Shortcut::b : Shortcut::a;
  options.batch_norm_scale = config.batch_norm_scale;
  options.init_scheme = init_scheme_of(config);
  return options;
}

}  // namespace actlab::layers

// Models by name.
//
//   auto model = make_model("resnet20", {.classes = 10, .activation = "swish"});
//
// Names: resnet20, resnet32, resnet44, resnet56, resnet110, or resnetD with D = 6n + 2;
//        resnet164 (pre-activation bottlenecks), or preact-resnetD with D = 9n + 2;
//        wrn16-4, wrn28-10, or wrnD-K with D = 6n + 4;
//        densenet100-12, or densenetD-K with D = 3n + 4, K the growth;
//        densenet-bc100-12, or densenet-bcD-K with D = 6n + 4 (bottlenecks and compression).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <actlab/layers/initialise.h>
#include <actlab/layers/layer.h>
#include <actlab/layers/options.h>

namespace actlab::layers {

struct ModelOptions {
  std::int64_t classes = 10;
  std::string activation = "relu";  // a catalog name or a formula
  Shortcut shortcut = Shortcut::a;
  bool batch_norm_scale = true;
  InitScheme init_scheme = InitScheme::he;
  std::uint64_t seed = 0;
  std::int64_t input_channels = 3;
  bool recompute = true;  // BlockOptions
};

// Throws UsageError for an unknown name, with the nearest known one, and for a wrong formula.
std::unique_ptr<Layer> make_model(const std::string& name, const ModelOptions& options = {});

// The same UsageError for an unknown name, without building anything.
void require_known_model(const std::string& name);

// The names worth listing to a person.
std::vector<std::string> model_names();

}  // namespace actlab::layers

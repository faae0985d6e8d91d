#include <actlab/studies/running/presets.h>

#include <algorithm>
#include <sstream>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/formula/language/catalog.h>
#include <actlab/training/config_text.h>

namespace actlab::studies {
namespace {

const std::vector<std::string> kNine = {"lrelu", "prelu", "softplus", "elu",  "selu",
                                        "gelu",  "relu",  "swish1",   "swish"};
// Those of Tables 1 and 2; Swish stands among the nine.
const std::vector<std::string> kFinds = {"max_x_sigmoid",   "cos_minus_x", "min_x_sin",
                                         "atan_sq_minus_x", "max_x_tanh",  "sinc_plus_x",
                                         "x_asinh_sq"};

std::vector<std::string> all_of_the_paper() {
  std::vector<std::string> all = kNine;
  all.insert(all.end(), kFinds.begin(), kFinds.end());
  return all;
}

std::vector<std::string> whole_catalog() {
  std::vector<std::string> all;
  for (const formula::CatalogRow& row : formula::catalog()) all.emplace_back(row.name);
  return all;
}

// The networks' own recipes. Steps of an epoch: 352 of 128 in 45,000 images, 391 of 128 and 782 of
// 64 in 50,000.
constexpr const char* kResNet =  // 1603.05027; 400 steps of warm-up, in a line and not at 0.01
    "batch-size=128 lr=0.1 schedule=steps lr-steps=32000,48000 lr-factor=0.1 warmup-epochs=1.1364 "
    "weight-decay=0.0001 momentum=0.9 validation=5000";
constexpr const char* kWideResNet =  // 1605.07146: 200 epochs, x 0.2 at 60, 120 and 160
    "batch-size=128 lr=0.1 schedule=steps lr-steps=23460,46920,62560 lr-factor=0.2 "
    "weight-decay=0.0005 momentum=0.9 nesterov=on validation=0";
constexpr const char* kDenseNet =  // 1608.06993: 300 epochs, / 10 at half and three quarters
    "batch-size=64 lr=0.1 schedule=steps lr-steps=117300,175950 lr-factor=0.1 "
    "weight-decay=0.0001 momentum=0.9 nesterov=on validation=0";

std::vector<PresetPart> paper_cifar(const std::string& data) {
  return {{data, "resnet164", "images", data, "resnet164", 64000, 5, kResNet},
          {data, "wrn28-10", "images", data, "wrn28-10", 78200, 5, kWideResNet},
          {data, "densenet100-12", "images", data, "densenet100-12", 234600, 5, kDenseNet}};
}

// A network of CIFAR trained for a while: half a cosine, 5,000 images kept for the choice of rates.
struct SmallCifar {
  const char* data;
  const char* for_network;
  const char* model;
  std::int64_t steps;
  std::int64_t seeds;
  std::vector<double> lrs;
  std::int64_t batch = 128;
};

PresetPart small(const SmallCifar& part) {
  return {part.data,
          part.for_network,
          "images",
          part.data,
          part.model,
          part.steps,
          part.seeds,
          text("batch-size=", part.batch,
               " lr=0.1 schedule=cosine weight-decay=0.0001 momentum=0.9 validation=5000"),
          part.lrs};
}

// A network of ImageNet with the recipe of its own authors (docs of TF-slim and NASNet).
struct ImageNetRecipe {
  const char* network;
  std::int64_t side;   // pixels
  std::int64_t batch;  // of all replicas together
  std::int64_t steps;
  std::int64_t seeds;
  double lr;
  std::int64_t steps_of_a_rate;  // so long, then it is multiplied
  const char* settings;          // by what, and what is the network's own
};

// 1710.05941, section 5.3: RMSProp, three rates a function. Which ones it does not say: here the
// recipe's own, half of it and twice of it. 1,281,167 images.
constexpr ImageNetRecipe kImageNet[] = {
    {"nasnet-mobile", 224, 1600, 250000, 3, 2.0, 1922,
     "lr-factor=0.97 label-smoothing=0.1 clip-norm=10"},
    {"inception-resnet-v2", 299, 640, 200200, 3, 0.045, 4004,
     "lr-factor=0.94 label-smoothing=0.1 clip-norm=2"},
    {"mobilenet", 224, 1600, 80100, 1, 0.045, 1602, "lr-factor=0.94"},
    {"inception-v3", 299, 1600, 80100, 1, 0.045, 1602,
     "lr-factor=0.94 label-smoothing=0.1 clip-norm=2"},
    {"inception-v4", 299, 640, 200200, 1, 0.045, 4004,
     "lr-factor=0.94 label-smoothing=0.1 clip-norm=2"}};

PresetPart imagenet(const ImageNetRecipe& recipe) {
  std::vector<std::int64_t> changes;
  for (std::int64_t at = recipe.steps_of_a_rate; at < recipe.steps; at += recipe.steps_of_a_rate) {
    changes.push_back(at);
  }
  return {"imagenet",
          recipe.network,
          "images",
          "folder:imagenet",
          recipe.network,
          recipe.steps,
          recipe.seeds,
          text("optimizer=rmsprop-tf momentum=0.9 alpha=0.9 epsilon=1 weight-decay=0.00004 ",
               "validation=10000 image-side=", recipe.side, " batch-size=", recipe.batch,
               " schedule=steps lr-steps=", joined(changes, ","), " ", recipe.settings),
          {recipe.lr / 2.0, recipe.lr, 2.0 * recipe.lr}};
}

std::vector<PresetPart> all_of_imagenet() {
  std::vector<PresetPart> parts;
  for (const ImageNetRecipe& recipe : kImageNet) parts.push_back(imagenet(recipe));
  return parts;
}

// A small relative of one of them on Tiny-ImageNet: 100 images of 200 classes, a first convolution
// with stride 1, and the same optimizer, as 1710.05941 has it. 2,000 steps are 3.6 epochs.
PresetPart tiny_imagenet(const char* for_network, const char* model, const char* settings) {
  return {"imagenet",
          for_network,
          "images",
          "folder:tiny-imagenet",
          model,
          2000,
          1,
          text("optimizer=rmsprop-tf momentum=0.9 alpha=0.9 epsilon=1 weight-decay=0.00004 "
               "label-smoothing=0.1 batch-size=32 image-side=64 validation=2000 schedule=cosine "
               "stem-stride=1 ",
               settings),
          {0.02, 0.05, 0.125}};
}

// 1706.03762 as 1710.05941, section 5.4, has it: 25,000 tokens a side and step, two rates a
// function. Which ones it does not say: here the peak of the former's schedule, and half of it.
PresetPart wmt() {
  return {"wmt",
          "transformer-base",
          "translation",
          "wmt14",
          "transformer-base",
          300000,
          1,
          "optimizer=adam beta1=0.9 beta2=0.98 epsilon=1e-9 weight-decay=0 schedule=inverse-root "
          "warmup-steps=4000 batch-size=25000 vocabulary=37000 dropout=0.1 label-smoothing=0.1 "
          "validation=newstest2012 test=newstest2014,newstest2013,newstest2015",
          {0.00035, 0.0007}};
}

// The same question on 29,000 short sentences: half a cosine that ends with the run.
PresetPart multi30k(std::int64_t steps, std::int64_t seeds) {
  return {"wmt",
          "transformer-base",
          "translation",
          "multi30k",
          "transformer-mini",
          steps,
          seeds,
          "optimizer=adam beta1=0.9 beta2=0.98 epsilon=1e-9 weight-decay=0 schedule=cosine "
          "warmup-steps=800 batch-size=512 vocabulary=4000 dropout=0.1 label-smoothing=0.1",
          {0.0007, 0.0014}};
}

std::vector<PresetPart> smoke_parts() {
  const char* settings =
      "batch-size=16 schedule=cosine weight-decay=0.0001 momentum=0.9 validation=200";
  std::vector<PresetPart> parts = {
      {"cifar10", "resnet164", "images", "shapes", "resnet8", 12, 3, settings, {0.03, 0.1}},
      {"cifar10", "wrn28-10", "images", "shapes", "wrn10-1", 12, 3, settings, {0.03, 0.1}}};
  for (const PresetPart& part : all_of_imagenet()) parts.push_back(part);
  parts.push_back(wmt());
  return parts;
}

std::vector<Preset> make_presets() {
  return {
      {"smoke",
       "every form of table in minutes, on generated shapes",
       "generated images, tiny networks, 12 steps: it shows that everything works, and no order",
       {"relu", "swish1", "swish", "softplus", "gelu"},
       smoke_parts()},
      {"laptop-cifar10",
       "an evening: the nine of the paper and its three best finds",
       "ResNet-20 for ResNet-164, 2,000 steps for 64,000, 3 seeds for 5",
       {"lrelu", "prelu", "softplus", "elu", "selu", "gelu", "relu", "swish1", "swish",
        "max_x_sigmoid", "cos_minus_x", "min_x_sin"},
       {small({"cifar10", "resnet164", "resnet20", 2000, 3, {0.03, 0.1, 0.3}})}},
      {"laptop-cifar100",
       "an evening: the nine of the paper on a hundred classes",
       "ResNet-20 for ResNet-164, 2,000 steps for 64,000, 3 seeds for 5",
       kNine,
       {small({"cifar100", "resnet164", "resnet20", 2000, 3, {0.03, 0.1, 0.3}})}},
      {"laptop-large",
       "an hour: ReLU and Swish in a large network of each family, for its first steps",
       "WRN-16-4 and DenseNet-BC-100-12 for the larger ones, 300 steps for 64,000 and more, 1 seed "
       "for 5: so much shows that they train and what a step costs, and no order",
       {"relu", "swish"},
       {small({"cifar10", "resnet164", "resnet164", 300, 1, {}}),
        small({"cifar10", "wrn28-10", "wrn16-4", 300, 1, {}}),
        small({"cifar10", "densenet100-12", "densenet-bc100-12", 300, 1, {}})}},
      {"laptop-multi30k",
       "an evening: English to German, with ./run data multi30k",
       "Multi30k for WMT 2014, a network of 5 million parameters for 63, 2,500 steps of 512 tokens "
       "for 300,000 of 25,000; 2 seeds",
       {"relu", "gelu", "swish1", "swish", "selu", "softplus"},
       {multi30k(2500, 2)}},
      {"overnight-cifar10",
       "nights: a small network of each of the three families",
       "ResNet-56, WRN-16-4 and DenseNet-BC-100-12 for the larger ones, 4,000 steps, 3 seeds for 5",
       all_of_the_paper(),
       {small({"cifar10", "resnet164", "resnet56", 4000, 3, {0.03, 0.1, 0.3}}),
        small({"cifar10", "wrn28-10", "wrn16-4", 4000, 3, {0.03, 0.1, 0.3}}),
        small({"cifar10", "densenet100-12", "densenet-bc100-12", 4000, 3, {0.03, 0.1, 0.3}})}},
      {"catalog-cifar10",
       "an evening: every function of the catalog under one protocol",
       "ResNet-8 for ResNet-164, 1,400 steps of 64 for 64,000 of 128, 3 seeds for 5",
       whole_catalog(),
       {small({"cifar10", "resnet164", "resnet8", 1400, 3, {0.03, 0.1}, 64})}},
      {"laptop-tiny-imagenet",
       "an evening: ReLU and Swish in three of the networks of ImageNet, for their first steps",
       "images of 64 pixels and 200 classes, MobileNet and Inception-ResNet-v2 of a quarter of the "
       "width, NASNet-A 4 @ 384 for 4 @ 1056, 2,000 steps of 32, 1 seed",
       {"relu", "swish"},
       {tiny_imagenet("mobilenet", "mobilenet", "width-multiplier=0.25"),
        tiny_imagenet("nasnet-mobile", "nasnet4-384", "clip-norm=10"),
        tiny_imagenet("inception-resnet-v2", "inception-resnet-v2",
                      "width-multiplier=0.25 clip-norm=2")}},
      {"paper-cifar10", "Tables 1 and 4 as published", "", all_of_the_paper(),
       paper_cifar("cifar10")},
      {"paper-cifar100", "Tables 2 and 5 as published", "", all_of_the_paper(),
       paper_cifar("cifar100")},
      {"paper-imagenet", "Tables 6 to 10 as published", "", kNine, all_of_imagenet()},
      {"paper-wmt", "Table 11 as published", "", kNine, {wmt()}}};
}

// "lr-steps=1,2" is {"lr-steps", "1,2"}.
void apply(training::Config& config, const std::string& settings) {
  std::istringstream words(settings);
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    training::set_field(config, word.substr(0, equals), {word.substr(equals + 1)});
  }
}

}  // namespace

const std::vector<Preset>& presets() {
  static const std::vector<Preset> all = make_presets();
  return all;
}

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const Preset& preset : presets()) names.push_back(preset.name);
  return names;
}

const Preset& find_preset(std::string_view name) {
  const auto place = std::ranges::find(presets(), name, &Preset::name);
  if (place != presets().end()) return *place;
  throw UsageError(text("[grid] unknown preset '", name, "'", did_you_mean(name, preset_names()),
                        "; known: ", joined(preset_names(), ", ")));
}

Grid grid_of(const Preset& preset, const PresetPart& part, const training::TaskTable& tasks) {
  Grid grid{.child = {*training::find_task(tasks, part.task).config()},
            .activations = preset.activations,
            .seeds = part.seeds,
            .steps = part.steps};
  grid.models = {part.model};
  grid.data = {part.data};
  apply(*grid.child.config, part.settings);
  training::check(*grid_child(grid, part.data, part.model).config);
  return grid;
}

std::optional<std::int64_t> paper_steps(const std::string& data, const std::string& network) {
  for (const Preset& preset : presets()) {
    if (!preset.name.starts_with("paper-")) continue;
    for (const PresetPart& part : preset.parts) {
      if (part.for_data == data && part.for_network == network) return part.steps;
    }
  }
  return std::nullopt;
}

}  // namespace actlab::studies

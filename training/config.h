// Config: everything that decides what a training run does.
//
// One table, visit_fields, names each field once; the flags of the programs, the JSON of a run's
// config.json and the help text all come from it. A field "batch-size" is the flag --batch-size
// and the JSON key "batch_size".
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace actlab::training {

using ThreeNumbers = std::array<double, 3>;

struct Config {
  // data
  std::string data = "shapes";
  std::string data_dir;
  std::int64_t image_side = 32;
  std::optional<ThreeNumbers> mean;
  std::optional<ThreeNumbers> std;
  std::int64_t validation = 0;
  bool augment = true;
  bool shuffle = true;
  // model
  std::string model = "resnet20";
  std::string activation = "swish";
  std::string shortcut = "a";
  std::string init_scheme = "he";
  bool batch_norm_scale = true;
  std::string init;
  // length
  std::optional<std::int64_t> epochs;
  std::optional<std::int64_t> max_steps;
  std::int64_t batch_size = 128;
  // optimizer
  std::string optimizer = "sgd";
  std::optional<double> lr;
  double momentum = 0.9;
  bool nesterov = false;
  std::optional<double> weight_decay;
  bool allow_constant = false;  // activations that do not depend on x
  bool decay_activation = false;
  double alpha = 0.9;
  std::optional<double> epsilon;
  bool epsilon_inside = false;
  double label_smoothing = 0.0;
  double clip_norm = 0.0;
  // schedule
  std::string schedule = "cosine";
  double warmup_epochs = 0.0;
  std::vector<std::int64_t> lr_steps = {32000, 48000};
  double lr_factor = 0.1;
  // the run
  std::int64_t seed = 0;
  std::int64_t threads = 0;
  std::string output;
  std::int64_t log_every = 10;
  std::int64_t checkpoint_every = 0;
  bool evaluate = true;
  bool quiet = false;
};

// Whether a run may be resumed with another value: `fixed` fields are part of what the run is.
enum class OnResume { fixed, free };

// Calls visit(name, field, on_resume, help) for every field, in the order of the help text.
template <class ConfigType, class Visit>
void visit_fields(ConfigType& c, const Visit& visit) {
  constexpr OnResume fixed = OnResume::fixed, free = OnResume::free;
  visit("data", c.data, fixed, "shapes, cifar10, cifar100 or folder:PATH");
  visit("data-dir", c.data_dir, free, "folder of data sets; else $ACTLAB_DATA, ~/.cache/actlab");
  visit("image-side", c.image_side, fixed, "pixels to which folder:PATH is resized");
  visit("mean", c.mean, fixed, "normalisation: R G B in 0..1; default: the data's own");
  visit("std", c.std, fixed, "normalisation: R G B; default: the data's own");
  visit("validation", c.validation, fixed, "images of the training set kept for validation");
  visit("augment", c.augment, fixed, "random crops and flips");
  visit("shuffle", c.shuffle, fixed, "another order each epoch; off: file order");
  visit("model", c.model, fixed,
        "resnet20 ... resnet110, resnet164, wrn16-4, wrn28-10, any resnetD or wrnD-K");
  visit("activation", c.activation, fixed, "a catalog name or a formula of x");
  visit("allow-constant", c.allow_constant, fixed, "take an activation without x as well");
  visit("shortcut", c.shortcut, fixed, "a (zero-padded) or b (1x1 convolution)");
  visit("init-scheme", c.init_scheme, fixed, "he (fan-out) or lecun (normal)");
  visit("batch-norm-scale", c.batch_norm_scale, fixed, "BatchNorm learns a scale");
  visit("init", c.init, free, "start from these weights (safetensors, PyTorch's names)");
  visit("epochs", c.epochs, free, "passes over the training images");
  visit("max-steps", c.max_steps, free, "stop after so many steps");
  visit("batch-size", c.batch_size, fixed, "images a step");
  visit("optimizer", c.optimizer, fixed, "sgd, rmsprop, adam or adamw");
  visit("lr", c.lr, free, "learning rate; default: sgd 0.1, others 0.001");
  visit("momentum", c.momentum, free, "of sgd and rmsprop");
  visit("nesterov", c.nesterov, free, "Nesterov's momentum (sgd)");
  visit("weight-decay", c.weight_decay, free, "default: sgd 0.0001, adamw 0.01, others 0");
  visit("decay-activation", c.decay_activation, free, "activation parameters decay as well");
  visit("alpha", c.alpha, free, "rmsprop: decay of the average of squares");
  visit("epsilon", c.epsilon, free, "default: rmsprop 0.001, adam and adamw 1e-8");
  visit("epsilon-inside", c.epsilon_inside, free, "rmsprop: epsilon stands inside the root");
  visit("label-smoothing", c.label_smoothing, free, "share of the target spread over all classes");
  visit("clip-norm", c.clip_norm, free, "longest gradient; 0: not clipped");
  visit("schedule", c.schedule, free, "constant, steps, cosine or one-cycle");
  visit("warmup-epochs", c.warmup_epochs, free, "epochs in which the rate rises in a line");
  visit("lr-steps", c.lr_steps, free, "schedule steps: N,N,... at which the rate changes");
  visit("lr-factor", c.lr_factor, free, "schedule steps: what the rate is multiplied by");
  visit("seed", c.seed, fixed, "of data order, augmentation, initialisation, shapes");
  visit("threads", c.threads, free, "0: one a core; results do not depend on it");
  visit("output", c.output, fixed, "folder of the run; default: runs/DATE-DATA-MODEL-ACTIVATION");
  visit("log-every", c.log_every, free, "steps between records of the loss");
  visit("checkpoint-every", c.checkpoint_every, free, "steps; 0: at the end of each epoch");
  visit("evaluate", c.evaluate, free, "test accuracy after each epoch");
  visit("quiet", c.quiet, free, "no progress");
}

// Values that depend on the optimizer or have not been given.
double learning_rate(const Config& config);
double weight_decay(const Config& config);
double epsilon(const Config& config);

// Throws UsageError for a value out of range, an unknown choice or model, with the nearest known
// one, and for a wrong formula: before any data is read.
void check(const Config& config);

// "batch-size", "lr", ...
std::vector<std::string> field_names();

}  // namespace actlab::training

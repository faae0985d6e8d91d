#include <actlab/layers/models/perceptron.h>

#include <cmath>
#include <cstdint>
#include <optional>

#include <actlab/core/base/error.h>
#include <actlab/core/base/platform.h>
#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/reshape.h>
#include <actlab/layers/activation.h>
#include <actlab/layers/batch_norm.h>
#include <actlab/layers/linear.h>

namespace actlab::layers {
namespace {

class HiddenLayer : public Layer {
 public:
  HiddenLayer(std::int64_t inputs, const formula::FormulaPointer& activation,
              const PerceptronOptions& options)
      : skips_(options.skip && inputs == options.width),
        linear_(add_child<Linear>("linear", inputs, options.width,
                                  options.batch_norm == PerceptronNorm::off)) {
    if (options.batch_norm != PerceptronNorm::off) {
      norm_ =
          &add_child<BatchNorm2d>("norm", options.width, options.batch_norm == PerceptronNorm::on);
    }
    activation_ = &add_child<Activation>("act", activation, options.width);
  }
  std::string kind() const override { return "HiddenLayer"; }
  bool skips() const { return skips_; }

 private:
  Tensor compute(const Tensor& input) override {
    const Tensor sums = linear_.forward(input);
    if (norm_ != nullptr) {
      return BatchNormActivation(*norm_, *activation_).forward(sums, skips_ ? input : Tensor());
    }
    return activation_->forward(skips_ ? add(sums, input) : sums);
  }

  bool skips_;
  Linear& linear_;
  BatchNorm2d* norm_ = nullptr;
  Activation* activation_ = nullptr;
};

class Perceptron : public Layer {
 public:
  Perceptron(std::int64_t inputs, std::int64_t outputs, const formula::FormulaPointer& activation,
             const PerceptronOptions& options)
      : inputs_(inputs) {
    for (std::int64_t i = 0; i < options.depth; ++i) {
      hidden_.push_back(&add_child<HiddenLayer>(text("layers.", i), i == 0 ? inputs : options.width,
                                                activation, options));
    }
    head_ = &add_child<Linear>("head", options.depth == 0 ? inputs : options.width, outputs);
  }
  std::string kind() const override { return "Perceptron"; }

 private:
  Tensor compute(const Tensor& input) override {
    Tensor hidden = input.rank() > 2 ? reshape(input, {input.size(0), inputs_}) : input;
    for (HiddenLayer* layer : hidden_) hidden = layer->forward(hidden);
    return head_->forward(hidden);
  }

  std::int64_t inputs_;
  std::vector<HiddenLayer*> hidden_;
  Linear* head_ = nullptr;
};

// Before the first of them is made: layer by layer the machine would be filled to its brim.
void require_room(std::int64_t inputs, std::int64_t outputs, const PerceptronOptions& options) {
  const auto width = static_cast<double>(options.width);
  const double weights = width * (static_cast<double>(inputs + outputs) +
                                  width * static_cast<double>(options.depth - 1));
  const double megabytes = weights * sizeof(float) / (1 << 20);
  constexpr double kSmall = 64.0;  // MB, for which nobody is asked
  if (megabytes < kSmall) return;
  const std::optional<std::int64_t> available = available_bytes();
  if (!available || megabytes * (1 << 20) <= static_cast<double>(*available)) return;
  throw Error(text("[model] the weights of a perceptron of depth ", options.depth, " and width ",
                   options.width, " take ", std::llround(megabytes), " MB of memory, and ",
                   *available >> 20, " MB are left; choose a smaller --width or --depth"));
}

}  // namespace

std::unique_ptr<Layer> make_perceptron(std::int64_t inputs, std::int64_t outputs,
                                       const formula::FormulaPointer& activation,
                                       const PerceptronOptions& options) {
  require_room(inputs, outputs, options);
  return std::make_unique<Perceptron>(inputs, outputs, activation, options);
}

bool adds_its_input(const Module& module) {
  const auto* const hidden = dynamic_cast<const HiddenLayer*>(&module);
  return hidden != nullptr && hidden->skips();
}

ModelRow perceptron_row() {
  using Options = PerceptronOptions;
  const std::vector<Knob<Options>> knobs = {
      knob::whole("depth", &Options::depth, 1, 1000, "hidden layers"),
      knob::whole("width", &Options::width, 1, 16384, "units of each hidden layer"),
      knob::choice("batch-norm", &Options::batch_norm,
                   {{"on", PerceptronNorm::on},
                    {"no-scale", PerceptronNorm::no_scale},
                    {"off", PerceptronNorm::off}},
                   kBatchNormHelp),
      knob::on_off("skip", &Options::skip,
                   "each hidden layer adds its input before the activation")};
  return model_row(
      {.pattern = "perceptron",
       .names = {"perceptron"},
       .help = "fully connected layers, of images too",
       .input = ModelInput::rows},
      Options{}, knobs, [](const ModelNumbers&, const ModelSize& size, const Options& options) {
        return make_perceptron(size.input.elements(), size.classes, size.activation, options);
      });
}

}  // namespace actlab::layers

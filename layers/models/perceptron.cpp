#include <actlab/layers/models/perceptron.h>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/ops/arithmetic.h>
#include <actlab/layers/activation.h>
#include <actlab/layers/batch_norm.h>
#include <actlab/layers/initialise.h>
#include <actlab/layers/linear.h>

namespace actlab::layers {
namespace {

class HiddenLayer : public Layer {
 public:
  HiddenLayer(std::int64_t inputs, const PerceptronOptions& options,
              const formula::FormulaPointer& activation)
      : skip_(options.skip && inputs == options.width),
        linear_(add_child<Linear>("linear", inputs, options.width,
                                  options.batch_norm == PerceptronNorm::off)) {
    if (options.batch_norm != PerceptronNorm::off) {
      norm_ =
          &add_child<BatchNorm2d>("norm", options.width, options.batch_norm == PerceptronNorm::on);
    }
    activation_ = &add_child<Activation>("act", activation, options.width);
  }
  std::string kind() const override { return "HiddenLayer"; }

 private:
  Tensor compute(const Tensor& input) override {
    const Tensor sums = linear_.forward(input);
    if (norm_ != nullptr) {
      return BatchNormActivation(*norm_, *activation_).forward(sums, skip_ ? input : Tensor());
    }
    return activation_->forward(skip_ ? add(sums, input) : sums);
  }

  bool skip_;
  Linear& linear_;
  BatchNorm2d* norm_ = nullptr;
  Activation* activation_ = nullptr;
};

class Perceptron : public Layer {
 public:
  explicit Perceptron(const PerceptronOptions& options) {
    const formula::FormulaPointer activation = formula::compile(options.activation);
    for (std::int64_t i = 0; i < options.depth; ++i) {
      hidden_.push_back(&add_child<HiddenLayer>(
          text("layers.", i), i == 0 ? options.inputs : options.width, options, activation));
    }
    head_ = &add_child<Linear>("head", options.depth == 0 ? options.inputs : options.width,
                               options.outputs);
  }
  std::string kind() const override { return "Perceptron"; }

 private:
  Tensor compute(const Tensor& input) override {
    Tensor hidden = input;
    for (HiddenLayer* layer : hidden_) hidden = layer->forward(hidden);
    return head_->forward(hidden);
  }

  std::vector<HiddenLayer*> hidden_;
  Linear* head_ = nullptr;
};

}  // namespace

std::unique_ptr<Layer> make_perceptron(const PerceptronOptions& options) {
  auto model = std::make_unique<Perceptron>(options);
  initialise(*model, InitScheme::he, options.seed);
  return model;
}

}  // namespace actlab::layers

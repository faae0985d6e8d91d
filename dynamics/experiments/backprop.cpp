#include <actlab/dynamics/experiments/backprop.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <unordered_map>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/formula/calculus/derivation.h>
#include <actlab/core/formula/compiler/constant_formula.h>
#include <actlab/core/formula/language/parser.h>
#include <actlab/core/formula/language/reference.h>
#include <actlab/core/io/json.h>
#include <actlab/core/ops/loss.h>
#include <actlab/core/ops/softmax.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/core/tensor/indices.h>
#include <actlab/layers/activation.h>
#include <actlab/layers/batch_norm.h>
#include <actlab/layers/linear.h>
#include <actlab/layers/models/perceptron.h>
#include <actlab/layers/models/table.h>
#include <actlab/layers/watch.h>
#include <actlab/report/page.h>

namespace actlab::dynamics {

std::string_view backprop_script();  // backprop.js, embedded

namespace {

std::vector<float> values_of(const Tensor& tensor) {
  return {tensor.values().begin(), tensor.values().end()};
}

// f'(z) of each unit, with its own values of the formula's parameters.
std::vector<float> slopes(const layers::Activation& activation, const std::vector<float>& z) {
  std::vector<float> result;
  for (std::size_t unit = 0; unit < z.size(); ++unit) {
    std::unordered_map<std::string, double> values;
    for (const NamedParameter& parameter : activation.parameters()) {
      const auto of_units = parameter.tensor.values();
      values[parameter.name] = static_cast<double>(of_units[of_units.size() == 1 ? 0 : unit]);
    }
    result.push_back(static_cast<float>(
        formula::evaluate(activation.formula()->derivative, static_cast<double>(z[unit]), values)));
  }
  return result;
}

void check(const BackpropOptions& options) {
  if (options.label != 0 && options.label != 1) {
    throw UsageError(text("[backprop] --label is 0 or 1, got ", options.label));
  }
  if (options.input.size() != 2) {
    throw UsageError(text("[backprop] --input is two numbers, got ", options.input.size()));
  }
  for (const float number : options.input) {
    if (!std::isfinite(number)) {
      throw UsageError(text("[backprop] --input is two finite numbers, got ", number));
    }
  }
  if (!std::isfinite(options.lr) || options.lr < 0.0) {
    throw UsageError(text("[backprop] --lr is a finite number from 0, got ", options.lr));
  }
  if (options.width < 1 || options.width > 16 || options.depth < 1 || options.depth > 8) {
    throw UsageError(text("[backprop] a page shows 1 to 8 layers of 1 to 16 units, got ",
                          options.depth, " of ", options.width));
  }
  formula::require_not_constant(*formula::compile(options.activation));
}

[[noreturn]] void refuse_example(const BackpropOptions& options, const std::string& what,
                                 const std::string& where, float z) {
  throw UsageError(text("[backprop] ", options.activation, " has no finite ", what, " at z = ", z,
                        " (", where, "), so that the example cannot be followed; try another ",
                        "--input or --seed, or a function that takes every x"));
}

// Every number of the passage must be one.
void check(const Backprop& passage) {
  for (const LayerPassage& layer : passage.layers) {
    for (std::size_t unit = 0; unit < layer.z.size(); ++unit) {
      const std::string where = text("unit ", unit + 1, " of ", layer.name);
      if (!std::isfinite(layer.z[unit])) {
        throw UsageError(text("[backprop] z of ", where, " is no finite number; give smaller ",
                              "numbers as --input"));
      }
      if (layer.y.empty()) continue;  // the head
      if (!std::isfinite(layer.y[unit])) {
        refuse_example(passage.options, "value", where, layer.z[unit]);
      }
      if (!std::isfinite(layer.slope[unit])) {
        refuse_example(passage.options, "slope", where, layer.z[unit]);
      }
    }
  }
  if (!std::isfinite(passage.loss)) {
    throw UsageError("[backprop] the loss is no finite number; give smaller numbers as --input");
  }
  if (!std::isfinite(passage.loss_after)) {
    throw UsageError(text("[backprop] a step of --lr ", passage.options.lr,
                          " leaves no finite loss; give a smaller one"));
  }
}

void see_norm(const layers::BatchNorm2d& norm, LayerPassage& layer) {
  const BatchNorm& tensors = norm.tensors();
  layer.mean = values_of(tensors.running_mean);
  layer.shift = values_of(tensors.shift);
  layer.scale = tensors.scale.defined() ? values_of(tensors.scale)
                                        : std::vector<float>(layer.mean.size(), 1.0f);
  for (const float variance : tensors.running_variance.values()) {
    const double deviation = std::sqrt(static_cast<double>(variance) + norm.options().epsilon);
    layer.deviation.push_back(static_cast<float>(deviation));
  }
}

// Adds what is seen to the layers; the gradients come with backward().
void see(const layers::Seen& seen, std::vector<LayerPassage>& layers) {
  // Keeps the gradient of the value in that field of the last layer.
  const auto keep = [&](const layers::Lazy& value, std::vector<float> LayerPassage::*field) {
    value.watch_gradient([&layers, field, place = layers.size() - 1](const Tensor& gradient) {
      layers[place].*field = values_of(gradient);
    });
  };
  if (dynamic_cast<const layers::Linear*>(&seen.module) != nullptr) {
    LayerPassage layer;
    layer.name = seen.name.substr(0, seen.name.rfind(".linear"));
    layer.input = values_of(seen.input.tensor());
    layer.sum = layer.z = values_of(seen.output.tensor());
    layers.push_back(std::move(layer));
    keep(seen.output, &LayerPassage::d_sum);
  } else if (const auto* norm = dynamic_cast<const layers::BatchNorm2d*>(&seen.module)) {
    see_norm(*norm, layers.back());
  } else if (const auto* f = dynamic_cast<const layers::Activation*>(&seen.module)) {
    LayerPassage& layer = layers.back();
    layer.z = values_of(seen.input.tensor());
    layer.y = values_of(seen.output.tensor());
    layer.slope = slopes(*f, layer.z);
    keep(seen.input, &LayerPassage::d_z);
    keep(seen.output, &LayerPassage::d_y);
  } else if (layers::adds_its_input(seen.module)) {
    layers.back().skips = true;
  }
}

void take_parameters(const layers::Layer& network, std::vector<LayerPassage>& layers) {
  for (const NamedParameter& parameter : network.parameters()) {
    for (LayerPassage& layer : layers) {
      const bool own = parameter.name == layer.name + ".weight" ||
                       parameter.name == layer.name + ".linear.weight";
      const bool own_bias =
          parameter.name == layer.name + ".bias" || parameter.name == layer.name + ".linear.bias";
      if (own) {
        layer.weights = values_of(parameter.tensor);
        layer.d_weights = values_of(parameter.tensor.gradient());
      } else if (own_bias) {
        layer.biases = values_of(parameter.tensor);
        layer.d_biases = values_of(parameter.tensor.gradient());
      }
    }
  }
}

void descend(const layers::Layer& network, double lr) {
  for (NamedParameter& parameter : network.parameters()) {
    const Tensor gradient = parameter.tensor.gradient();
    if (!gradient.defined()) continue;
    for (std::size_t i = 0; i < gradient.values().size(); ++i) {
      parameter.tensor.values()[i] -= static_cast<float>(lr) * gradient.values()[i];
    }
  }
}

Json json_of(const LayerPassage& layer) {
  return {{"name", layer.name},
          {"input", layer.input},
          {"z", layer.z},
          {"y", layer.y},
          {"slope", layer.slope},
          {"weights", layer.weights},
          {"biases", layer.biases},
          {"d_y", layer.d_y},
          {"d_z", layer.d_z},
          {"d_weights", layer.d_weights},
          {"d_biases", layer.d_biases}};
}

}  // namespace

std::vector<LayerPassage> pass(layers::Layer& network, const std::function<Tensor()>& loss) {
  std::vector<LayerPassage> layers;
  {
    const layers::Watch watch(network, [&](const layers::Seen& seen) { see(seen, layers); });
    backward(loss());
  }
  for (LayerPassage& layer : layers) {
    if (layer.y.empty()) layer.d_z = layer.d_sum;  // the head
  }
  take_parameters(network, layers);
  return layers;
}

Backprop backprop(const BackpropOptions& options) {
  check(options);
  Backprop passage{.options = options,
                   .formula = formula::compile(options.activation)->text,
                   .layers = {},
                   .probabilities = {}};
  const auto network = layers::make_model(
      "perceptron", {.classes = 2,
                     .activation = options.activation,
                     .settings = {{"depth", options.depth}, {"width", options.width}},
                     .seed = options.seed,
                     .input = {2}});
  const Tensor input = Tensor::from({1, 2}, options.input);
  const Indices label = Indices::from({1}, std::vector<std::int64_t>{options.label});
  passage.layers = pass(*network, [&] {
    const Tensor logits = network->forward(input);
    const Tensor probabilities = softmax(logits.detach());
    for (const float probability : probabilities.values()) {
      passage.probabilities.push_back(static_cast<double>(probability));
    }
    const Tensor loss = cross_entropy(logits, label);
    passage.loss = static_cast<double>(loss.item());
    return loss;
  });
  descend(*network, options.lr);
  const NoGradient no_gradient;
  passage.loss_after = static_cast<double>(cross_entropy(network->forward(input), label).item());
  check(passage);
  return passage;
}

std::string backprop_page(const Backprop& passage) {
  Json data = {{"formula", passage.formula},       {"label", passage.options.label},
               {"lr", passage.options.lr},         {"loss", passage.loss},
               {"loss_after", passage.loss_after}, {"probabilities", passage.probabilities}};
  for (const LayerPassage& layer : passage.layers) data["layers"].push_back(json_of(layer));
  for (const auto& line : formula::derivation(formula::parse(passage.formula))) {
    data["derivation"].push_back(
        {{"part", line.part}, {"rule", line.rule}, {"derivative", line.derivative}});
  }
  report::Page page{.title = "Backpropagation: " + passage.options.activation,
                    .summary = backprop_finding(passage)};
  page.sections = {
      {"derivation", "The function and its slope",
       "f' from the inside outwards: each part that depends on x, the rule, and what comes out."},
      {"forward", "Forward",
       "Each unit adds up its inputs times its weights and applies f. The slope f'(z) is noted "
       "here; on the way back it decides how much of the gradient comes through."},
      {"loss", "The loss",
       "Softmax makes probabilities of the last z, the loss is -log of the right one's. Its "
       "gradient by the last z is the probabilities minus the truth."},
      {"backward", "Back",
       "From the last layer to the first: the gradient by y is what all units behind send back "
       "through their weights; times f'(z) it is the gradient by z; times the input it is that "
       "of each weight."},
      {"update", "The update",
       "Every weight moves against its gradient, by the learning rate times as much."}};
  page.data.push_back({"passage", data.dump()});
  page.script = backprop_script();
  return report::write_page(page);
}

std::string backprop_finding(const Backprop& passage) {
  const auto smallest = [](const LayerPassage& layer) {
    return *std::ranges::min_element(layer.slope, {}, [](float s) { return std::abs(s); });
  };
  const auto mean = [](const std::vector<float>& values) {
    double sum = 0.0;
    for (const float value : values) sum += std::abs(static_cast<double>(value));
    return sum / static_cast<double>(values.size());
  };
  const std::string numbers = formatted(
      "the smallest slope in the first layer is %.3g; of the loss's gradient, %.3g a logit, "
      "%.3g a unit reaches its z; one step of %g takes the loss from %.4f to %.4f.",
      static_cast<double>(smallest(passage.layers.front())), mean(passage.layers.back().d_z),
      mean(passage.layers.front().d_z), passage.options.lr, passage.loss, passage.loss_after);
  return passage.options.activation + ": " + numbers;
}

}  // namespace actlab::dynamics

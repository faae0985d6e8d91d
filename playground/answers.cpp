#include <actlab/playground/answers.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <unordered_map>

#include <actlab/dynamics/report/function_curves.h>
#include <actlab/layers/activation.h>

namespace actlab::playground {
namespace {

constexpr int kLayerPoints = 65;
constexpr std::int64_t kShownRows = 2000;

}  // namespace

Json card_json(const FormulaCard& card) {
  Json parameters = Json::array();
  for (const auto& [name, initial] : card.parameters) {
    parameters.push_back({{"name", name}, {"initial", number(initial)}});
  }
  return {{"name", card.name},
          {"text", card.text},
          {"derivative", card.derivative},
          {"warning", card.warning},
          {"parameters", parameters},
          {"low", card.low},
          {"high", card.high},
          {"curve", numbers(card.curve)},
          {"slope", numbers(card.slope)}};
}

Json rows_json(const tasks::Rows& rows) {
  datasets::Items first(static_cast<std::size_t>(std::min(rows.size(), kShownRows)));
  std::iota(first.begin(), first.end(), 0);
  const tasks::Rows shown = rows.subset(first);
  return {{"inputs", numbers(shown.inputs)},
          {"labels", shown.labels},
          {"targets", numbers(shown.targets)},
          {"width", shown.width}};
}

Json measures_json(const training::Measures& measures) {
  Json all = Json::object();
  for (const auto& [name, value] : measures) all[name] = number(value);
  return all;
}

Json curves_json(const Side& side) {
  Json curves = Json::object();
  for (const layers::NamedModule& named : side.task().model().modules()) {
    const auto* activation = dynamic_cast<const layers::Activation*>(named.module);
    if (activation == nullptr) continue;
    std::unordered_map<std::string, double> means;
    for (const NamedParameter& parameter : activation->parameters()) {
      double sum = 0.0;
      for (const float value : parameter.tensor.values()) sum += static_cast<double>(value);
      means[parameter.name] = sum / static_cast<double>(parameter.tensor.elements());
    }
    const auto both =
        dynamics::FunctionCurves(activation->formula()->text).sample(kLayerPoints, means);
    const auto middle = both.begin() + kLayerPoints;
    curves[named.name] = {{"f", numbers(std::vector(both.begin(), middle))},
                          {"slope", numbers(std::vector(middle, both.end()))}};
  }
  return curves;
}

Json findings_json(const Side& side) {
  Json findings = Json::array();
  for (const dynamics::Finding& finding : side.findings()) {
    findings.push_back({{"accuses", finding.accuses}, {"sentence", finding.sentence}});
  }
  return findings;
}

Json layer_json(const dynamics::LayerPassage& layer) {
  return {{"name", layer.name},
          {"input", numbers(layer.input)},
          {"sum", numbers(layer.sum)},
          {"mean", numbers(layer.mean)},
          {"deviation", numbers(layer.deviation)},
          {"scale", numbers(layer.scale)},
          {"shift", numbers(layer.shift)},
          {"skips", layer.skips},
          {"z", numbers(layer.z)},
          {"y", numbers(layer.y)},
          {"slope", numbers(layer.slope)},
          {"weights", numbers(layer.weights)},
          {"biases", numbers(layer.biases)},
          {"d_y", numbers(layer.d_y)},
          {"d_z", numbers(layer.d_z)},
          {"d_sum", numbers(layer.d_sum)},
          {"d_weights", numbers(layer.d_weights)},
          {"d_biases", numbers(layer.d_biases)}};
}

}  // namespace actlab::playground

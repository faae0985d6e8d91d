#include <actlab/layers/summary.h>

#include <algorithm>
#include <iomanip>
#include <map>
#include <sstream>

#include <actlab/core/base/error.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/activation.h>
#include <actlab/layers/watch.h>

namespace actlab::layers {
namespace {

struct Output {
  Shape shape;
  bool stored;
};
using Outputs = std::map<std::string, Output, std::less<>>;

Outputs outputs(Layer& model, const Shape& input) {
  Outputs result;
  const bool training = model.training();
  const Watch watch(model, [&](const Seen& seen) {
    result.insert_or_assign(std::string(seen.name),
                            Output{seen.output.shape(), seen.output.is_stored()});
  });
  model.eval();
  {
    const NoGradient no_gradient;
    model.forward(Tensor::zeros(input));
  }
  if (training) model.train();
  return result;
}

LayerRow row_of(const NamedModule& layer, const Outputs& outputs) {
  LayerRow row;
  row.name = layer.name;
  row.kind = layer.module->kind();
  for (const NamedParameter& p : layer.module->parameters()) row.parameters += p.tensor.elements();
  const auto output = outputs.find(layer.name);
  if (output == outputs.end()) return row;  // it took no part
  row.output = output->second.shape;
  row.stored = output->second.stored;
  row.multiply_adds = layer.module->multiply_adds(row.output);
  if (row.stored)
    row.output_bytes = row.output.elements() * static_cast<std::int64_t>(sizeof(float));
  return row;
}

// 40551040 -> "40,551,040"
std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (auto i = static_cast<std::int64_t>(digits.size()) - 3; i > 0; i -= 3) {
    digits.insert(static_cast<std::size_t>(i), 1, ',');
  }
  return digits;
}

std::string kibibytes(std::int64_t bytes) { return grouped((bytes + 1023) / 1024) + " KiB"; }

using Cells = std::vector<std::string>;

Cells cells_of(const LayerRow& row) {
  return {row.name,
          row.kind,
          to_string(row.output),
          row.parameters > 0 ? grouped(row.parameters) : "",
          row.multiply_adds > 0 ? grouped(row.multiply_adds) : "",
          row.stored ? kibibytes(row.output_bytes) : ""};
}

// Columns as wide as their widest cell; text to the left, numbers to the right.
std::string table(const std::vector<Cells>& rows) {
  constexpr std::size_t kTextColumns = 3;
  std::vector<std::size_t> widths(rows[0].size());
  for (const Cells& cells : rows) {
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
  }
  std::ostringstream stream;
  for (const Cells& cells : rows) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      stream << (i > 0 ? "  " : "") << std::setw(static_cast<int>(widths[i]))
             << (i < kTextColumns ? std::left : std::right) << cells[i];
    }
    stream << "\n";
  }
  return stream.str();
}

}  // namespace

Summary summarise(Layer& model, const Shape& input) {
  const Outputs seen = outputs(model, input);
  Summary summary;
  LayerRow& total = summary.total;
  for (const NamedModule& layer : model.modules()) {
    if (layer.module->has_children()) continue;
    summary.layers.push_back(row_of(layer, seen));
    const LayerRow& row = summary.layers.back();
    total.multiply_adds += row.multiply_adds;
    total.output_bytes += row.output_bytes;
  }
  total.name = "total";
  total.output = seen.at("").shape;
  for (const NamedModule& layer : model.modules()) {
    const bool is_activation = dynamic_cast<const Activation*>(layer.module) != nullptr;
    if (is_activation && seen.contains(layer.name)) ++summary.activation_sites;
  }
  for (const NamedParameter& p : model.parameters()) {
    total.parameters += p.tensor.elements();
    if (p.traits.group == group::activations) summary.activation_parameters += p.tensor.elements();
  }
  return summary;
}

std::string to_text(const Summary& summary) {
  std::vector<Cells> rows{{"layer", "kind", "output", "parameters", "multiply-adds", "memory"}};
  for (const LayerRow& row : summary.layers) rows.push_back(cells_of(row));
  rows.push_back(cells_of(summary.total));
  return table(rows) + text("activation parameters: ", grouped(summary.activation_parameters),
                            " of ", grouped(summary.total.parameters), "\n");
}

}  // namespace actlab::layers

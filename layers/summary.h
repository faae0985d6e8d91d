// What a model consists of: a row for each layer, and totals.
//
//   std::cout << to_text(summarise(*model, {1, 32, 32, 3}));
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/layers/layer.h>

namespace actlab::layers {

struct LayerRow {
  std::string name;
  std::string kind;
  Shape output;
  bool stored = true;  // false: made where it is read (core/ops/normalised_conv2d.h)
  std::int64_t parameters = 0;
  std::int64_t multiply_adds = 0;  // one forward pass
  std::int64_t output_bytes = 0;   // 0 where it is not stored
};

struct Summary {
  std::vector<LayerRow> layers;  // modules without children, in order
  LayerRow total;
  std::int64_t activation_parameters = 0;  // those of `total` that belong to activations
  std::int64_t activation_sites = 0;       // activations that took part
};

// Runs one forward pass over zeros in evaluation mode; watches see it.
Summary summarise(Layer& model, const Shape& input);

std::string to_text(const Summary& summary);

}  // namespace actlab::layers

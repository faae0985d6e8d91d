// Embedding: rows of a table, looked up by number (core/ops/embedding.h).
// Parameter: weight [entries, width], which starts as N(0, 1 / width): times sqrt(width), as a
// Transformer takes it, a row then has values of variance 1.
#pragma once

#include <actlab/core/tensor/indices.h>
#include <actlab/layers/module.h>

namespace actlab::layers {

class Embedding : public Module {
 public:
  Embedding(std::int64_t entries, std::int64_t width);
  std::string kind() const override { return "Embedding"; }

  // [...] to [..., width]. A Watch sees the table as its input.
  Tensor forward(const Indices& indices) const;
  // To be shared with another layer (Module::share_parameter), or multiplied with as it is.
  const Tensor& weight() const { return weight_; }

 private:
  Tensor weight_;
};

}  // namespace actlab::layers

// One step of a Transformer on random tokens: forward, backward, Adam.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <actlab/layers/models/transformer.h>
#include <actlab/optim/adam.h>

namespace actlab::bench {

struct TokenStepOptions {
  std::string model = "transformer-mini", activation = "swish1";
  std::int64_t vocabulary = 4000, sentences = 64, length = 16;
  double dropout = 0.1;

  std::int64_t tokens() const { return sentences * length; }
};

class TokenStep {
 public:
  explicit TokenStep(const TokenStepOptions& options);
  // One step; returns its milliseconds.
  double run();
  std::int64_t parameters() const;

 private:
  std::unique_ptr<layers::Transformer> model_;
  optim::Adam adam_;
  layers::Sentences source_, target_;
  Indices labels_;
};

}  // namespace actlab::bench

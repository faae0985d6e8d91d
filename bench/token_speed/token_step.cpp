#include "bench/token_speed/token_step.h"

#include <utility>
#include <vector>

#include <actlab/core/base/random.h>
#include <actlab/core/tensor/autograd.h>
#include "bench/timing.h"

namespace actlab::bench {
namespace {

constexpr std::int32_t kFirstToken = 4;  // those before it are marks
constexpr double kRate = 1e-4;

std::unique_ptr<layers::Transformer> model_of(const TokenStepOptions& options) {
  layers::TransformerOptions made = layers::transformer_options(options.model);
  made.vocabulary = options.vocabulary;
  made.activation = options.activation;
  made.dropout = static_cast<float>(options.dropout);
  return layers::make_transformer(made);
}

// Whole sentences, so that no place is padding.
layers::Sentences random_sentences(const TokenStepOptions& options, Random& random) {
  std::vector<std::vector<std::int32_t>> sentences(static_cast<std::size_t>(options.sentences));
  for (auto& sentence : sentences) {
    for (std::int64_t place = 0; place < options.length; ++place) {
      sentence.push_back(kFirstToken +
                         static_cast<std::int32_t>(random.below(options.vocabulary - kFirstToken)));
    }
  }
  return layers::pad_sentences(sentences);
}

}  // namespace

TokenStep::TokenStep(const TokenStepOptions& options)
    : model_(model_of(options)),
      adam_({{"all", model_->parameters()}}, {.beta1 = 0.9, .beta2 = 0.98, .epsilon = 1e-9}) {
  Random random(0, Purpose::test);
  source_ = random_sentences(options, random);
  target_ = random_sentences(options, random);
  labels_ = random_sentences(options, random).tokens;
}

double TokenStep::run() {
  return milliseconds([&] {
    adam_.clear_gradients();
    backward(layers::token_loss(model_->forward(source_, target_), labels_));
    adam_.step(kRate);
  });
}

std::int64_t TokenStep::parameters() const {
  std::int64_t count = 0;
  for (const NamedParameter& p : model_->parameters()) count += p.tensor.elements();
  return count;
}

}  // namespace actlab::bench

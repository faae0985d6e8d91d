// Transformer: sequence to sequence (Vaswani et al. 2017, "Attention is all you need", 1706.03762),
// with any activation in its feed-forward layers.
//
//   x = dropout(E[token] sqrt(width) + positions)       E: one table for source, target and output
//   memory = encoder layers of the source's x           (layers/transformer_layer.h)
//   logits = (decoder layers of the target's x and the memory) E^T
//
// With pre-norm one more norm stands behind each stack: encoder.norm, decoder.norm.
//
//   auto model = make_transformer([] {
//     TransformerOptions options = transformer_options("transformer-small");
//     options.vocabulary = 8000;
//     return options;
//   }());
//   const TeacherForcing taught = teacher_forcing(target);
//   backward(token_loss(model->forward(source, taught.input), taught.labels));
//
// Sizes: transformer-base (the paper's), -small, -mini, -tiny. Parameters, of vocabulary V, width
// d, inner units f, E + D layers: V d + E (4 d^2 + 2 d f + f + 5 d) + D (8 d^2 + 2 d f + f + 7 d),
// and 4 d (E + 2 D) with projection biases, 4 d with pre-norm, f (E + D) for each parameter of the
// formula. Names are torch.nn.Transformer's, and embedding.weight.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <actlab/layers/embedding.h>
#include <actlab/layers/initialise.h>
#include <actlab/layers/sentences.h>
#include <actlab/layers/transformer_layer.h>

namespace actlab::layers {

struct TransformerOptions {
  std::int64_t vocabulary = 0;
  std::int64_t width = 512;
  std::int64_t inner = 2048;
  std::int64_t heads = 8;
  std::int64_t encoder_layers = 6;
  std::int64_t decoder_layers = 6;
  std::string activation = "relu";  // a catalog name or a formula
  bool pre_norm = false;
  bool projection_bias = false;  // of the attentions: torch.nn.Transformer has them, the paper not
  double epsilon = kLayerNormEpsilon;
  float dropout = 0.1f;
  float attention_dropout = 0.0f, inner_dropout = 0.0f;  // layers/transformer_layer.h
  InitScheme init_scheme = InitScheme::glorot;
  std::uint64_t seed = 0;
};

// The options of a size, its vocabulary left open. Throws UsageError for an unknown name, with the
// nearest known one.
TransformerOptions transformer_options(const std::string& name);
std::vector<std::string> transformer_names();

class Transformer : public Module {
 public:
  explicit Transformer(const TransformerOptions& options);
  std::string kind() const override { return "Transformer"; }
  const TransformerOptions& options() const { return options_; }

  // Logits [B, T, V] of the token that follows each place of the target, which sees the target so
  // far and all of its source. Throws Error for other numbers of sentences, and for a token outside
  // the vocabulary.
  Tensor forward(const Sentences& source, const Sentences& target);

  // The two halves of it: [B, S, width], and the logits from any attention to self and memory.
  Tensor encode(const Sentences& source);
  using Attend = std::function<Tensor(std::size_t layer, MultiHeadAttention&, const Tensor& x)>;
  // Target tokens [B, T] that stand at places first_place, first_place + 1, ...
  Tensor decode(const Indices& target, std::int64_t first_place, const Attend& self,
                const Attend& cross);

  // Keys and values of a memory for each decoder layer, [B, S, 2 width].
  std::vector<Tensor> memory_keys_values(const Tensor& memory) const;

 private:
  Tensor embed(const Indices& tokens, std::int64_t first_place, Dropout& dropout) const;

  TransformerOptions options_;
  Embedding& embedding_;
  Dropout& source_dropout_;
  Dropout& target_dropout_;
  std::vector<EncoderLayer*> encoder_;
  std::vector<DecoderLayer*> decoder_;
  LayerNorm* encoder_norm_ = nullptr;
  LayerNorm* decoder_norm_ = nullptr;
};

// Throws UsageError for a size below 1, heads that do not divide the width and a dropout outside
// [0, 1).
void require_transformer(const TransformerOptions& options);

// Initialised by the seed. Throws the same, and what a wrong formula throws.
std::unique_ptr<Transformer> make_transformer(const TransformerOptions& options);

// Mean cross-entropy over the real tokens, with smoothed labels (core/ops/loss.h).
Tensor token_loss(const Tensor& logits, const Indices& labels, float label_smoothing = 0.1f,
                  std::int32_t padding = 0);

}  // namespace actlab::layers

#include <actlab/layers/models/transformer.h>

#include <array>
#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/linear.h>
#include <actlab/core/ops/loss.h>
#include <actlab/layers/positions.h>

namespace actlab::layers {
namespace {

struct Size {
  const char* name;
  std::int64_t width, inner, heads, encoder_layers, decoder_layers;
};

constexpr std::array kSizes = {
    Size{"transformer-base", 512, 2048, 8, 6, 6},
    Size{"transformer-small", 256, 1024, 4, 3, 3},
    Size{"transformer-mini", 256, 512, 4, 3, 3},
    Size{"transformer-tiny", 128, 256, 4, 4, 4},
};

// Layers under "layers.I" and the norm behind them, so that names read encoder.layers.0....
template <class TransformerLayerKind>
class Stack : public Module {
 public:
  Stack(const TransformerLayerOptions& options, std::int64_t layers, std::uint64_t first_dropout) {
    for (std::int64_t i = 0; i < layers; ++i) {
      layers_.push_back(&add_child<TransformerLayerKind>(
          text("layers.", i), options,
          first_dropout + static_cast<std::uint64_t>(i) * TransformerLayerKind::kDropouts));
    }
    if (options.pre_norm) norm_ = &add_child<LayerNorm>("norm", options.width, options.epsilon);
  }
  std::string kind() const override { return "Stack"; }

  const std::vector<TransformerLayerKind*>& layers() const { return layers_; }
  LayerNorm* norm() const { return norm_; }

 private:
  std::vector<TransformerLayerKind*> layers_;
  LayerNorm* norm_ = nullptr;
};

TransformerLayerOptions layer_options(const TransformerOptions& options) {
  return {.width = options.width,
          .inner = options.inner,
          .heads = options.heads,
          .activation = formula::compile(options.activation),
          .pre_norm = options.pre_norm,
          .projection_bias = options.projection_bias,
          .epsilon = options.epsilon,
          .dropout = options.dropout,
          .attention_dropout = options.attention_dropout,
          .inner_dropout = options.inner_dropout,
          .seed = options.seed};
}

}  // namespace

void require_transformer(const TransformerOptions& options) {
  const auto at_least = [](const char* what, std::int64_t value, std::int64_t least) {
    if (value >= least) return;
    throw UsageError(text("[transformer] ", what, " must be at least ", least, ", got ", value));
  };
  at_least("the vocabulary", options.vocabulary, 1);
  at_least("the width", options.width, 1);
  at_least("the inner width", options.inner, 1);
  at_least("the number of heads", options.heads, 1);
  at_least("the number of encoder layers", options.encoder_layers, 0);
  at_least("the number of decoder layers", options.decoder_layers, 0);
  if (options.width % options.heads != 0) {
    throw UsageError(text("[transformer] the heads must divide the width: got ", options.heads,
                          " heads for ", options.width));
  }
  for (const float dropout : {options.dropout, options.attention_dropout, options.inner_dropout}) {
    if (dropout >= 0.0f && dropout < 1.0f) continue;
    throw UsageError(text("[transformer] the dropout must be from 0 to below 1, got ", dropout));
  }
}

TransformerOptions transformer_options(const std::string& name) {
  for (const Size& size : kSizes) {
    if (name != size.name) continue;
    TransformerOptions options;
    options.width = size.width;
    options.inner = size.inner;
    options.heads = size.heads;
    options.encoder_layers = size.encoder_layers;
    options.decoder_layers = size.decoder_layers;
    return options;
  }
  const std::vector<std::string> known = transformer_names();
  throw UsageError(text("[transformer] unknown size '", name, "'", did_you_mean(name, known),
                        "; known: ", joined(known, ", ")));
}

std::vector<std::string> transformer_names() {
  std::vector<std::string> names;
  for (const Size& size : kSizes) names.emplace_back(size.name);
  return names;
}

Transformer::Transformer(const TransformerOptions& options)
    : options_(options),
      embedding_(add_child<Embedding>("embedding", options.vocabulary, options.width)),
      source_dropout_(add_child<Dropout>("source_dropout", options.dropout, options.seed, 0)),
      target_dropout_(add_child<Dropout>("target_dropout", options.dropout, options.seed, 1)) {
  const TransformerLayerOptions layers = layer_options(options);
  const auto& encoder =
      add_child<Stack<EncoderLayer>>("encoder", layers, options.encoder_layers, 2);
  encoder_ = encoder.layers();
  encoder_norm_ = encoder.norm();
  const auto& decoder = add_child<Stack<DecoderLayer>>(
      "decoder", layers, options.decoder_layers, 2 + EncoderLayer::kDropouts * encoder_.size());
  decoder_ = decoder.layers();
  decoder_norm_ = decoder.norm();
}

Tensor Transformer::embed(const Indices& tokens, std::int64_t first_place, Dropout& dropout) const {
  const auto scale = static_cast<float>(std::sqrt(static_cast<double>(options_.width)));
  const Tensor places = sinusoidal_positions(tokens.size(1), options_.width, first_place);
  return dropout.forward(add(multiply(embedding_.forward(tokens), scale), places));
}

Tensor Transformer::encode(const Sentences& source) {
  if (source.tokens.rank() != 2) {
    throw Error(
        text("[transformer] tokens must be [sentences, places], got ", source.tokens.shape()));
  }
  Tensor x = embed(source.tokens, 0, source_dropout_);
  for (EncoderLayer* layer : encoder_) x = layer->forward(x, {.lengths = source.lengths});
  return encoder_norm_ == nullptr ? x : encoder_norm_->forward(x);
}

Tensor Transformer::decode(const Indices& target, std::int64_t first_place, const Attend& self,
                           const Attend& cross) {
  if (target.rank() != 2) {
    throw Error(text("[transformer] tokens must be [sentences, places], got ", target.shape()));
  }
  Tensor y = embed(target, first_place, target_dropout_);
  for (std::size_t i = 0; i < decoder_.size(); ++i) {
    const auto of_layer = [i](const Attend& attend) -> DecoderLayer::Attend {
      return [i, &attend](MultiHeadAttention& attention, const Tensor& x) {
        return attend(i, attention, x);
      };
    };
    y = decoder_[i]->forward(y, of_layer(self), of_layer(cross));
  }
  if (decoder_norm_ != nullptr) y = decoder_norm_->forward(y);
  return linear(y, embedding_.weight());
}

Tensor Transformer::forward(const Sentences& source, const Sentences& target) {
  if (source.tokens.rank() == 2 && target.tokens.rank() == 2 && source.count() != target.count()) {
    throw Error(
        text("[transformer] ", source.count(), " sources do not fit ", target.count(), " targets"));
  }
  const Tensor memory = encode(source);
  return decode(
      target.tokens, 0,
      [&](std::size_t, MultiHeadAttention& attention, const Tensor& x) {
        return attention.forward(x, {.lengths = target.lengths, .causal = true});
      },
      [&](std::size_t, MultiHeadAttention& attention, const Tensor& x) {
        return attention.forward(x, memory, {.lengths = source.lengths});
      });
}

std::vector<Tensor> Transformer::memory_keys_values(const Tensor& memory) const {
  std::vector<Tensor> kept;
  for (const DecoderLayer* layer : decoder_) {
    kept.push_back(layer->cross_attention().keys_values(memory));
  }
  return kept;
}

std::unique_ptr<Transformer> make_transformer(const TransformerOptions& options) {
  require_transformer(options);
  auto model = std::make_unique<Transformer>(options);
  initialise(*model, options.init_scheme, options.seed);
  return model;
}

Tensor token_loss(const Tensor& logits, const Indices& labels, float label_smoothing,
                  std::int32_t padding) {
  return cross_entropy(logits, labels,
                       {.label_smoothing = label_smoothing, .ignored_label = padding});
}

}  // namespace actlab::layers

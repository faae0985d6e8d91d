#include <actlab/tasks/translation/translation_weights.h>

#include <charconv>
#include <filesystem>
#include <sstream>

#include <actlab/core/base/error.h>
#include <actlab/layers/state.h>
#include <actlab/training/checkpoint.h>

namespace actlab::tasks {
namespace {

namespace fs = std::filesystem;

std::string vocabulary_text(const datasets::Subwords& subwords) {
  std::ostringstream stream;
  stream << subwords.size() << " tokens, " << std::hex << subwords.fingerprint();
  return stream.str();
}

std::string on_off(bool value) { return value ? "on" : "off"; }

// Reads what describe_translation wrote.
class Description {
 public:
  Description(const Metadata& metadata, std::string source)
      : metadata_(metadata), source_(std::move(source)) {}

  const std::string& word(const std::string& key) const {
    const auto found = metadata_.find(key);
    if (found != metadata_.end()) return found->second;
    throw UsageError(text("[weights] ", source_, " does not state its ", key,
                          "; translations need weights of ./run train --task translation"));
  }
  std::int64_t whole(const std::string& key) const {
    const std::string& digits = word(key);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc() && end == digits.data() + digits.size()) return value;
    throw Error(text("[weights] ", source_, ": ", key, " must be a number, got ", digits));
  }
  bool is_on(const std::string& key) const { return word(key) == "on"; }

 private:
  const Metadata& metadata_;
  std::string source_;
};

layers::TransformerOptions options_of(const Description& stated, std::int64_t vocabulary) {
  layers::TransformerOptions options;
  options.vocabulary = vocabulary;
  options.width = stated.whole("width");
  options.inner = stated.whole("inner");
  options.heads = stated.whole("heads");
  options.encoder_layers = stated.whole("encoder_layers");
  options.decoder_layers = stated.whole("decoder_layers");
  options.activation = stated.word("activation");
  options.pre_norm = stated.is_on("pre_norm");
  options.projection_bias = stated.is_on("projection_bias");
  options.dropout = 0.0f;
  return options;
}

}  // namespace

Metadata describe_translation(const TranslationConfig& config,
                              const layers::TransformerOptions& options,
                              const datasets::Subwords& subwords) {
  return {{"model", config.model},
          {"activation", config.activation},
          {"width", text(options.width)},
          {"inner", text(options.inner)},
          {"heads", text(options.heads)},
          {"encoder_layers", text(options.encoder_layers)},
          {"decoder_layers", text(options.decoder_layers)},
          {"pre_norm", on_off(options.pre_norm)},
          {"projection_bias", on_off(options.projection_bias)},
          {"languages", config.languages.source + " to " + config.languages.goal},
          {"vocabulary", vocabulary_text(subwords)}};
}

void require_vocabulary(const Metadata& stored, const std::string& file,
                        const datasets::Subwords& subwords) {
  const auto expected = stored.find("vocabulary");
  if (expected == stored.end() || expected->second == vocabulary_text(subwords)) return;
  throw Error(text("[weights] ", file, " was learned with another vocabulary (", expected->second,
                   ") than this one (", vocabulary_text(subwords),
                   "); name the vocabulary.txt beside it with --subwords"));
}

StoredTranslation open_stored_translation(const std::string& weights,
                                          const std::string& vocabulary) {
  std::error_code none;
  const bool is_run = fs::is_directory(weights, none);
  if (!fs::exists(weights, none)) {
    throw UsageError(text("[weights] there is no run or file ", weights, "; name the folder of a ",
                          "run with --weights, or train one: ./run train --task translation"));
  }
  const std::string file = is_run ? weights + "/best.safetensors" : weights;
  if (is_run && !fs::exists(file, none)) {
    throw UsageError(text("[weights] ", weights, " holds no best.safetensors yet; it is written ",
                          "after the first epoch"));
  }
  const Safetensors stored = training::read_weights(file);
  const Description stated(stored.metadata, file);
  const std::string expected = stated.word("vocabulary");

  fs::path folder = fs::path(file).parent_path();
  if (folder.filename() == "epochs") folder = folder.parent_path();
  const std::string path = vocabulary.empty() ? (folder / kVocabularyFile).string() : vocabulary;
  if (!fs::exists(path, none)) {
    throw UsageError(text("[weights] there is no vocabulary ", path,
                          "; name the vocabulary.txt of ", "the run with --vocabulary"));
  }
  datasets::Subwords subwords = datasets::Subwords::load(path);
  if (vocabulary_text(subwords) != expected) {
    throw Error(text("[weights] ", path, " is another vocabulary (", vocabulary_text(subwords),
                     ") than that of ", file, " (", expected, ")"));
  }
  auto model = layers::make_transformer(options_of(stated, subwords.size()));
  layers::load_state(*model, stored.tensors, file);
  return {std::move(model), std::move(subwords)};
}

}  // namespace actlab::tasks

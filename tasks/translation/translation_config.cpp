#include <actlab/tasks/translation/translation_config.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/setting_checks.h>
#include <actlab/datasets/text/subwords.h>
#include <actlab/training/run_folder.h>

namespace actlab::tasks {
namespace {

namespace fs = std::filesystem;

layers::InitScheme init_scheme_of(const TranslationConfig& config) {
  const layers::InitRow& row = layers::find_init_scheme(config.init_scheme);
  return row.make(config.of_init.only(row.settings));
}

Settings settings_of_text(TranslationConfig& c) {
  const OnResume fixed = OnResume::fixed;
  return {
      {"data", &c.data, fixed, "folder of text files, or its name in the data folder"},
      {"data-dir", &c.data_dir, OnResume::free,
       "the data folder; default: $ACTLAB_DATA, else ~/.cache/actlab"},
      {"source", &c.languages.source, fixed, "language that is translated: ends of file names"},
      {"goal", &c.languages.goal, fixed, "language into which"},
      {"train", &c.train, fixed, "what is learned from: NAME.en and NAME.de, or NAME.tsv"},
      {"validation", &c.validation_part, fixed, "what weights are chosen by; none: nothing"},
      {"test", &c.test, fixed,
       "what the best weights are tested on, in the end: NAME,NAME; none: nothing"},
      {"vocabulary", &c.vocabulary, fixed, "tokens of both languages, byte pairs learned"},
      {"subwords", &c.subwords, fixed, "vocabulary.txt of another run, instead of learning"},
      {"longest", &c.longest, fixed, "tokens; pairs with a longer side are not learned from"},
      {"batch-size", &c.batch_size, fixed, "tokens a step, padding counted, of the longer side"}};
}

Settings settings_of_network(TranslationConfig& c) {
  const OnResume fixed = OnResume::fixed;
  return {{"model", &c.model, fixed, joined(layers::transformer_names(), ", ")},
          {"width", &c.width, fixed, "of the model; default: the size's own, as for the next four"},
          {"inner", &c.inner, fixed, "units of each feed-forward layer"},
          {"heads", &c.heads, fixed, "of each attention"},
          {"encoder-layers", &c.encoder_layers, fixed, "layers that read"},
          {"decoder-layers", &c.decoder_layers, fixed, "layers that write"},
          {"pre-norm", &c.pre_norm, fixed, "normalise before each part, not behind it"},
          {"projection-bias", &c.projection_bias, fixed, "attention's four matrices have biases"},
          {"dropout", &c.dropout, fixed, "of embeddings and of each part's output"},
          {"attention-dropout", &c.attention_dropout, fixed, "of attention's weights"},
          {"inner-dropout", &c.inner_dropout, fixed, "of what the activation makes"},
          {"label-smoothing", &c.label_smoothing, OnResume::free,
           "share of the target spread over all tokens"}};
}

Settings settings_of_judging(TranslationConfig& c) {
  const OnResume free = OnResume::free;
  return {{"beams", &c.beams, free, "sequences kept in the search when testing"},
          {"alpha", &c.alpha, free, "the search's preference of long translations"},
          {"validation-lines", &c.validation_lines, free,
           "translated after each epoch for BLEU, greedily: the first so many"},
          {"examples", &c.examples, free, "translations shown after each epoch"},
          {"evaluate", &c.evaluate, free, "test the best weights in the end"}};
}

}  // namespace

TranslationConfig::TranslationConfig() {
  optimizer = "adam";
  lr = 0.001;
  of_optimizer = {{"beta2", 0.98}, {"epsilon", 1e-9}};
  weight_decay = 0.0;
  schedule = "inverse-root";
  warmup_steps = 800;
  batch_size = 1024;
  epochs = 20;
  average = 5;
  log_every = 50;
}

std::unique_ptr<training::Config> TranslationConfig::clone() const {
  return std::make_unique<TranslationConfig>(*this);
}

std::string TranslationConfig::run_name() const {
  const fs::path path(data);
  const std::string name = path.has_filename() ? path.filename() : path.parent_path().filename();
  return training::name_part(name) + "-" + training::name_part(model) + "-" +
         training::name_part(activation);
}

std::int64_t TranslationConfig::items_a_step() const {
  constexpr std::int64_t kUsualTokens = 16;  // of a sentence
  return std::max<std::int64_t>(1, batch_size / kUsualTokens);
}

std::int64_t TranslationConfig::smallest_batch() const {
  return std::min(batch_size, longest + 2);  // with the marks at both ends
}

void TranslationConfig::make_paths_absolute() {
  std::error_code none;
  if (fs::is_directory(data, none)) data = fs::absolute(data).lexically_normal().string();
  if (!subwords.empty()) subwords = fs::absolute(subwords).lexically_normal().string();
}

std::vector<std::string> TranslationConfig::test_parts() const {
  std::vector<std::string> names;
  if (test == kNothing) return names;
  for (std::size_t begin = 0; evaluate && begin < test.size();) {
    const std::size_t end = std::min(test.find(',', begin), test.size());
    if (end > begin) names.push_back(test.substr(begin, end - begin));
    begin = end + 1;
  }
  return names;
}

Settings TranslationConfig::own_settings() {
  Settings all = settings_of_text(*this);
  std::ranges::move(settings_of_network(*this), std::back_inserter(all));
  std::vector<RowOfTable> inits;
  for (const layers::InitRow& row : layers::init_schemes()) {
    inits.push_back({row.name, row.settings, row.name == init_scheme});
  }
  all.push_back({"init-scheme", &init_scheme, OnResume::fixed,
                 joined(layers::init_schemes(), ", ", &layers::InitRow::name)});
  std::ranges::move(settings_of(inits, of_init, OnResume::fixed), std::back_inserter(all));
  std::ranges::move(settings_of_judging(*this), std::back_inserter(all));
  return all;
}

void TranslationConfig::resolve_own() {
  const layers::TransformerOptions options = transformer_options(*this, vocabulary);
  width = options.width;
  inner = options.inner;
  heads = options.heads;
  encoder_layers = options.encoder_layers;
  decoder_layers = options.decoder_layers;
  of_init.fill_in(layers::find_init_scheme(init_scheme).settings);
}

void TranslationConfig::check_own() const {
  require_range<std::int64_t>("vocabulary", vocabulary, datasets::kFirstJoined,
                              datasets::kLargestVocabulary);
  require_range<std::int64_t>("longest", longest, 1, 100'000);
  require_range<std::int64_t>("beams", beams, 1, 1000);
  require_range("alpha", alpha, 0.0, 100.0);
  require_range<std::int64_t>("validation-lines", validation_lines, 1, kMany);
  require_range<std::int64_t>("examples", examples, 0, 1000);
  require_range("label-smoothing", label_smoothing, 0.0, 1.0);
  require_range("dropout", dropout, 0.0, 0.999);
  require_range("attention-dropout", attention_dropout, 0.0, 0.999);
  require_range("inner-dropout", inner_dropout, 0.0, 0.999);
  for (const auto& [flag, size] :
       {std::pair("width", width), std::pair("inner", inner), std::pair("heads", heads),
        std::pair("encoder-layers", encoder_layers), std::pair("decoder-layers", decoder_layers)}) {
    if (size) require_range<std::int64_t>(flag, *size, 1, 1 << 16);
  }
  if (longest > batch_size) {
    throw UsageError(text("[config] a sentence may have --longest ", longest,
                          " tokens, more than a batch of --batch-size ", batch_size));
  }
  for (const std::string& language : {languages.source, languages.goal}) {
    if (!language.empty() && language.find('/') == std::string::npos) continue;
    throw UsageError("[config] --source and --goal are the ends of file names: en, de");
  }
  if (languages.source == languages.goal) {
    throw UsageError("[config] --source and --goal must be two languages");
  }
  layers::require_transformer(transformer_options(*this, vocabulary));
}

layers::TransformerOptions transformer_options(const TranslationConfig& config,
                                               std::int64_t vocabulary) {
  layers::TransformerOptions options = layers::transformer_options(config.model);
  options.vocabulary = vocabulary;
  options.width = config.width.value_or(options.width);
  options.inner = config.inner.value_or(options.inner);
  options.heads = config.heads.value_or(options.heads);
  options.encoder_layers = config.encoder_layers.value_or(options.encoder_layers);
  options.decoder_layers = config.decoder_layers.value_or(options.decoder_layers);
  options.activation = config.activation;
  options.pre_norm = config.pre_norm;
  options.projection_bias = config.projection_bias;
  options.dropout = static_cast<float>(config.dropout);
  options.attention_dropout = static_cast<float>(config.attention_dropout);
  options.inner_dropout = static_cast<float>(config.inner_dropout);
  options.init_scheme = init_scheme_of(config);
  options.seed = static_cast<std::uint64_t>(config.seed);
  return options;
}

}  // namespace actlab::tasks

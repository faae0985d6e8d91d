// What decides a run that translates.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <actlab/datasets/text/sentence_pairs.h>
#include <actlab/layers/models/transformer.h>
#include <actlab/training/config.h>

namespace actlab::tasks {

inline constexpr const char* kNothing = "none";  // to validate by, or to test on

struct TranslationConfig : training::Config {
  TranslationConfig();

  // the text
  std::string data = "multi30k";  // a folder, or the name of one in the data folder
  std::string data_dir;
  datasets::Languages languages;
  std::string train = "train";
  std::string validation_part = "val";
  std::string test = "test_2016_flickr,test_2017_flickr,test_2017_mscoco";
  // the tokens
  std::int64_t vocabulary = 4000;
  std::string subwords;  // file of a vocabulary that is there already
  std::int64_t longest = 100;
  // the network
  std::string model = "transformer-mini";
  std::optional<std::int64_t> width, inner, heads, encoder_layers, decoder_layers;
  bool pre_norm = false;
  bool projection_bias = false;
  double dropout = 0.1;
  double attention_dropout = 0.0, inner_dropout = 0.0;
  std::string init_scheme = "glorot";
  GivenSettings of_init;
  double label_smoothing = 0.1;
  // how it is judged
  std::int64_t beams = 4;
  double alpha = 0.6;
  std::int64_t validation_lines = 1000;
  std::int64_t examples = 3;

  std::string task() const override { return "translation"; }
  std::unique_ptr<training::Config> clone() const override;
  std::string run_name() const override;  // "multi30k-transformer-mini-swish"
  bool validates() const override { return validation_part != kNothing; }
  std::int64_t items_a_step() const override;
  std::int64_t smallest_batch() const override;
  void make_paths_absolute() override;

  // "a,b" is {"a", "b"}; none where testing is off.
  std::vector<std::string> test_parts() const;

 private:
  Settings own_settings() override;
  void resolve_own() override;
  void check_own() const override;
};

// The network that the configuration asks for. Throws UsageError for an unknown size.
layers::TransformerOptions transformer_options(const TranslationConfig& config,
                                               std::int64_t vocabulary);

}  // namespace actlab::tasks

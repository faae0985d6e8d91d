// What weights of a translation say of themselves, and how a model is made from that.
//
//   RUN/best.safetensors   metadata: model, activation, sizes, languages, and which vocabulary
//   RUN/vocabulary.txt     the vocabulary (datasets/text/subwords.h)
#pragma once

#include <memory>
#include <string>

#include <actlab/core/io/safetensors.h>
#include <actlab/datasets/text/subwords.h>
#include <actlab/layers/models/transformer.h>
#include <actlab/tasks/translation/translation_config.h>

namespace actlab::tasks {

inline constexpr const char* kVocabularyFile = "vocabulary.txt";

Metadata describe_translation(const TranslationConfig& config,
                              const layers::TransformerOptions& options,
                              const datasets::Subwords& subwords);

struct StoredTranslation {
  std::unique_ptr<layers::Transformer> model;
  datasets::Subwords subwords;
};

// `weights` is the folder of a run, whose best weights are taken, or a file. The vocabulary is
// `vocabulary`, or that beside the weights where it is empty. Throws UsageError for weights that
// are of no translation, and Error where the vocabulary is missing or another than the weights were
// learned with.
StoredTranslation open_stored_translation(const std::string& weights,
                                          const std::string& vocabulary);

// Throws Error where the metadata of the weights in `file` name another vocabulary: their
// embeddings belong to other tokens. Weights that name none are taken.
void require_vocabulary(const Metadata& stored, const std::string& file,
                        const datasets::Subwords& subwords);

}  // namespace actlab::tasks

// A folder of sentence pairs that are easy to learn: each word has one translation. train has 300
// pairs, val and test have 20 each.
#pragma once

#include <fstream>
#include <string>

#include <actlab/core/base/random.h>
#include <actlab/tasks/translation/translation.h>
#include "tests/support/temporary_folder.h"

namespace actlab::test {

inline void write_pairs(const TemporaryFolder& folder, const std::string& name, int count,
                        std::uint64_t seed) {
  constexpr const char* kSource[] = {"dog", "cat", "red", "runs", "sees", "the", "two", "big"};
  constexpr const char* kGoal[] = {"Hund", "Katze", "rot", "rennt", "sieht", "der", "zwei", "groß"};
  Random random(seed, Purpose::test);
  std::ofstream source(folder.file(name + ".en")), goal(folder.file(name + ".de"));
  for (int i = 0; i < count; ++i) {
    std::string from, to;
    for (std::int64_t left = 2 + random.below(4); left > 0; --left) {
      const std::int64_t word = random.below(8);
      from += (from.empty() ? "" : " ") + std::string(kSource[word]);
      to += (to.empty() ? "" : " ") + std::string(kGoal[word]);
    }
    source << from << '\n';
    goal << to << '\n';
  }
}

inline void write_small_corpus(const TemporaryFolder& folder) {
  write_pairs(folder, "train", 300, 1);
  write_pairs(folder, "val", 20, 2);
  write_pairs(folder, "test", 20, 3);
}

// A network that learns the small corpus in seconds.
inline tasks::TranslationConfig small_translation(const TemporaryFolder& folder) {
  tasks::TranslationConfig config;
  config.data = folder.path().string();
  config.test = "test";
  config.vocabulary = 300;
  config.width = 32;
  config.inner = 64;
  config.heads = 2;
  config.encoder_layers = config.decoder_layers = 1;
  config.batch_size = 300;
  config.longest = 50;
  config.lr = 0.005;
  config.warmup_steps = 50;
  config.examples = 1;
  return config;
}

inline tasks::Translation open_task(const tasks::TranslationConfig& config) {
  return {config, std::make_shared<const tasks::TranslationData>(tasks::open_translation(config))};
}

}  // namespace actlab::test

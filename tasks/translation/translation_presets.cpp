#include <actlab/tasks/translation/translation_presets.h>

namespace actlab::tasks {

// The paper's: Vaswani et al. (1706.03762, sections 5.1 to 5.4), trained for the 300,000 steps of
// 1710.05941, section 5.4; its rate peaks at 1 / sqrt(512 * 4000). The other: small text is learned
// by heart, so it drops more, and its rate falls to 0 by the end.
std::vector<training::Preset> translation_presets() {
  return {{"paper-translation", "the base Transformer on WMT 2014, as the Swish paper trains it",
           R"({
  "task": "translation",
  "data": "wmt14",
  "validation": "newstest2012",
  "test": "newstest2014,newstest2013,newstest2015",
  "model": "transformer-base",
  "vocabulary": 37000,
  "batch_size": 25000,
  "dropout": 0.1,
  "label_smoothing": 0.1,
  "optimizer": "adam",
  "beta1": 0.9,
  "beta2": 0.98,
  "epsilon": 1e-9,
  "weight_decay": 0.0,
  "schedule": "inverse-root",
  "lr": 0.0007,
  "warmup_steps": 4000,
  "average": 5,
  "max_steps": 300000
})"},
          {"multi30k-hour", "Multi30k in about an hour of two cores", R"({
  "task": "translation",
  "data": "multi30k",
  "model": "transformer-mini",
  "activation": "swish1",
  "vocabulary": 4000,
  "batch_size": 1024,
  "dropout": 0.25,
  "label_smoothing": 0.1,
  "schedule": "cosine",
  "lr": 0.001,
  "warmup_steps": 800,
  "average": 5,
  "epochs": 30
})"}};
}

}  // namespace actlab::tasks

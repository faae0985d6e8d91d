#include <actlab/studies/running/trial_checkpoint.h>

#include <system_error>

#include <actlab/core/base/error.h>
#include <actlab/studies/store/text_hash.h>

namespace actlab::studies {
TrialCheckpoint::TrialCheckpoint(const std::string& folder, const Trial& trial)
    : folder_(folder),
      start_name_(trial.checkpoint),
      trial_prefix_(text(trial.id, "-")),
      hash_(text_hash(text(trial.study, '\n', trial.canonical_hash, '\n', trial.formula, '\n',
                           trial.configuration, '\n', trial.seed, '\n', trial.budget, '\n',
                           static_cast<std::int64_t>(trial.created * 1000.0)))),
      next_name_(text(trial_prefix_, trial.lease_token, "-", hash_, ".safetensors")) {}

void TrialCheckpoint::remove(const std::string& but) const {
  std::error_code ignored;  // a file that stays costs room and nothing else
  if (!start_name_.empty() && start_name_ != but) {
    std::filesystem::remove(folder_ / start_name_, ignored);
  }
  std::filesystem::directory_iterator entry(folder_, ignored);
  for (; entry != std::filesystem::directory_iterator(); entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    const bool own = name.starts_with(trial_prefix_) && name.find(hash_) != std::string::npos;
    if (own && !name.starts_with(but.empty() ? "/" : but)) {
      std::filesystem::remove(entry->path(), ignored);
    }
  }
}

}  // namespace actlab::studies

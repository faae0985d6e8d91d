#include <actlab/studies/running/trial_checkpoint.h>

#include <cstdio>
#include <string_view>
#include <system_error>

#include <actlab/core/base/error.h>

namespace actlab::studies {
namespace {

// FNV-1a, 64 bits, as sixteen hexadecimal digits.
std::string hash_of(std::string_view bytes) {
  std::uint64_t hash = 14695981039346656037u;
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<std::uint8_t>(byte)) * 1099511628211u;
  }
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
  return digits;
}

}  // namespace

TrialCheckpoint::TrialCheckpoint(const std::string& folder, const Trial& trial)
    : folder_(folder),
      start_name_(trial.checkpoint),
      trial_prefix_(text(trial.id, "-")),
      hash_(hash_of(text(trial.study, '\n', trial.canonical_hash, '\n', trial.formula, '\n',
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

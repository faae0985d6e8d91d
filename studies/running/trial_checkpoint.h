// The checkpoint files of one trial, in the folder of all. The store knows them by name alone, so
// that the folder may be mounted elsewhere on each machine, or be each machine's own.
//
// A name is TRIAL-CLAIM-HASH.safetensors. Each claim of a trial writes a file of its own, since a
// worker that lost its lease may still be writing; the hash is of what the trial is and when it was
// made, since several stores may share a folder.
#pragma once

#include <filesystem>
#include <string>

#include <actlab/studies/store/trial.h>

namespace actlab::studies {

class TrialCheckpoint {
 public:
  TrialCheckpoint(const std::string& folder, const Trial& trial);

  // The file from which the trial starts: its own of an earlier claim, or of the rung below.
  std::string start() const { return (folder_ / start_name_).string(); }
  // The file that this claim writes.
  std::string next() const { return (folder_ / next_name_).string(); }
  const std::string& next_name() const { return next_name_; }

  // Removes what next() has made useless: the file of the start, and what earlier claims left.
  void remove_others() const { remove(next_name_); }
  void remove_all() const { remove({}); }

 private:
  void remove(const std::string& but) const;

  std::filesystem::path folder_;
  std::string start_name_;
  std::string trial_prefix_;  // "TRIAL-"
  std::string hash_;
  std::string next_name_;
};

}  // namespace actlab::studies

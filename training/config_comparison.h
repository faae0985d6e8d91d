// Two configurations of one task: whether they ask for one run, and in what they differ. Settings
// are compared as Config::resolve() gives them, so that a default that is typed, and a formula that
// is written another way, make no difference.
#pragma once

#include <string>
#include <vector>

#include <actlab/training/config.h>

namespace actlab::training {

// Throws UsageError naming the first setting that is part of what the run in `folder` is and
// differs.
void require_same_run(const Config& stored, const Config& wanted, const std::string& folder);

// Gives `wanted` what require_same_run() finds to be the same in the words of `stored`: files of
// the run go on to call things by one name.
void take_fixed(const Config& stored, Config& wanted);

// The settings in which two configurations of one task differ: "lr: 0.1 -> 0.05", one each.
std::vector<std::string> differences(const Config& from, const Config& to);

}  // namespace actlab::training

// What a person probably meant to type: the known name at the smallest edit distance.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace actlab {

// Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, replacements and
// swaps of neighbours, each counted once. Letters differing in case alone count as equal.
int edit_distance(std::string_view a, std::string_view b);

// The candidate nearest to `typed`, the first of equals; empty where none is within a third of the
// length of `typed` (at least 1, at most 3 edits), so that nothing absurd is proposed.
std::string nearest_name(std::string_view typed, const std::vector<std::string>& candidates);

// The end of an error message: "; did you mean 'sigmoid'?", or nothing where no name is near.
std::string did_you_mean(std::string_view typed, const std::vector<std::string>& candidates);

}  // namespace actlab

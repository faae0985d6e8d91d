// Which activations of a grid cannot be told apart, as letters: two that share a letter are not
// distinguishable.
//
// All pairs are compared over the seeds that every row has, by the t-test of a two-way layout (row
// and seed): the spread that both effects leave over is one number for all rows, so that even three
// seeds give many degrees of freedom. It asks for rows of about equal spread, so those with a
// diverged training are left out. The p-values are Holm's, over all pairs. The letters are those of
// Piepho ("An algorithm for a letter-based representation of all-pairwise comparisons", 2004).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace actlab::studies {

// So many things, those named first with "a". Beyond "z" come "aa", "ab"...
std::vector<std::vector<std::size_t>> groups_of_like(
    std::size_t count, const std::function<bool(std::size_t, std::size_t)>& differ);

struct LikeRows {
  std::vector<std::vector<std::string>> letters;  // of each row; empty of a row left out
  double spread = 0.0;                            // standard deviation that is left over
  std::int64_t freedom = 0;                       // 0: too few rows or seeds to judge
  std::size_t groups = 0;
};

// `values[row][seed]`, rectangular; an empty row is left out. Best first, or the letters will not
// fall.
LikeRows like_rows(const std::vector<std::vector<double>>& values, double level = 0.05);

}  // namespace actlab::studies

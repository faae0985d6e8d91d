#include <actlab/studies/findings/indistinguishable.h>

#include <algorithm>
#include <cmath>
#include <set>

#include <actlab/core/base/error.h>
#include <actlab/studies/findings/student.h>

namespace actlab::studies {
namespace {

using Group = std::set<std::size_t>;

// A group that holds both becomes two, one without each; groups inside others say nothing.
void split(std::vector<Group>& groups, std::size_t a, std::size_t b) {
  std::vector<Group> result;
  for (const Group& group : groups) {
    if (!group.contains(a) || !group.contains(b)) {
      result.push_back(group);
      continue;
    }
    for (const std::size_t left_out : {a, b}) {
      result.push_back(group);
      result.back().erase(left_out);
    }
  }
  std::ranges::sort(result, std::greater(), [](const Group& group) { return group.size(); });
  groups.clear();
  for (const Group& group : result) {
    const bool inside = std::ranges::any_of(
        groups, [&](const Group& larger) { return std::ranges::includes(larger, group); });
    if (!inside) groups.push_back(group);
  }
}

std::string letter(std::size_t number) {
  std::string result;
  for (std::size_t rest = number + 1; rest > 0; rest = (rest - 1) / 26) {
    result.insert(result.begin(), static_cast<char>('a' + (rest - 1) % 26));
  }
  return result;
}

// What the means of rows and of seeds leave over, as a variance.
double left_over(const std::vector<std::vector<double>>& rows) {
  const std::size_t seeds = rows.front().size();
  std::vector<double> seed_means(seeds);
  double whole = 0.0;
  for (const auto& row : rows) {
    for (std::size_t j = 0; j < seeds; ++j) {
      seed_means[j] += row[j] / static_cast<double>(rows.size());
    }
    whole += mean(row) / static_cast<double>(rows.size());
  }
  double squares = 0.0;
  for (const auto& row : rows) {
    const double row_mean = mean(row);
    for (std::size_t j = 0; j < seeds; ++j) {
      const double left = row[j] - row_mean - seed_means[j] + whole;
      squares += left * left;
    }
  }
  return squares / static_cast<double>((rows.size() - 1) * (seeds - 1));
}

// One a pair (i, j < i), in that order.
std::vector<double> p_values(const std::vector<std::vector<double>>& rows, double error,
                             std::int64_t freedom) {
  std::vector<double> result;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double difference = mean(rows[i]) - mean(rows[j]);
      const bool without_spread = error <= 1e-12 * std::abs(difference);
      result.push_back(difference == 0.0 ? 1.0
                       : without_spread  ? 0.0
                                         : student_tails(difference / error, freedom));
    }
  }
  return holm(result);
}

}  // namespace

std::vector<std::vector<std::size_t>> groups_of_like(
    std::size_t count, const std::function<bool(std::size_t, std::size_t)>& differ) {
  std::vector<Group> groups(count == 0 ? 0 : 1);
  for (std::size_t i = 0; i < count; ++i) groups.front().insert(i);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (differ(i, j)) split(groups, i, j);
    }
  }
  std::ranges::sort(groups);
  std::vector<std::vector<std::size_t>> result;
  for (const Group& group : groups) result.emplace_back(group.begin(), group.end());
  return result;
}

LikeRows like_rows(const std::vector<std::vector<double>>& values, double level) {
  LikeRows result{.letters = std::vector<std::vector<std::string>>(values.size())};
  std::vector<std::size_t> places;
  std::vector<std::vector<double>> rows;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].empty()) continue;
    places.push_back(i);
    rows.push_back(values[i]);
    if (rows.back().size() == rows.front().size()) continue;
    throw Error(text("[groups] rows of equally many seeds are needed, got ", rows.front().size(),
                     " and ", rows.back().size()));
  }
  if (rows.size() < 2 || rows.front().size() < 2) return result;
  result.freedom = static_cast<std::int64_t>((rows.size() - 1) * (rows.front().size() - 1));
  const double variance = left_over(rows);
  result.spread = std::sqrt(variance);
  const double error = std::sqrt(2.0 * variance / static_cast<double>(rows.front().size()));
  const std::vector<double> p = p_values(rows, error, result.freedom);
  const auto groups = groups_of_like(
      rows.size(), [&](std::size_t i, std::size_t j) { return p[i * (i - 1) / 2 + j] < level; });
  result.groups = groups.size();
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (const std::size_t member : groups[g]) result.letters[places[member]].push_back(letter(g));
  }
  return result;
}

}  // namespace actlab::studies

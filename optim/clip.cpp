#include <actlab/optim/clip.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/parallel.h>

namespace actlab::optim {
namespace {

constexpr std::int64_t kChunk = 16384;

// Eight sums side by side, so that the loop can be vectorised; their order is part of the result.
double sum_of_squares(const float* values, std::int64_t count) {
  constexpr std::int64_t kLanes = 8;
  double sums[kLanes] = {};
  std::int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; ++lane) {
      const double value = values[i + lane];
      sums[lane] += value * value;
    }
  }
  for (; i < count; ++i) sums[i % kLanes] += double{values[i]} * double{values[i]};
  double total = 0.0;
  for (const double sum : sums) total += sum;
  return total;
}

}  // namespace

double gradient_norm(const std::vector<ParameterGroup>& groups) {
  struct Piece {
    const float* values;
    std::int64_t count;
  };
  std::vector<Piece> pieces;
  for (const ParameterGroup& group : groups) {
    for (const NamedParameter& parameter : group.parameters) {
      const Tensor gradient = parameter.tensor.gradient();
      if (!gradient.defined()) continue;
      for (std::int64_t begin = 0; begin < gradient.elements(); begin += kChunk) {
        pieces.push_back({gradient.data() + begin, std::min(kChunk, gradient.elements() - begin)});
      }
    }
  }
  std::vector<double> sums(pieces.size());
  parallel_for(static_cast<std::int64_t>(pieces.size()), [&](std::int64_t i) {
    const auto index = static_cast<std::size_t>(i);
    sums[index] = sum_of_squares(pieces[index].values, pieces[index].count);
  });
  double total = 0.0;
  for (const double sum : sums) total += sum;
  return std::sqrt(total);
}

double clip_scale(double norm, double max_norm) { return std::min(1.0, max_norm / (norm + 1e-6)); }

}  // namespace actlab::optim

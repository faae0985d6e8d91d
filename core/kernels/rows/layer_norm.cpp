#include <actlab/core/kernels/rows/layer_norm.h>

#include <algorithm>
#include <cmath>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/scratch.h>

namespace actlab::kernels {
namespace {

// Row `row` of the input, summed into `sum` where it has a residual.
const float* read_row(const LayerNormInput& input, std::int64_t row, float* sum) {
  const float* const x = input.x + row * input.width;
  if (input.residual == nullptr) return x;
  const float* const added = input.residual + row * input.width;
  for (std::int64_t i = 0; i < input.width; ++i) sum[i] = x[i] + added[i];
  return sum;
}

RowNormalisation normalisation_of(std::int64_t width, const float* x, double epsilon) {
  const auto count = static_cast<double>(width);
  const double mean = row_loops().difference_sum(width, x, 0.0f) / count;
  const auto pivot = static_cast<float>(mean);
  const double rest = mean - static_cast<double>(pivot);
  const double square = row_loops().square_sum(width, x, pivot) / count - rest * rest;
  const double variance = square < 0.0 ? 0.0 : square;  // NaN stays NaN
  const double scale = 1.0 / std::sqrt(variance + epsilon);
  return {pivot, static_cast<float>(scale), static_cast<float>(-rest * scale)};
}

// At most 32 chunks, so that the sums of each take little memory beside the data.
std::int64_t chunk_rows(const LayerNormInput& input) {
  constexpr std::int64_t kMostChunks = 32;
  return std::max(rows_per_chunk(input.width), chunk_count(input.rows, kMostChunks));
}

// Sums a column, in floats for a few rows and in doubles from there on.
class ColumnGroup {
 public:
  ColumnGroup(std::int64_t width, double* totals)
      : width_(width), sums_(scratch_.floats(2 * width)), totals_(totals) {
    std::fill_n(sums_, 2 * width, 0.0f);
  }
  ~ColumnGroup() { flush(); }
  ColumnGroup(const ColumnGroup&) = delete;
  ColumnGroup& operator=(const ColumnGroup&) = delete;

  float* d_weight() { return sums_; }
  float* d_bias() { return sums_ + width_; }
  void end_row() {
    constexpr int kRows = 16;
    if (++rows_ % kRows == 0) flush();
  }

 private:
  void flush() {
    for (std::int64_t i = 0; i < 2 * width_; ++i) {
      totals_[i] += static_cast<double>(sums_[i]);
      sums_[i] = 0.0f;
    }
  }

  Scratch scratch_;
  std::int64_t width_;
  float* sums_;
  double* totals_;  // [d_weight, d_bias]
  int rows_ = 0;
};

}  // namespace

std::vector<RowNormalisation> layer_norm_forward(const LayerNormInput& input, const float* weight,
                                                 const float* bias, double epsilon, float* y) {
  const RowLoops& loops = row_loops();
  std::vector<RowNormalisation> normalisation(static_cast<std::size_t>(input.rows));
  parallel_chunks(input.rows, rows_per_chunk(input.width),
                  [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                    Scratch scratch;
                    float* const sum = scratch.floats(input.width);
                    for (std::int64_t row = begin; row < end; ++row) {
                      const float* const x = read_row(input, row, sum);
                      const auto h = normalisation_of(input.width, x, epsilon);
                      normalisation[static_cast<std::size_t>(row)] = h;
                      loops.normalise(input.width, x, h, weight, bias, y + row * input.width);
                    }
                  });
  return normalisation;
}

ColumnSums layer_norm_backward(const LayerNormInput& input,
                               const std::vector<RowNormalisation>& normalisation,
                               const float* weight, const float* d_y, float* d_x) {
  const RowLoops& loops = row_loops();
  const std::int64_t width = input.width;
  const std::int64_t chunk = chunk_rows(input);
  const std::int64_t chunks = chunk_count(input.rows, chunk);
  std::vector<double> totals(static_cast<std::size_t>(chunks * 2 * width));
  const auto backward_rows = [&](std::int64_t begin, std::int64_t end, std::int64_t number) {
    Scratch scratch;
    float* const sum = scratch.floats(width);
    ColumnGroup columns(width, totals.data() + number * 2 * width);
    for (std::int64_t row = begin; row < end; ++row) {
      const float* const x = read_row(input, row, sum);
      const RowNormalisation& h = normalisation[static_cast<std::size_t>(row)];
      const float* const d = d_y + row * width;
      double sum_g = 0.0, sum_gh = 0.0;
      loops.normalise_sums(width, x, h, weight, d, columns.d_weight(), columns.d_bias(), &sum_g,
                           &sum_gh);
      columns.end_row();
      if (d_x == nullptr) continue;
      const auto count = static_cast<double>(width);
      loops.normalise_gradient(width, x, h, weight, d, static_cast<float>(sum_g / count),
                               static_cast<float>(sum_gh / count), d_x + row * width);
    }
  };
  parallel_chunks(input.rows, chunk, backward_rows);

  ColumnSums sums{std::vector<double>(static_cast<std::size_t>(width)),
                  std::vector<double>(static_cast<std::size_t>(width))};
  for (std::int64_t number = 0; number < chunks; ++number) {
    const double* const part = totals.data() + number * 2 * width;
    for (std::int64_t i = 0; i < width; ++i) {
      sums.d_weight[static_cast<std::size_t>(i)] += part[i];
      sums.d_bias[static_cast<std::size_t>(i)] += part[width + i];
    }
  }
  return sums;
}

}  // namespace actlab::kernels

#include <actlab/core/kernels/rows/row_loops.h>

#include <actlab/core/kernels/vector/double_sum.h>
#include <actlab/core/kernels/vector/exponential.h>

namespace actlab::kernels::ACTLAB_ISA {
namespace {

constexpr float kInfinity = __builtin_inff();

// The vectors of a row: body(offset, count) with count = kLanes, and what is left of it at the end.
template <class Body>
[[gnu::always_inline]] inline void for_each_vector(std::int64_t n, Body body) {
  std::int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) body(i, static_cast<std::int64_t>(kLanes));
  if (i < n) body(i, n - i);
}

// As load_first, with another value than 0 in the lanes that are not loaded.
[[gnu::always_inline]] inline Vector load_first_or(const float* from, std::int64_t count,
                                                   float value) {
  if (count >= kLanes) return load(from);
  float lanes[kLanes];
  for (int lane = 0; lane < kLanes; ++lane) lanes[lane] = lane < count ? from[lane] : value;
  return load(lanes);
}

// exp(x - top) for x <= top
[[gnu::always_inline]] inline Vector exp_below(Vector x, float top) {
  return exp_in_range(larger(broadcast(-105.0f), x - top));
}

[[gnu::always_inline]] inline Vector normalised(Vector x, RowNormalisation h) {
  return (x - h.mean) * h.scale + h.shift;
}

float largest(std::int64_t n, const float* x) {
  Vector top = broadcast(-kInfinity);
  for_each_vector(n, [&](std::int64_t i, std::int64_t count) {
    top = larger(top, load_first_or(x + i, count, -kInfinity));
  });
  float result = -kInfinity;
  for (int lane = 0; lane < kLanes; ++lane) result = top[lane] > result ? top[lane] : result;
  return result;
}

double exp_sum(std::int64_t n, const float* x, float top) {
  DoubleSum sum;
  for_each_vector(n, [&](std::int64_t i, std::int64_t count) {
    sum.add(exp_below(load_first_or(x + i, count, -kInfinity), top));
  });
  return sum.total();
}

void exponentials(std::int64_t n, const float* x, float top, float factor, float offset, float* y) {
  for_each_vector(n, [=](std::int64_t i, std::int64_t count) {
    store_first(y + i, exp_below(load_first(x + i, count), top) * factor + offset, count);
  });
}

double difference_sum(std::int64_t n, const float* x, float pivot) {
  DoubleSum sum;
  for_each_vector(n, [&](std::int64_t i, std::int64_t count) {
    sum.add(load_first_or(x + i, count, pivot) - pivot);
  });
  return sum.total();
}

double square_sum(std::int64_t n, const float* x, float pivot) {
  DoubleSum sum;
  for_each_vector(n, [&](std::int64_t i, std::int64_t count) {
    const Vector d = load_first_or(x + i, count, pivot) - pivot;
    sum.add_product(d, d);
  });
  return sum.total();
}

double dot(std::int64_t n, const float* a, const float* b) {
  DoubleSum sum;
  for_each_vector(n, [&](std::int64_t i, std::int64_t count) {
    sum.add_product(load_first(a + i, count), load_first(b + i, count));
  });
  return sum.total();
}

void moment_sums(std::int64_t n, const float* x, double pivot, double* sum, double* squares) {
  Doubles sums[2]{}, square_sums[2]{};
  std::int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const Vector v = load(x + i);
    const Doubles low = low_doubles(v) - pivot, high = high_doubles(v) - pivot;
    sums[0] += low;
    sums[1] += high;
    square_sums[0] += low * low;
    square_sums[1] += high * high;
  }
  *sum = *squares = 0.0;
  for (; i < n; ++i) {
    const double off = static_cast<double>(x[i]) - pivot;
    *sum += off;
    *squares += off * off;
  }
  for (int lane = 0; lane < kLanes / 2; ++lane) {
    *sum += sums[0][lane] + sums[1][lane];
    *squares += square_sums[0][lane] + square_sums[1][lane];
  }
}

std::int64_t count_between(std::int64_t n, const float* x, float low, float high) {
  Mask inside{};  // less one for each
  std::int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const Vector v = load(x + i);
    inside += (v >= low) & (v <= high);
  }
  std::int64_t count = 0;
  for (; i < n; ++i) count += x[i] >= low && x[i] <= high ? 1 : 0;
  for (int lane = 0; lane < kLanes; ++lane) count -= inside[lane];
  return count;
}

void normalise(std::int64_t n, const float* x, RowNormalisation h, const float* weight,
               const float* bias, float* y) {
  for_each_vector(n, [=](std::int64_t i, std::int64_t count) {
    const Vector scaled = normalised(load_first(x + i, count), h) * load_first(weight + i, count);
    store_first(y + i, scaled + load_first(bias + i, count), count);
  });
}

void normalise_sums(std::int64_t n, const float* x, RowNormalisation h, const float* weight,
                    const float* d_y, float* d_weight, float* d_bias, double* sum_g,
                    double* sum_gh) {
  DoubleSum of_g, of_gh;
  for_each_vector(n, [&](std::int64_t i, std::int64_t count) {
    const Vector normal = normalised(load_first_or(x + i, count, h.mean), h);
    const Vector d = load_first(d_y + i, count);
    const Vector g = d * load_first(weight + i, count);
    store_first(d_weight + i, load_first(d_weight + i, count) + d * normal, count);
    store_first(d_bias + i, load_first(d_bias + i, count) + d, count);
    of_g.add(g);  // 0 in the lanes past the end
    of_gh.add_product(g, normal);
  });
  *sum_g = of_g.total();
  *sum_gh = of_gh.total();
}

void normalise_gradient(std::int64_t n, const float* x, RowNormalisation h, const float* weight,
                        const float* d_y, float mean_g, float mean_gh, float* d_x) {
  for_each_vector(n, [=](std::int64_t i, std::int64_t count) {
    const Vector normal = normalised(load_first(x + i, count), h);
    const Vector g = load_first(d_y + i, count) * load_first(weight + i, count);
    store_first(d_x + i, (g - mean_g - normal * mean_gh) * h.scale, count);
  });
}

}  // namespace

extern const RowLoops kRowLoops;
const RowLoops kRowLoops{
    .largest = largest,
    .exp_sum = exp_sum,
    .exponentials = exponentials,
    .difference_sum = difference_sum,
    .square_sum = square_sum,
    .dot = dot,
    .moment_sums = moment_sums,
    .count_between = count_between,
    .normalise = normalise,
    .normalise_sums = normalise_sums,
    .normalise_gradient = normalise_gradient,
};

}  // namespace actlab::kernels::ACTLAB_ISA

#include <actlab/core/ops/reduce.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/ops/broadcast_rows.h>
#include <actlab/core/tensor/autograd.h>

namespace actlab {
namespace {

// The result's shape with the reduced axes at size 1 and without them, and n.
struct Reduction {
  Shape kept;
  Shape squeezed;
  std::int64_t count = 1;
};

Reduction plan(const Shape& input, const Axes& axes, const char* operation) {
  std::vector<bool> reduced(input.sizes().size(), axes.empty());
  for (std::int64_t named : axes) {
    const auto axis = static_cast<std::size_t>(input.axis(named, operation));
    if (reduced[axis]) {
      throw Error(text("[", operation, "] axis ", named, " is named twice, input ", input));
    }
    reduced[axis] = true;
  }
  Reduction reduction;
  std::vector<std::int64_t> kept;
  std::vector<std::int64_t> squeezed;
  for (std::size_t axis = 0; axis < reduced.size(); ++axis) {
    const std::int64_t size = input.sizes()[axis];
    kept.push_back(reduced[axis] ? 1 : size);
    if (reduced[axis]) {
      reduction.count *= size;
    } else {
      squeezed.push_back(size);
    }
  }
  reduction.kept = Shape(std::move(kept));
  reduction.squeezed = Shape(std::move(squeezed));
  return reduction;
}

void require_elements(const char* operation, const Shape& input, std::int64_t count,
                      std::int64_t least) {
  if (count < least) {
    throw Error(text("[", operation, "] needs at least ", least, " element", least > 1 ? "s" : "",
                     " for each result, got ", count, ", input ", input));
  }
}

// One pass of a sum: `from` is [outer, length, inner], the middle axis is summed into doubles.
struct Pass {
  std::int64_t outer, length, inner;
};

constexpr std::int64_t kFloatsPerPart = std::int64_t{1} << 15;

// Eight sums side by side: one chain of additions would wait for itself.
template <class From, class Term>
double sum_run(const From* from, std::int64_t count, const Term& term) {
  double sums[8] = {};
  std::int64_t i = 0;
  for (; i + 8 <= count; i += 8) {
    for (std::int64_t lane = 0; lane < 8; ++lane) sums[lane] += term(from[i + lane]);
  }
  for (; i < count; ++i) sums[i % 8] += term(from[i]);
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

// Sums of the rows [first, last) of a block [length, inner].
template <class From, class Term>
void sum_rows(const From* block, std::int64_t first, std::int64_t last, std::int64_t inner,
              double* sums, const Term& term) {
  if (inner == 1) {
    sums[0] = sum_run(block + first, last - first, term);
    return;
  }
  for (std::int64_t i = first; i < last; ++i) {
    const From* const row = block + i * inner;
    for (std::int64_t j = 0; j < inner; ++j) sums[j] += term(row[j]);
  }
}

// Every outer block is cut into parts of about kFloatsPerPart, each with sums of its own; the sums
// of the parts are added in order.
template <class From, class Term>
std::vector<double> sum_pass(const From* from, const Pass& pass, const Term& term) {
  const std::int64_t inner = pass.inner;
  const std::int64_t part_length =
      std::max<std::int64_t>(1, kFloatsPerPart / std::max<std::int64_t>(inner, 1));
  const std::int64_t parts = std::max<std::int64_t>(1, chunk_count(pass.length, part_length));
  const std::int64_t part_floats =
      std::max<std::int64_t>(1, std::min(pass.length, part_length) * inner);
  std::vector<double> partial(static_cast<std::size_t>(pass.outer * parts * inner), 0.0);
  parallel_chunks(pass.outer * parts, std::max<std::int64_t>(1, kFloatsPerPart / part_floats),
                  [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                    for (std::int64_t item = begin; item < end; ++item) {
                      const std::int64_t first = item % parts * part_length;
                      sum_rows(from + item / parts * pass.length * inner, first,
                               std::min(first + part_length, pass.length), inner,
                               partial.data() + item * inner, term);
                    }
                  });
  if (parts == 1) return partial;
  std::vector<double> total(static_cast<std::size_t>(pass.outer * inner), 0.0);
  for (std::int64_t item = 0; item < pass.outer * parts; ++item) {
    double* const sums = total.data() + item / parts * inner;
    const double* const part = partial.data() + item * inner;
    for (std::int64_t j = 0; j < inner; ++j) sums[j] += part[j];
  }
  return total;
}

// sum term(x) over the axes in which `kept` has size 1 and `shape` has not; one pass for each run
// of such axes, the innermost first.
template <class Term>
std::vector<double> sum_over(const float* x, const Shape& shape, const Shape& kept,
                             const Term& term) {
  const auto identity = [](double value) { return value; };
  std::vector<double> sums;
  bool first_pass = true;
  std::int64_t inner = 1;  // size of what lies inside, already summed
  std::int64_t axis = shape.rank() - 1;
  const auto is_reduced = [&](std::int64_t i) { return kept[i] == 1 && shape[i] != 1; };
  while (axis >= 0) {
    if (!is_reduced(axis)) {
      inner *= shape[axis--];
      continue;
    }
    std::int64_t length = 1;
    for (; axis >= 0 && (is_reduced(axis) || shape[axis] == 1); --axis) length *= shape[axis];
    std::int64_t outer = 1;
    for (std::int64_t i = 0; i <= axis; ++i) outer *= shape[i];
    const Pass pass{outer, length, inner};
    sums = first_pass ? sum_pass(x, pass, term) : sum_pass(sums.data(), pass, identity);
    first_pass = false;
  }
  if (first_pass) sums = sum_pass(x, {shape.elements(), 1, 1}, term);
  return sums;
}

// Function objects rather than functions, so that the loops above take them in.
constexpr auto kSame = [](float value) { return static_cast<double>(value); };
constexpr auto kSquare = [](float value) { return kSame(value) * kSame(value); };

Tensor scaled(const std::vector<double>& sums, const Shape& shape, double factor) {
  Tensor result = Tensor::uninitialised(shape);
  std::ranges::transform(sums, result.data(),
                         [=](double sum) { return static_cast<float>(sum * factor); });
  return result;
}

// y = factor * sum x, whose gradient is factor * d_y, stretched.
Tensor scaled_sum(const char* operation, const Tensor& input, const Reduction& reduction,
                  bool keep_dimensions, double factor) {
  const std::vector<double> sums = sum_over(input.data(), input.shape(), reduction.kept, kSame);
  Tensor output = scaled(sums, keep_dimensions ? reduction.kept : reduction.squeezed, factor);
  record(operation, output, {input},
         [kept = reduction.kept, scale = static_cast<float>(factor)](const Tensor& d_output,
                                                                     const GradientSlots& inputs) {
           accumulate_gradient(inputs[0], broadcast_map(
                                              inputs[0]->shape, [=](float d) { return d * scale; },
                                              d_output.view(kept)));
         });
  return output;
}

}  // namespace

Tensor sum(const Tensor& input, const Axes& axes, bool keep_dimensions) {
  return scaled_sum("sum", input, plan(input.shape(), axes, "sum"), keep_dimensions, 1.0);
}

Tensor mean(const Tensor& input, const Axes& axes, bool keep_dimensions) {
  const Reduction reduction = plan(input.shape(), axes, "mean");
  require_elements("mean", input.shape(), reduction.count, 1);
  return scaled_sum("mean", input, reduction, keep_dimensions,
                    1.0 / static_cast<double>(reduction.count));
}

Tensor variance(const Tensor& input, const Axes& axes, bool keep_dimensions, VarianceKind kind) {
  const Reduction reduction = plan(input.shape(), axes, "variance");
  const std::int64_t correction = kind == VarianceKind::unbiased ? 1 : 0;
  require_elements("variance", input.shape(), reduction.count, 1 + correction);
  const auto count = static_cast<double>(reduction.count);
  const double factor = 1.0 / (count - static_cast<double>(correction));
  const auto difference = [](float x, float m) { return x - m; };

  const Tensor center = scaled(sum_over(input.data(), input.shape(), reduction.kept, kSame),
                               reduction.kept, 1.0 / count);
  const Tensor centered = broadcast_map(input.shape(), difference, input, center);
  std::vector<double> sums = sum_over(centered.data(), input.shape(), reduction.kept, kSquare);
  // The centre is rounded to float32: what it misses is seen in the deviations, and taken off.
  const std::vector<double> missed =
      sum_over(centered.data(), input.shape(), reduction.kept, kSame);
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] -= missed[i] * missed[i] / count;

  Tensor output = scaled(sums, keep_dimensions ? reduction.kept : reduction.squeezed, factor);
  record("variance", output, {input},
         [=, kept = reduction.kept, scale = static_cast<float>(2.0 * factor),
          saved = input.detach()](const Tensor& d_output, const GradientSlots& inputs) {
           const auto d_input = [=](float d, float x, float m) { return d * scale * (x - m); };
           accumulate_gradient(inputs[0], broadcast_map(inputs[0]->shape, d_input,
                                                        d_output.view(kept), saved, center));
         });
  return output;
}

Tensor max(const Tensor& input, const Axes& axes, bool keep_dimensions) {
  const Reduction reduction = plan(input.shape(), axes, "max");
  if (reduction.kept.elements() > 0) require_elements("max", input.shape(), reduction.count, 1);
  Tensor output = Tensor::full(keep_dimensions ? reduction.kept : reduction.squeezed,
                               -std::numeric_limits<float>::infinity());
  // One operand, the result, stands still along the reduced axes while the input moves on.
  const BroadcastRows rows(input.shape(), {reduction.kept});
  const std::int64_t step = rows.stretched(0) ? 0 : 1;
  auto places =
      std::make_shared<std::vector<std::int64_t>>(static_cast<std::size_t>(output.elements()));
  float* const best = output.data();
  for (std::int64_t number = 0; number < rows.blocks(); ++number) {
    const BroadcastRows::Block block = rows.block(number);
    std::int64_t to = rows.offset(block, 0);
    for (std::int64_t i = block.begin; i < block.begin + block.count; ++i, to += step) {
      const float x = input.data()[i];
      if (x >= best[to] || x != x) {  // a later equal value wins; NaN wins and stays
        best[to] = x;
        (*places)[static_cast<std::size_t>(to)] = i;
      }
    }
  }
  record("max", output, {input}, [places](const Tensor& d_output, const GradientSlots& inputs) {
    Tensor d_input = Tensor::zeros(inputs[0]->shape);
    for (std::size_t i = 0; i < places->size(); ++i) {
      d_input.data()[(*places)[i]] = d_output.data()[i];
    }
    accumulate_gradient(inputs[0], d_input);
  });
  return output;
}

Tensor sum_to_shape(const Tensor& tensor, const Shape& shape) {
  if (tensor.shape() == shape) return tensor.detach();
  std::vector<std::int64_t> kept(tensor.shape().sizes().size(), 1);
  std::ranges::copy_backward(shape.sizes(), kept.end());
  return scaled(sum_over(tensor.data(), tensor.shape(), Shape(std::move(kept)), kSame), shape, 1.0);
}

}  // namespace actlab

#include <actlab/core/kernels/channels/channel_loops.h>

#include <type_traits>

#include <actlab/core/kernels/vector/vector.h>

namespace actlab::kernels::ACTLAB_ISA {
namespace {

// The same arithmetic on a whole vector and, at the end of a block, on single floats. Written out
// because the compiler's own vectoriser gives up where a result is also an input.
struct WholeVector {
  static Vector get(const float* from) { return load(from); }
  static void put(float* to, Vector v) { store(to, v); }
};
struct SingleFloat {
  static float get(const float* from) { return *from; }
  static void put(float* to, float v) { *to = v; }
};

// A part of a vector: the last channels of a row.
struct FirstLanes {
  std::int64_t count;
  Vector get(const float* from) const { return load_first(from, count); }
  void put(float* to, Vector v) const { store_first(to, v, count); }
};

template <class Body>
[[gnu::always_inline]] inline void for_each(std::int64_t n, Body body) {
  std::int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) body(WholeVector{}, i);
  for (; i < n; ++i) body(SingleFloat{}, i);
}

void multiply(std::int64_t n, const float* a, const float* b, float* result) {
  for_each(n, [=](auto lanes, std::int64_t i) {
    lanes.put(result + i, lanes.get(a + i) * lanes.get(b + i));
  });
}

template <int Count, class Lanes>
void sum_rows_of(Lanes lanes, std::int64_t c, std::span<const RowTerm> terms, float scale,
                 const float* added, float* sum) {
  Vector total[Count]{};
  for (const RowTerm& term : terms) {
    for (int k = 0; k < Count; ++k) {
      total[k] += lanes.get(term.row + c + k * kLanes) * term.factor;
    }
  }
  for (int k = 0; k < Count; ++k) {
    const std::int64_t at = c + k * kLanes;
    Vector result = total[k] * scale;
    if (added != nullptr) result += lanes.get(added + at);
    lanes.put(sum + at, result);
  }
}

// Up to so many vectors of channels are worked on together, so that the memory of a row is met
// nearly in order.
constexpr int kMostColumns = 4;

// A place in a block: some vectors of channels from channel c on, in the rows that begin at 0,
// step, 2 step, ... below `end`, all in floats, of arrays without gaps.
struct Columns {
  std::int64_t c, end, step;
};

// Calls body(lanes, count, Columns) so that every float of the block is met once; `count` is a
// constant of 1, 2 or 4 vectors. Channel values stay in registers while the body goes down the
// rows.
template <class Body>
[[gnu::always_inline]] inline void for_each_column(ChannelRows block, const Body& body) {
  const std::int64_t channels = block.channels;
  const std::int64_t end = block.rows * channels;
  std::int64_t c = 0;
  const auto take = [&](auto count) {
    for (; c + count * kLanes <= channels; c += count * kLanes) {
      body(WholeVector{}, count, Columns{c, end, channels});
    }
  };
  take(std::integral_constant<int, kMostColumns>{});
  take(std::integral_constant<int, 2>{});
  take(std::integral_constant<int, 1>{});
  if (c < channels) {
    body(FirstLanes{channels - c}, std::integral_constant<int, 1>{}, Columns{c, end, channels});
  }
}

// The four loops, over `Count` vectors of channels. They are functions and no closures, whose
// pointers gcc would read again after every store. A place is stored after all of its inputs are
// read: tensors lie at whole pages, and a load right after a store waits where the last bits of
// their addresses agree.
template <int Count, class Lanes>
void add_moments_of(Lanes lanes, Columns columns, StridedRows x, const float* pivot, float* sum,
                    float* squares) {
  Vector centre[Count], total[Count]{}, total_squares[Count]{};
  for (int k = 0; k < Count; ++k) centre[k] = lanes.get(pivot + columns.c + k * kLanes);
  const float* from = x.data + columns.c;
  for (std::int64_t i = columns.c; i < columns.end; i += columns.step, from += x.step) {
    for (int k = 0; k < Count; ++k) {
      const Vector d = lanes.get(from + k * kLanes) - centre[k];
      total[k] += d;
      total_squares[k] += d * d;
    }
  }
  for (int k = 0; k < Count; ++k) {
    const std::int64_t c = columns.c + k * kLanes;
    lanes.put(sum + c, lanes.get(sum + c) + total[k]);
    lanes.put(squares + c, lanes.get(squares + c) + total_squares[k]);
  }
}

template <int Count, class Lanes>
void normalise_of(Lanes lanes, Columns columns, StridedRows x, const float* mean,
                  const float* scale, const float* shift, const float* skip, float* z) {
  Vector centre[Count], factor[Count], offset[Count];
  for (int k = 0; k < Count; ++k) {
    centre[k] = lanes.get(mean + columns.c + k * kLanes);
    factor[k] = lanes.get(scale + columns.c + k * kLanes);
    offset[k] = lanes.get(shift + columns.c + k * kLanes);
  }
  const float* from = x.data + columns.c;
  for (std::int64_t i = columns.c; i < columns.end; i += columns.step, from += x.step) {
    for (int k = 0; k < Count; ++k) {
      const std::int64_t at = i + k * kLanes;
      Vector value = (lanes.get(from + k * kLanes) - centre[k]) * factor[k] + offset[k];
      if (skip != nullptr) value += lanes.get(skip + at);
      lanes.put(z + at, value);
    }
  }
}

template <int Count, class Lanes>
void add_gradient_sums_of(Lanes lanes, Columns columns, const float* d_y, const float* derivative,
                          StridedRows x, const float* mean, float* d_z, float* sum, float* sum_x) {
  Vector centre[Count], total[Count]{}, total_x[Count]{};
  for (int k = 0; k < Count; ++k) centre[k] = lanes.get(mean + columns.c + k * kLanes);
  const float* from = x.data + columns.c;
  for (std::int64_t i = columns.c; i < columns.end; i += columns.step, from += x.step) {
    for (int k = 0; k < Count; ++k) {
      const std::int64_t at = i + k * kLanes;
      Vector d = lanes.get(d_y + at);
      if (derivative != nullptr) d *= lanes.get(derivative + at);
      total[k] += d;
      total_x[k] += d * (lanes.get(from + k * kLanes) - centre[k]);
      lanes.put(d_z + at, d);
    }
  }
  for (int k = 0; k < Count; ++k) {
    const std::int64_t c = columns.c + k * kLanes;
    lanes.put(sum + c, lanes.get(sum + c) + total[k]);
    lanes.put(sum_x + c, lanes.get(sum_x + c) + total_x[k]);
  }
}

template <int Count, class Lanes>
void input_gradient_of(Lanes lanes, Columns columns, const float* d_z, StridedRows x,
                       const float* mean, const float* factor, const float* slope,
                       const float* offset, const float* added, float* d_x, std::int64_t d_x_step) {
  Vector centre[Count], a[Count], b[Count], rest[Count];
  for (int k = 0; k < Count; ++k) {
    centre[k] = lanes.get(mean + columns.c + k * kLanes);
    a[k] = lanes.get(factor + columns.c + k * kLanes);
    b[k] = lanes.get(slope + columns.c + k * kLanes);
    rest[k] = lanes.get(offset + columns.c + k * kLanes);
  }
  const float* from = x.data + columns.c;
  std::int64_t to = columns.c;
  for (std::int64_t i = columns.c; i < columns.end; i += columns.step) {
    for (int k = 0; k < Count; ++k) {
      const Vector centred = lanes.get(from + k * kLanes) - centre[k];
      Vector d = a[k] * lanes.get(d_z + i + k * kLanes) - b[k] * centred - rest[k];
      if (added != nullptr) d += lanes.get(added + to + k * kLanes);
      lanes.put(d_x + to + k * kLanes, d);
    }
    from += x.step;
    to += d_x_step;
  }
}

void sum_rows(std::int64_t channels, std::span<const RowTerm> terms, float scale,
              const float* added, float* sum) {
  for_each_column({1, channels}, [=](auto lanes, auto count, Columns columns) {
    sum_rows_of<count>(lanes, columns.c, terms, scale, added, sum);
  });
}

void add_moments(ChannelRows block, StridedRows x, const float* pivot, float* sum, float* squares) {
  for_each_column(block, [=](auto lanes, auto count, Columns columns) {
    add_moments_of<count>(lanes, columns, x, pivot, sum, squares);
  });
}

void normalise(ChannelRows block, StridedRows x, const float* mean, const float* scale,
               const float* shift, const float* skip, float* z) {
  for_each_column(block, [=](auto lanes, auto count, Columns columns) {
    normalise_of<count>(lanes, columns, x, mean, scale, shift, skip, z);
  });
}

void add_gradient_sums(ChannelRows block, const float* d_y, const float* derivative, StridedRows x,
                       const float* mean, float* d_z, float* sum, float* sum_x) {
  for_each_column(block, [=](auto lanes, auto count, Columns columns) {
    add_gradient_sums_of<count>(lanes, columns, d_y, derivative, x, mean, d_z, sum, sum_x);
  });
}

void input_gradient(ChannelRows block, const float* d_z, StridedRows x, const float* mean,
                    const float* factor, const float* slope, const float* offset,
                    const float* added, float* d_x, std::int64_t d_x_step) {
  for_each_column(block, [=](auto lanes, auto count, Columns columns) {
    input_gradient_of<count>(lanes, columns, d_z, x, mean, factor, slope, offset, added, d_x,
                             d_x_step);
  });
}

}  // namespace

extern const ChannelLoops kChannelLoops;
const ChannelLoops kChannelLoops{
    .multiply = multiply,
    .sum_rows = sum_rows,
    .add_moments = add_moments,
    .normalise = normalise,
    .add_gradient_sums = add_gradient_sums,
    .input_gradient = input_gradient,
};

}  // namespace actlab::kernels::ACTLAB_ISA

#include <actlab/core/kernels/convolution/winograd_1d_pass_simd.h>

#include <algorithm>

#include <actlab/core/kernels/convolution/winograd_1d_matrices.h>
#include <actlab/core/kernels/convolution/winograd_pass_simd.h>
#include <actlab/core/kernels/vector/vector.h>

namespace actlab::kernels::ACTLAB_ISA {
namespace {

// Calls body(first pixel, points) for each tile and each vector of channels.
template <class Body>
[[gnu::always_inline]] inline void for_each_tile(const Winograd1dBlock& block, const Body& body) {
  std::int64_t tile = 0;
  for (std::int64_t line = 0; line < block.lines; ++line) {
    for (std::int64_t t = 0; t < block.line_tiles; ++t, ++tile) {
      const std::int64_t first = line * block.line_step + t * kWinograd1dOutputs * block.pixel_step;
      for (std::int64_t c = 0; c < block.channels; c += kLanes) {
        body(t, first + c, c, block.points + c * block.tile_step + tile * kLanes);
      }
    }
  }
}

template <int Taps>
void spread_input(const Winograd1dBlock& block, const float* pixels) {
  using Matrices = LineMatrices<Taps>;
  for_each_tile(block, [&](std::int64_t, std::int64_t first, std::int64_t, float* points) {
    const float* from = pixels + first;
    Vector d[Matrices::kPoints];
#pragma GCC unroll 16
    for (int i = 0; i < Matrices::kPoints; ++i) d[i] = load(from + i * block.pixel_step);
    Matrices::input([&](int i) { return d[i]; },
                    [&](int point, Vector v) { store(points + point * block.point_step, v); });
  });
}

template <int Taps>
void spread_d_output(const Winograd1dBlock& block, const float* pixels) {
  using Matrices = LineMatrices<Taps>;
  for_each_tile(block, [&](std::int64_t, std::int64_t first, std::int64_t, float* points) {
    const float* from = pixels + first;
    Vector y[kWinograd1dOutputs];
#pragma GCC unroll 4
    for (int i = 0; i < kWinograd1dOutputs; ++i) y[i] = load(from + i * block.pixel_step);
    Matrices::d_output([&](int i) { return y[i]; },
                       [&](int point, Vector v) { store(points + point * block.point_step, v); });
  });
}

template <int Taps>
void gather_output(const Winograd1dBlock& block, std::int64_t length,
                   std::int64_t existing_channels, const float* added, float* to) {
  using Matrices = LineMatrices<Taps>;
  for_each_tile(block, [&](std::int64_t t, std::int64_t first, std::int64_t c, float* points) {
    Vector m[Matrices::kPoints];
#pragma GCC unroll 16
    for (int i = 0; i < Matrices::kPoints; ++i) m[i] = load(points + i * block.point_step);
    const std::int64_t left = length - t * kWinograd1dOutputs;
    const std::int64_t lanes = existing_channels - c;
    Matrices::output([&](int i) { return m[i]; },
                     [&](int i, Vector value) {
                       if (i >= left) return;
                       const std::int64_t place = first + i * block.pixel_step;
                       if (added != nullptr) value += load_first(added + place, lanes);
                       store_first(to + place, value, lanes);
                     });
  });
}

template <int Taps>
void transform_weight(const WinogradWeight& weight) {
  for_each_packed_weight(weight, [&](const float* taps, float* points) {
    Vector tap[Taps];  // loaded once: the stores between might be to the same memory
#pragma GCC unroll 8
    for (int k = 0; k < Taps; ++k) tap[k] = load(taps + k * weight.tap_step);
    LineMatrices<Taps>::weight(
        [&](int k) { return tap[k]; },
        [&](int point, Vector v) { store(points + point * weight.point_step, v); });
  });
}

template <int Taps>
void transform_d_weight(const WinogradWeightGradient& weight) {
  const std::int64_t tap_step = weight.in * weight.out;
  for (std::int64_t at = weight.first * weight.out; at < weight.last * weight.out; at += kLanes) {
    LineMatrices<Taps>::d_weight(
        [&](int point) { return load(weight.points + at + point * weight.point_step); },
        [&](int k, Vector v) { store(weight.taps + at + k * tap_step, v); });
  }
}

template <int Taps>
constexpr Winograd1dKernels kernels() {
  return {.taps = Taps,
          .points = LineMatrices<Taps>::kPoints,
          .input = &spread_input<Taps>,
          .d_output = &spread_d_output<Taps>,
          .output = &gather_output<Taps>,
          .weight = &transform_weight<Taps>,
          .d_weight = &transform_d_weight<Taps>};
}

}  // namespace

const Winograd1dKernels kWinograd3Taps = kernels<3>();
const Winograd1dKernels kWinograd7Taps = kernels<7>();

}  // namespace actlab::kernels::ACTLAB_ISA

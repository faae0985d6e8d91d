// The vector register of the instruction set that this file is compiled for: Vector holds kLanes
// floats. GCC's and clang's vector extensions give + - * / and comparisons; this header adds what
// they lack. Beside it only the tile sizes and the vector maths ask which instruction set it is.
#pragma once

#include <cstdint>
#include <cstring>

#include <actlab/core/kernels/vector/isa.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

namespace actlab::kernels::ACTLAB_ISA {

#if defined(__AVX512F__)
inline constexpr int kLanes = 16;
#elif defined(__AVX2__)
inline constexpr int kLanes = 8;
#else
inline constexpr int kLanes = 4;
#endif

static_assert(kLanes == vector_lanes(Isa::ACTLAB_ISA));

typedef float Vector __attribute__((vector_size(kLanes * sizeof(float))));
typedef std::int32_t Mask __attribute__((vector_size(kLanes * sizeof(float))));  // of comparisons
typedef std::uint32_t Words __attribute__((vector_size(kLanes * sizeof(float))));
// Half as many integers of twice the width.
inline constexpr int kWideLanes = kLanes / 2;
typedef std::uint64_t WideWords __attribute__((vector_size(kLanes * sizeof(float))));

// For the end of what has called functions that take vectors. Compilers clear the upper halves of
// the registers at the end of others; while these are in use, code for any x86-64 processor, which
// knows nothing of them, takes three times as long.
[[gnu::always_inline]] static inline void leave_vectors() {
#if defined(__AVX2__)
  _mm256_zeroupper();
#endif
}

[[gnu::always_inline]] static inline Vector load(const float* from) {
  Vector v;
  std::memcpy(&v, from, sizeof v);
  return v;
}
[[gnu::always_inline]] static inline void store(float* to, Vector v) {
  std::memcpy(to, &v, sizeof v);
}
// The first `count` lanes of a vector, all of them where count >= kLanes; memory past them is not
// touched. What is not loaded is 0.
[[gnu::always_inline]] static inline void store_first(float* to, Vector v, std::int64_t count) {
  if (count >= kLanes) return store(to, v);
  if (count <= 0) return;
#if defined(__AVX512F__)
  _mm512_mask_storeu_ps(to, static_cast<__mmask16>((1u << count) - 1), (__m512)v);
#elif defined(__wasm_simd128__)  // where a short memcpy is a call
  to[0] = v[0];
  if (count > 1) to[1] = v[1];
  if (count > 2) to[2] = v[2];
#else
  std::memcpy(to, &v, static_cast<std::size_t>(count) * sizeof(float));
#endif
}
[[gnu::always_inline]] static inline Vector load_first(const float* from, std::int64_t count) {
  if (count >= kLanes) return load(from);
  Vector v{};
  if (count <= 0) return v;
#if defined(__AVX512F__)
  return (Vector)_mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << count) - 1), from);
#elif defined(__wasm_simd128__)
  v[0] = from[0];
  if (count > 1) v[1] = from[1];
  if (count > 2) v[2] = from[2];
  return v;
#else
  std::memcpy(&v, from, static_cast<std::size_t>(count) * sizeof(float));
  return v;
#endif
}
[[gnu::always_inline]] static inline Vector broadcast(float value) { return value - Vector{}; }

// a * b + c, rounded once where the instruction set can.
[[gnu::always_inline]] static inline Vector multiply_add(Vector a, Vector b, Vector c) {
#if defined(__AVX512F__)
  return (Vector)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(__FMA__)
  return (Vector)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif defined(__aarch64__)
  return (Vector)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#else
  return a * b + c;
#endif
}
// a > b ? a : b and a < b ? a : b: b where one of them is NaN.
[[gnu::always_inline]] static inline Vector larger(Vector a, Vector b) {
#if defined(__AVX512F__)
  return (Vector)_mm512_maskz_max_ps(0xffff, (__m512)a, (__m512)b);
#elif defined(__AVX2__)
  return (Vector)_mm256_max_ps((__m256)a, (__m256)b);
#elif defined(__x86_64__)
  return (Vector)_mm_max_ps((__m128)a, (__m128)b);
#elif defined(__wasm_simd128__)
  return (Vector)wasm_f32x4_pmax((v128_t)b, (v128_t)a);
#else
  return a > b ? a : b;
#endif
}
[[gnu::always_inline]] static inline Vector smaller(Vector a, Vector b) {
#if defined(__AVX512F__)
  return (Vector)_mm512_maskz_min_ps(0xffff, (__m512)a, (__m512)b);
#elif defined(__AVX2__)
  return (Vector)_mm256_min_ps((__m256)a, (__m256)b);
#elif defined(__x86_64__)
  return (Vector)_mm_min_ps((__m128)a, (__m128)b);
#elif defined(__wasm_simd128__)
  return (Vector)wasm_f32x4_pmin((v128_t)b, (v128_t)a);
#else
  return a < b ? a : b;
#endif
}
[[gnu::always_inline]] static inline Vector square_root(Vector x) {
#if defined(__AVX512F__)
  return (Vector)_mm512_maskz_sqrt_ps(0xffff, (__m512)x);  // gcc 12 warns of the plain form
#elif defined(__AVX2__)
  return (Vector)_mm256_sqrt_ps((__m256)x);
#elif defined(__x86_64__)
  return (Vector)_mm_sqrt_ps((__m128)x);
#elif defined(__wasm_simd128__)
  return (Vector)wasm_f32x4_sqrt((v128_t)x);
#else
  return (Vector)vsqrtq_f32((float32x4_t)x);
#endif
}

// x * 2^n for whole n in [-252, 254], correctly rounded where the result is subnormal. AVX-512
// takes any n and rounds it down.
[[gnu::always_inline]] static inline Vector scale_by_power_of_two(Vector x, Vector n) {
#if defined(__AVX512F__)
  return (Vector)_mm512_maskz_scalef_ps(0xffff, (__m512)x, (__m512)n);
#else
  const Mask whole = __builtin_convertvector(n, Mask);
  const Mask half = whole >> 1;  // in two steps, since 2^n itself may not be a float
  return x * (Vector)((half + 127) << 23) * (Vector)((whole - half + 127) << 23);
#endif
}

// first, first + 1, ...
[[gnu::always_inline]] static inline WideWords counting_words(std::uint64_t first) {
  WideWords words{};
  for (int lane = 0; lane < kWideLanes; ++lane) words[lane] = static_cast<std::uint64_t>(lane);
  return words + first;
}
// The lower half of each number times the factor: all 64 bits of it.
[[gnu::always_inline]] static inline WideWords multiply_lower(WideWords a, std::uint32_t factor) {
  const WideWords b = WideWords{} + factor;
#if defined(__AVX512F__)
  return (WideWords)_mm512_maskz_mul_epu32(0xff, (__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
  return (WideWords)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#elif defined(__x86_64__)
  return (WideWords)_mm_mul_epu32((__m128i)a, (__m128i)b);
#else
  return (a & 0xFFFFFFFFu) * b;
#endif
}

#if defined(__AVX512F__)
// table[index mod 16] of a table of 16 floats.
[[gnu::always_inline]] static inline Vector lookup(const float* table, Mask index) {
  return (Vector)_mm512_maskz_permutexvar_ps(0xffff, (__m512i)index, (__m512)load(table));
}
#endif

}  // namespace actlab::kernels::ACTLAB_ISA

// The vector register of the instruction set that this file is compiled for: Vector holds kLanes
// floats. GCC's and clang's vector extensions give + - * / and comparisons; this header adds what
// they lack. No other file names an instruction set.
#pragma once

#include <cstdint>
#include <cstring>

namespace actlab::kernels::ACTLAB_ISA {

#if defined(__AVX512F__)
inline constexpr int kLanes = 16;
#elif defined(__AVX2__)
inline constexpr int kLanes = 8;
#else
inline constexpr int kLanes = 4;
#endif

typedef float Vector __attribute__((vector_size(kLanes * sizeof(float))));
typedef std::int32_t Mask __attribute__((vector_size(kLanes * sizeof(float))));  // of comparisons

[[gnu::always_inline]] static inline Vector load(const float* from) {
  Vector v;
  std::memcpy(&v, from, sizeof v);
  return v;
}
[[gnu::always_inline]] static inline void store(float* to, Vector v) {
  std::memcpy(to, &v, sizeof v);
}
// The first `count` values alone; all of them where count >= kLanes.
[[gnu::always_inline]] static inline void store_first(float* to, Vector v, std::int64_t count) {
  if (count >= kLanes) {
    store(to, v);
  } else if (count > 0) {
    std::memcpy(to, &v, static_cast<std::size_t>(count) * sizeof(float));
  }
}
[[gnu::always_inline]] static inline Vector broadcast(float value) { return value - Vector{}; }

}  // namespace actlab::kernels::ACTLAB_ISA

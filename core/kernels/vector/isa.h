// Instruction sets: one binary carries each kernel for all of them and chooses at start.
//
// Files named *_simd.cpp are compiled for every instruction set that the target machine may have,
// each time with all their code in another namespace (ACTLAB_ISA). Each concept fills one table of
// function pointers a set: ChannelLoops, FormulaInterpreter, ConvolutionKernels; its callers ask
// for the table of the active set. Those files take raw pointers and plain structs and must not
// instantiate inline templates of the standard library: the linker keeps one copy of such a
// function, perhaps the AVX-512 one.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace actlab::kernels {

enum class Isa { portable, avx2, avx512 };  // portable: SSE2 on x86-64, NEON on 64-bit Arm

std::string_view isa_name(Isa isa);  // "portable", "avx2", "avx512"

// What this processor can run, slowest first.
std::vector<Isa> available_isas();

// The fastest of them, or what the environment variable ACTLAB_ISA names, unless set_isa() was
// called. Throws UsageError for an unknown name or one that this processor cannot run.
Isa active_isa();
// Another one from now on, while nothing is being computed: for tests. Throws Error where this
// processor lacks it.
void set_isa(Isa isa);

// Floats in a vector register.
constexpr std::int64_t vector_lanes(Isa isa) {
  return isa == Isa::avx512 ? 16 : isa == Isa::avx2 ? 8 : 4;
}
inline std::int64_t vector_lanes() { return vector_lanes(active_isa()); }

// So many floats, or the next more that fill whole vectors.
constexpr std::int64_t whole_vectors(std::int64_t floats, std::int64_t lanes) {
  return (floats + lanes - 1) / lanes * lanes;
}
inline std::int64_t whole_vectors(std::int64_t floats) {
  return whole_vectors(floats, vector_lanes());
}

// Of three tables of kernels that of the active instruction set.
template <class Kernels>
const Kernels& of_active_isa(const Kernels& portable, const Kernels& avx2, const Kernels& avx512) {
  const Isa isa = active_isa();
  return isa == Isa::avx512 ? avx512 : isa == Isa::avx2 ? avx2 : portable;
}

}  // namespace actlab::kernels

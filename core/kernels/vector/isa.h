// Instruction sets: one binary carries each kernel for all of them and chooses once at start.
#pragma once

#include <string_view>
#include <vector>

namespace actlab::kernels {

enum class Isa { portable, avx2, avx512 };  // portable: SSE2 on x86-64, NEON on 64-bit Arm

std::string_view isa_name(Isa isa);  // "portable", "avx2", "avx512"

// What this processor can run, slowest first.
std::vector<Isa> available_isas();

// The fastest of them, or what the environment variable ACTLAB_ISA names. Fixed at the first call.
// Throws UsageError for an unknown name or one that this processor cannot run.
Isa active_isa();

}  // namespace actlab::kernels

// The table of kernels that exist once for each instruction set.
//
// Files named *_simd.cpp are compiled for every instruction set that the target machine
// may have, each time with all their code in another namespace (ACTLAB_ISA). kernel_table_simd.cpp
// fills one table of function pointers a set; kernel_table() is the one for this machine. Callers
// see only the plain functions of the headers beside this one.
//
// They take raw pointers and plain structs and must not instantiate inline templates of
// the standard library: the linker keeps one copy of such a function, perhaps the AVX-512 one.
#pragma once

#include <actlab/core/kernels/channels/channel_loops.h>
#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {

struct ConvolutionPass;  // core/kernels/convolution/convolution_pass.h
struct ConvolutionWeightPass;
struct WinogradKernels;   // core/kernels/convolution/winograd_pass.h
struct Instruction;       // core/kernels/program/formula_program.h
struct FormulaRegisters;  // core/kernels/program/formula_interpreter.h

struct KernelTable {
  int vector_lanes;  // floats in a vector register
  void (*convolution_pass)(const ConvolutionPass&);
  void (*convolution_weight_pass)(const ConvolutionWeightPass&);
  const WinogradKernels* winograd;
  const ChannelLoops* channels;
  void (*run_formula)(const Instruction* instructions, std::int64_t count,
                      const FormulaRegisters& registers, std::int64_t n);
};

// The table of the active instruction set.
const KernelTable& kernel_table();
// The table of a given one; throws Error where this binary or processor lacks it. For tests.
const KernelTable& kernel_table(Isa isa);

namespace portable {
extern const KernelTable kTable;
}
#if defined(__x86_64__)
namespace avx2 {
extern const KernelTable kTable;
}
namespace avx512 {
extern const KernelTable kTable;
}
#endif

}  // namespace actlab::kernels

#include <actlab/core/kernels/program/formula_interpreter.h>

#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {

namespace portable {
extern const FormulaInterpreter kFormulaInterpreter;
}
#if defined(__x86_64__)
namespace avx2 {
extern const FormulaInterpreter kFormulaInterpreter;
}
namespace avx512 {
extern const FormulaInterpreter kFormulaInterpreter;
}
const FormulaInterpreter& formula_interpreter() {
  return of_active_isa(portable::kFormulaInterpreter, avx2::kFormulaInterpreter,
                       avx512::kFormulaInterpreter);
}
#else
const FormulaInterpreter& formula_interpreter() { return portable::kFormulaInterpreter; }
#endif

}  // namespace actlab::kernels

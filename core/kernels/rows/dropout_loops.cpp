#include <actlab/core/kernels/rows/dropout_loops.h>

#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {

namespace portable {
extern const DropoutLoops kDropoutLoops;
}
#if defined(__x86_64__)
namespace avx2 {
extern const DropoutLoops kDropoutLoops;
}
namespace avx512 {
extern const DropoutLoops kDropoutLoops;
}
const DropoutLoops& dropout_loops() {
  return of_active_isa(portable::kDropoutLoops, avx2::kDropoutLoops, avx512::kDropoutLoops);
}
#else
const DropoutLoops& dropout_loops() { return portable::kDropoutLoops; }
#endif

}  // namespace actlab::kernels

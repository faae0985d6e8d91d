#include <actlab/core/kernels/rows/row_loops.h>

#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {

namespace portable {
extern const RowLoops kRowLoops;
}
#if defined(__x86_64__)
namespace avx2 {
extern const RowLoops kRowLoops;
}
namespace avx512 {
extern const RowLoops kRowLoops;
}
const RowLoops& row_loops() {
  return of_active_isa(portable::kRowLoops, avx2::kRowLoops, avx512::kRowLoops);
}
#else
const RowLoops& row_loops() { return portable::kRowLoops; }
#endif

}  // namespace actlab::kernels

#include <actlab/core/kernels/kernel_table.h>

#include <algorithm>

#include <actlab/core/base/error.h>

namespace actlab::kernels {

const KernelTable& kernel_table(Isa isa) {
  const std::vector<Isa> available = available_isas();
  if (std::find(available.begin(), available.end(), isa) == available.end()) {
    throw Error(text("[kernels] this machine has no ", isa_name(isa)));
  }
#if defined(__x86_64__)
  if (isa == Isa::avx512) return avx512::kTable;
  if (isa == Isa::avx2) return avx2::kTable;
#endif
  return portable::kTable;
}

const KernelTable& kernel_table() {
  static const KernelTable& table = kernel_table(active_isa());
  return table;
}

}  // namespace actlab::kernels

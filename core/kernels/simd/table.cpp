#include "core/kernels/kernel_table.h"
#include "core/kernels/simd/vector.h"

namespace actlab::kernels::ACTLAB_ISA {

extern const KernelTable kTable;
const KernelTable kTable{
    .vector_lanes = kLanes,
};

}  // namespace actlab::kernels::ACTLAB_ISA

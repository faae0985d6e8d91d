#include <actlab/core/kernels/attention/small_products.h>

#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {

namespace portable {
extern const SmallProducts kSmallProducts;
}
#if defined(__x86_64__)
namespace avx2 {
extern const SmallProducts kSmallProducts;
}
namespace avx512 {
extern const SmallProducts kSmallProducts;
}
const SmallProducts& small_products() {
  return of_active_isa(portable::kSmallProducts, avx2::kSmallProducts, avx512::kSmallProducts);
}
#else
const SmallProducts& small_products() { return portable::kSmallProducts; }
#endif

}  // namespace actlab::kernels

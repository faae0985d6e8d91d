#include <actlab/core/kernels/channels/channel_loops.h>

#include <actlab/core/kernels/vector/isa.h>

namespace actlab::kernels {

namespace portable {
extern const ChannelLoops kChannelLoops;
}
#if defined(__x86_64__)
namespace avx2 {
extern const ChannelLoops kChannelLoops;
}
namespace avx512 {
extern const ChannelLoops kChannelLoops;
}
const ChannelLoops& channel_loops() {
  return of_active_isa(portable::kChannelLoops, avx2::kChannelLoops, avx512::kChannelLoops);
}
#else
const ChannelLoops& channel_loops() { return portable::kChannelLoops; }
#endif

}  // namespace actlab::kernels

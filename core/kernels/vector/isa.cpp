#include <actlab/core/kernels/vector/isa.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>

namespace actlab::kernels {
namespace {

Isa choose() {
  const std::vector<Isa> available = available_isas();
  const char* wanted = std::getenv("ACTLAB_ISA");
  if (wanted == nullptr || *wanted == '\0') return available.back();
  const auto found = std::ranges::find(available, std::string_view(wanted), isa_name);
  if (found != available.end()) return *found;
  throw UsageError(text("[isa] ACTLAB_ISA=", wanted, " cannot be used here; this machine has: ",
                        joined(available, ", ", isa_name)));
}

std::atomic<Isa>& active() {
  static std::atomic<Isa> isa = choose();
  return isa;
}

}  // namespace

std::string_view isa_name(Isa isa) {
  switch (isa) {
    case Isa::avx512:
      return "avx512";
    case Isa::avx2:
      return "avx2";
    case Isa::portable:
      break;
  }
  return "portable";
}

std::vector<Isa> available_isas() {
  std::vector<Isa> result{Isa::portable};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    result.push_back(Isa::avx2);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
      result.push_back(Isa::avx512);
    }
  }
#endif
  return result;
}

Isa active_isa() { return active().load(std::memory_order_relaxed); }

void set_isa(Isa isa) {
  const std::vector<Isa> available = available_isas();
  if (std::find(available.begin(), available.end(), isa) == available.end()) {
    throw Error(text("[isa] this machine has no ", isa_name(isa)));
  }
  active() = isa;
}

}  // namespace actlab::kernels

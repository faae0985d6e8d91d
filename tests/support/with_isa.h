// While one is alive, kernels run with the given instruction set.
#pragma once

#include <actlab/core/kernels/vector/isa.h>

namespace actlab::test {

class WithIsa {
 public:
  explicit WithIsa(kernels::Isa isa) : before_(kernels::active_isa()) { kernels::set_isa(isa); }
  ~WithIsa() { kernels::set_isa(before_); }
  WithIsa(const WithIsa&) = delete;
  WithIsa& operator=(const WithIsa&) = delete;

 private:
  kernels::Isa before_;
};

}  // namespace actlab::test

#include <actlab/core/base/process_memory.h>

#include <doctest/doctest.h>

#include <vector>

using namespace actlab;

#ifdef __linux__
TEST_CASE("process memory: what is written to is resident and the peak stays") {
  constexpr std::int64_t kBytes = 64 << 20;
  const std::int64_t before = resident_bytes();
  CHECK(before > 0);
  {
    const std::vector<char> pages(kBytes, 'x');
    CHECK(resident_bytes() >= before + kBytes * 9 / 10);
    CHECK(pages.back() == 'x');
  }
  CHECK(peak_resident_bytes() >= before + kBytes * 9 / 10);
}
#endif

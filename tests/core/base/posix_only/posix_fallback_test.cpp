#include <doctest/doctest.h>

#include <vector>

#include <actlab/core/base/platform.h>

using namespace actlab;

TEST_CASE("platform: where there is no Linux what is not known is said to be so") {
  CHECK(resident_bytes() == 0);
  CHECK(peak_resident_bytes() > 1 << 16);
  CHECK_FALSE(processor_quota());
  CHECK_FALSE(processor_quota("/"));
  CHECK_FALSE(available_bytes());
  CHECK_FALSE(available_bytes("/"));
  CHECK(program_path().empty());
  CHECK(boot_name().empty());
  CHECK(network_file_system("/").empty());
  std::vector<float> memory(1000, 1.0F);
  advise_huge_pages(memory.data(), 4000);
  end_with_parent();
  CHECK(memory.back() == 1.0F);
}

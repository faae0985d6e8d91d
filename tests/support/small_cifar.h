// A CIFAR-10 of 60 training and 10 test images whose brightness tells the class, for tests that
// train.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>

namespace actlab::test {

// Writes it where --data-dir FOLDER finds it.
inline void write_small_cifar(const std::filesystem::path& folder) {
  Random random(3, Purpose::test);
  const auto write = [&](const std::string& name, std::int64_t count) {
    std::ofstream file(folder / "cifar-10-batches-bin" / name, std::ios::binary);
    for (std::int64_t i = 0; i < count; ++i) {
      file.put(static_cast<char>(i % 10));
      for (int byte = 0; byte < 3072; ++byte) {
        file.put(static_cast<char>(20 * (i % 10) + random.below(40)));
      }
    }
  };
  std::filesystem::create_directories(folder / "cifar-10-batches-bin");
  for (int batch = 1; batch <= 5; ++batch) write(text("data_batch_", batch, ".bin"), 12);
  write("test_batch.bin", 10);
}

}  // namespace actlab::test

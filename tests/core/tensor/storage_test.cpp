#include <actlab/core/base/platform.h>
#include <actlab/core/tensor/storage.h>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/tensor/tensor.h>
#include "tests/support/asks_for.h"
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::test;

namespace {

// As GCC and as clang say it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

}  // namespace

TEST_CASE("storage: buffers are aligned to a cache line and large ones to their grain") {
  for (const std::int64_t count : {0, 1, 17, 5000, 100000}) {
    CHECK(reinterpret_cast<std::uintptr_t>(Storage(count).data()) % 64 == 0);
  }
  CHECK(reinterpret_cast<std::uintptr_t>(Storage(1 << 20).data()) % (16 << 10) == 0);
}

TEST_CASE("storage: a freed buffer is used again for about the same size") {
  release_cached_storage();
  float* freed = nullptr;
  {
    const Storage storage(12000);
    freed = storage.data();
  }
  CHECK(storage_statistics().cached_bytes >= 48000);
  CHECK(Storage(11900).data() == freed);
  const Storage small(6000);  // half of the size would waste the other half
  CHECK(small.data() != freed);
  release_cached_storage();
  CHECK(storage_statistics().cached_bytes == 0);
}

// What a network does: the first stages make large tensors, the later ones many small ones.
TEST_CASE("storage: sizes that change from step to step are served by the same memory") {
  release_cached_storage();
  reset_storage_peak();
  const std::int64_t before = storage_statistics().peak_held_bytes;
  for (const std::int64_t part : {8, 3, 5, 1, 7, 2}) {
    std::vector<std::unique_ptr<Storage>> tensors;
    for (std::int64_t i = 0; i < 64 / part; ++i) {
      tensors.push_back(std::make_unique<Storage>(part << 18));  // 64 MB together
    }
  }
  const std::int64_t held = storage_statistics().peak_held_bytes - before;
  CHECK(held >= (60 << 20));
  CHECK(held <= (96 << 20));  // not half as much again
  release_cached_storage();
}

TEST_CASE("storage: rests do not add up, and what is free at the end goes back" *
          test::asks_for_linux) {
  release_cached_storage();
  reset_storage_peak();
  const StorageStatistics before = storage_statistics();
  std::vector<std::unique_ptr<Storage>> kept;
  for (int i = 0; i < 40; ++i) {  // 11 MB each: several spans would each have a rest
    kept.push_back(std::make_unique<Storage>(11 << 18));
    kept.back()->data()[0] = static_cast<float>(i);
  }
  const std::int64_t held = storage_statistics().peak_held_bytes - before.peak_held_bytes;
  CHECK(held >= 440 << 20);
  CHECK(held <= 442 << 20);
  for (std::size_t i = 0; i < kept.size(); ++i) CHECK(kept[i]->data()[0] == static_cast<float>(i));
  kept.resize(10);
  CHECK(storage_statistics().cached_bytes - before.cached_bytes >= 330 << 20);
  release_cached_storage();
  CHECK(storage_statistics().cached_bytes - before.cached_bytes <= 2 << 20);
  kept.push_back(std::make_unique<Storage>(11 << 18));
  CHECK(kept.back()->data()[0] == 0.0f);  // new memory, not what was there
  kept.clear();
  release_cached_storage();
  CHECK(storage_statistics().cached_bytes <= before.cached_bytes);
}

TEST_CASE("storage: statistics follow what is in use and its peak") {
  const std::int64_t before = storage_statistics().bytes_in_use;
  reset_storage_peak();
  CHECK(storage_statistics().peak_bytes == before);
  {
    const Storage a(1 << 20);
    const Storage b(1 << 20);
    CHECK(storage_statistics().bytes_in_use == before + (8 << 20));
  }
  const Storage c(1 << 20);
  CHECK(storage_statistics().bytes_in_use == before + (4 << 20));
  CHECK(storage_statistics().peak_bytes == before + (8 << 20));
}

TEST_CASE("storage: sizes beyond any memory are refused") {
  CHECK(error_of([] { (void)Tensor::uninitialised({std::int64_t{1} << 62}); }) ==
        "[storage] a tensor of 4611686018427387904 elements cannot be held in memory");
  if (kSanitized) return;  // which ends the program here
  CHECK(error_of([] {
          (void)Tensor::uninitialised({std::int64_t{1} << 46});
        }).find("[storage] out of memory: 268435456 MB more were asked for") == 0);
}

TEST_CASE("storage: what the machine does not have is refused before it is filled" *
          test::asks_for_linux) {
  if (kSanitized) return;  // which keeps accounts of what is not written to
  const std::int64_t megabytes = available_bytes().value() >> 20;
  std::vector<Tensor> taken;  // never written to: the machine does not feel it
  const std::string error = error_of([&] {
    for (int i = 0; i < 16; ++i) {
      taken.push_back(Tensor::uninitialised({(megabytes / 8) << 18}));
    }
  });
  taken.clear();
  release_cached_storage();
  CHECK(error.find(text("[storage] out of memory: ", (megabytes / 8), " MB more")) == 0);
  CHECK(error.find(" MB are left; use a smaller batch or model") != std::string::npos);
}

TEST_CASE("storage: a bound on the process is kept, and can be taken away") {
  release_cached_storage();
  limit_storage(resident_bytes() + (32 << 20));
  const std::string error = error_of([] { (void)Tensor::uninitialised({std::int64_t{16} << 20}); });
  const bool small_fits = error_of([] { (void)Tensor::uninitialised({1 << 20}); }).empty();
  limit_storage(0);
  CHECK(error.find("[storage] out of memory: 64 MB more were asked for") == 0);
  CHECK(error.find(" of at most ") != std::string::npos);
  CHECK(small_fits);
  CHECK_NOTHROW((void)Tensor::uninitialised({std::int64_t{16} << 20}));
}

TEST_CASE("storage: threads may take and give back at once" * test::asks_for_threads) {
  const std::int64_t before = storage_statistics().bytes_in_use;
  std::vector<std::thread> workers;
  for (int worker = 0; worker < 4; ++worker) {
    workers.emplace_back([worker] {
      for (int i = 0; i < 500; ++i) {
        const Storage storage(1000 * (1 + (i + worker) % 5));
        storage.data()[0] = 1.0f;
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  CHECK(storage_statistics().bytes_in_use == before);
}

TEST_CASE("storage: bytes are counted by what they are for") {
  reset_storage_peak();
  const StorageStatistics before = storage_statistics();
  const auto grown = [&](const BytesByUse& bytes, MemoryUse use) {
    const auto index = static_cast<std::size_t>(use);
    return bytes[index] - before.in_use[index];
  };
  {
    const MemoryUseScope scope(MemoryUse::weights);
    const Storage weights(1 << 20);
    {
      const MemoryUseScope inner(MemoryUse::gradients);
      const Storage gradients(2 << 20);
    }
    const Storage more(1 << 18);
    CHECK(grown(storage_statistics().in_use, MemoryUse::weights) == 5 << 20);
    CHECK(grown(storage_statistics().in_use, MemoryUse::gradients) == 0);
  }
  const Storage activations(1 << 20);
  const StorageStatistics after = storage_statistics();
  CHECK(grown(after.at_peak, MemoryUse::weights) == 4 << 20);
  CHECK(grown(after.at_peak, MemoryUse::gradients) == 8 << 20);
  CHECK(grown(after.highest, MemoryUse::weights) == 5 << 20);
  CHECK(grown(after.in_use, MemoryUse::weights) == 0);
  CHECK(grown(after.in_use, MemoryUse::activations) == 4 << 20);
  CHECK(after.peak_held_bytes >= after.peak_bytes);
}

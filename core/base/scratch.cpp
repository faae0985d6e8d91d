#include <actlab/core/base/scratch.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include <actlab/core/base/platform.h>

namespace actlab {
namespace {

constexpr std::size_t kAlignment = 64;

// Counts over all threads, for scratch_bytes() alone.
std::atomic<std::int64_t> held_bytes{0};

struct Block {
  // Of huge pages: kernels write to many places of a block in turn, each another small page.
  explicit Block(std::size_t bytes)
      : size(whole_huge_pages(bytes)),
        memory(static_cast<std::byte*>(std::aligned_alloc(kHugePage, size)), &std::free) {
    if (!memory) throw std::bad_alloc();
    advise_huge_pages(memory.get(), size);
    held_bytes += static_cast<std::int64_t>(size);
  }
  std::size_t size;
  std::unique_ptr<std::byte, void (*)(void*)> memory;
};

// Blocks never move, so pointers into earlier ones stay valid while a scope grows.
struct Stack {
  ~Stack() { give_back(0); }
  // All blocks from this one on.
  void give_back(std::size_t first) {
    for (; blocks.size() > first; blocks.pop_back()) {
      held_bytes -= static_cast<std::int64_t>(blocks.back().size);
    }
  }
  std::vector<Block> blocks;
  std::size_t block = 0;
  std::size_t offset = 0;
};

thread_local Stack stack;

}  // namespace

Scratch::Scratch() : block_(stack.block), offset_(stack.offset) {}

Scratch::~Scratch() {
  stack.block = block_;
  stack.offset = offset_;
}

float* Scratch::floats(std::int64_t count) {
  if (count > PTRDIFF_MAX / std::int64_t{2 * sizeof(float)}) throw std::bad_alloc();
  const std::size_t bytes =
      (static_cast<std::size_t>(std::max<std::int64_t>(count, 1)) * sizeof(float) + kAlignment -
       1) /
      kAlignment * kAlignment;
  const std::size_t in_use = stack.block + (stack.offset > 0 ? 1 : 0);
  while (stack.block < stack.blocks.size() &&
         stack.offset + bytes > stack.blocks[stack.block].size) {
    ++stack.block;
    stack.offset = 0;
  }
  if (stack.block == stack.blocks.size()) {
    const std::size_t grown = stack.blocks.empty() ? kHugePage : 2 * stack.blocks.back().size;
    stack.give_back(in_use);  // a large block takes the place of small ones
    stack.block = stack.blocks.size();
    stack.blocks.emplace_back(std::max(grown, bytes));
    stack.offset = 0;
  }
  auto* result = reinterpret_cast<float*>(stack.blocks[stack.block].memory.get() + stack.offset);
  stack.offset += bytes;
  return result;
}

std::int64_t scratch_bytes() { return held_bytes; }

}  // namespace actlab

// Loops over broadcast operands: NumPy's rule turned into rows that are contiguous in the result.
//
// Neighbouring axes along which every operand either moves on or stands still are merged, so that
// [8, 32, 32, 16] with [16] becomes 8192 rows of 16, and two equal shapes become one long row. Rows
// are cut into blocks of at most kBroadcastBlock floats, and blocks are worked on in parallel.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/scratch.h>
#include <actlab/core/base/shape.h>
#include <actlab/core/tensor/tensor.h>

namespace actlab {

inline constexpr std::int64_t kBroadcastBlock = 1024;

class BroadcastRows {
 public:
  // Each operand's shape must broadcast to `result`.
  BroadcastRows(const Shape& result, const std::vector<Shape>& operands);

  std::int64_t blocks() const { return rows_ * blocks_per_row_; }
  // Where a block begins in the result and its number of floats.
  struct Block {
    std::int64_t row, begin_in_row, begin, count;
  };
  Block block(std::int64_t number) const;
  // Where the block begins in an operand.
  std::int64_t offset(const Block& block, std::size_t operand) const;
  // True where the operand has one value for all of a row.
  bool stretched(std::size_t operand) const { return strides_[operand].back() == 0; }
  // Blocks that one thread works on in turn.
  std::int64_t chunk_size() const;

 private:
  std::vector<std::int64_t> sizes_;                 // merged axes; the last is the row
  std::vector<std::vector<std::int64_t>> strides_;  // of each operand along these axes
  std::int64_t rows_ = 1;
  std::int64_t blocks_per_row_ = 1;
};

// result[i] = f(operands[i]...) for every element of `shape`, to which all operands broadcast.
// A stretched value is spread over a block first, so that the innermost loop always vectorises.
template <class Function, class... Operands>
Tensor broadcast_map(const Shape& shape, const Function& f, const Operands&... operands) {
  Tensor result = Tensor::uninitialised(shape);
  const BroadcastRows rows(shape, {operands.shape()...});
  float* const out = result.data();
  const std::array<const float*, sizeof...(Operands)> data{operands.data()...};
  parallel_chunks(rows.blocks(), rows.chunk_size(),
                  [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                    Scratch scratch;
                    std::array<float*, sizeof...(Operands)> spread;
                    for (float*& space : spread) space = scratch.floats(kBroadcastBlock);
                    for (std::int64_t number = begin; number < end; ++number) {
                      const BroadcastRows::Block block = rows.block(number);
                      std::array<const float*, sizeof...(Operands)> in;
                      for (std::size_t operand = 0; operand < in.size(); ++operand) {
                        in[operand] = data[operand] + rows.offset(block, operand);
                        if (rows.stretched(operand)) {
                          std::fill_n(spread[operand], block.count, *in[operand]);
                          in[operand] = spread[operand];
                        }
                      }
                      float* const to = out + block.begin;
                      std::apply(
                          [&](const auto*... from) {
                            for (std::int64_t i = 0; i < block.count; ++i) to[i] = f(from[i]...);
                          },
                          in);
                    }
                  });
  return result;
}

// `tensor` stretched to `shape`.
Tensor broadcast_to(const Tensor& tensor, const Shape& shape);

}  // namespace actlab

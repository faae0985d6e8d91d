#include <actlab/core/ops/broadcast_rows.h>

namespace actlab {
namespace {

// Distances between neighbours along each axis of `result`, 0 where the operand is stretched.
std::vector<std::int64_t> broadcast_strides(const Shape& operand, const Shape& result) {
  std::vector<std::int64_t> strides(result.sizes().size(), 0);
  std::int64_t stride = 1;
  for (std::int64_t i = 1; i <= operand.rank(); ++i) {
    if (operand[-i] != 1) strides[static_cast<std::size_t>(result.rank() - i)] = stride;
    stride *= operand[-i];
  }
  return strides;
}

}  // namespace

BroadcastRows::BroadcastRows(const Shape& result, const std::vector<Shape>& operands)
    : strides_(operands.size()) {
  std::vector<std::vector<std::int64_t>> full;
  for (const Shape& operand : operands) full.push_back(broadcast_strides(operand, result));
  for (std::size_t axis = 0; axis < result.sizes().size(); ++axis) {
    const std::int64_t size = result.sizes()[axis];
    if (size == 1) continue;
    // The axis before can take this one in where it moves on by exactly all of this one.
    bool merges = !sizes_.empty();
    for (std::size_t i = 0; i < operands.size(); ++i) {
      merges = merges && strides_[i].back() == full[i][axis] * size;
    }
    if (merges) {
      sizes_.back() *= size;
    } else {
      sizes_.push_back(size);
    }
    for (std::size_t i = 0; i < operands.size(); ++i) {
      if (merges) {
        strides_[i].back() = full[i][axis];
      } else {
        strides_[i].push_back(full[i][axis]);
      }
    }
  }
  if (sizes_.empty()) {
    sizes_.push_back(1);
    for (auto& strides : strides_) strides.push_back(0);
  }
  for (std::size_t axis = 0; axis + 1 < sizes_.size(); ++axis) rows_ *= sizes_[axis];
  blocks_per_row_ = chunk_count(sizes_.back(), kBroadcastBlock);
}

BroadcastRows::Block BroadcastRows::block(std::int64_t number) const {
  const std::int64_t row = number / blocks_per_row_;
  const std::int64_t begin = number % blocks_per_row_ * kBroadcastBlock;
  return {row, begin, row * sizes_.back() + begin,
          std::min(kBroadcastBlock, sizes_.back() - begin)};
}

std::int64_t BroadcastRows::offset(const Block& block, std::size_t operand) const {
  const std::vector<std::int64_t>& strides = strides_[operand];
  std::int64_t offset = block.begin_in_row * strides.back();
  std::int64_t row = block.row;
  for (std::size_t axis = sizes_.size() - 1; axis-- > 0;) {
    offset += row % sizes_[axis] * strides[axis];
    row /= sizes_[axis];
  }
  return offset;
}

std::int64_t BroadcastRows::chunk_size() const {
  constexpr std::int64_t kFloatsPerChunk = std::int64_t{1} << 16;
  const std::int64_t in_block = std::min(sizes_.back(), kBroadcastBlock);
  return kFloatsPerChunk / std::max<std::int64_t>(in_block, 1);  // rows may have no values
}

Tensor broadcast_to(const Tensor& tensor, const Shape& shape) {
  return broadcast_map(
      shape, [](float value) { return value; }, tensor);
}

}  // namespace actlab

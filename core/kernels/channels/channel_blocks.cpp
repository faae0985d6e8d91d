#include <actlab/core/kernels/channels/channel_blocks.h>

#include <utility>

namespace actlab::kernels {
namespace {

constexpr std::int64_t kBlocksAChunk = 8;
// So that sums in floats stay exact enough, and partial sums small beside the data.
constexpr std::int64_t kMostRowsABlock = 128;
constexpr std::int64_t kLeastRowsAChunk = 64;
constexpr std::int64_t kSliceMultiple = 16;  // whole vectors

std::int64_t slice_of(std::int64_t channels) {
  const std::int64_t slices =
      std::max<std::int64_t>((channels + kFormulaBlock - 1) / kFormulaBlock, 1);
  if (slices == 1) return std::max<std::int64_t>(channels, 1);
  const std::int64_t even = (channels + slices - 1) / slices;
  return std::min((even + kSliceMultiple - 1) / kSliceMultiple * kSliceMultiple, kFormulaBlock);
}

}  // namespace

ChannelBlocks::ChannelBlocks(std::int64_t row_count, std::int64_t channel_count)
    : rows(row_count),
      channels(channel_count),
      slice(slice_of(channel_count)),
      block_rows(slice < channel_count ? 1 : std::min(kFormulaBlock / slice, kMostRowsABlock)),
      chunk_rows(0) {
  const std::int64_t least = std::max(kBlocksAChunk * block_rows, kLeastRowsAChunk);
  chunk_rows = (least + block_rows - 1) / block_rows * block_rows;
}

std::vector<float> tiled(const ChannelBlocks& blocks, std::span<const float> values) {
  std::vector<float> tile(static_cast<std::size_t>(blocks.tile()));
  if (values.size() == 1) {
    std::fill(tile.begin(), tile.end(), values[0]);
    return tile;
  }
  for (float* to = tile.data(); to != tile.data() + tile.size(); to += blocks.channels) {
    std::copy(values.begin(), values.end(), to);
  }
  return tile;
}

ChannelSums::ChannelSums(const ChannelBlocks& blocks, std::int64_t of_rows, std::int64_t of_tiles)
    : blocks_(blocks), of_rows_(of_rows), of_tiles_(of_tiles) {}

float* ChannelSums::zeros(Scratch& scratch) const {
  const std::int64_t floats = of_rows_ * blocks_.channels + of_tiles_ * blocks_.tile();
  float* sums = scratch.floats(floats);
  std::fill(sums, sums + floats, 0.0f);
  return sums;
}

void ChannelSums::store(std::int64_t first_row, const float* sums) {
  const std::int64_t channels = blocks_.channels;
  const std::int64_t count = of_rows_ + of_tiles_;
  Chunk chunk{first_row, std::vector<double>(static_cast<std::size_t>(count * channels))};
  double* to = chunk.sums.data();
  for (std::int64_t k = 0; k < count; ++k, to += channels) {
    const std::int64_t rows = k < of_rows_ ? 1 : blocks_.block_rows;
    for (std::int64_t row = 0; row < rows; ++row, sums += channels) {
      for (std::int64_t c = 0; c < channels; ++c) to[c] += static_cast<double>(sums[c]);
    }
  }
  const std::lock_guard lock(mutex_);
  chunks_.push_back(std::move(chunk));
}

std::vector<std::vector<double>> ChannelSums::totals() {
  std::ranges::sort(chunks_, {}, &Chunk::first_row);
  const auto channels = static_cast<std::size_t>(blocks_.channels);
  std::vector<std::vector<double>> totals(static_cast<std::size_t>(of_rows_ + of_tiles_),
                                          std::vector<double>(channels));
  for (const Chunk& chunk : chunks_) {
    const double* sum = chunk.sums.data();
    for (std::vector<double>& total : totals) {
      for (double& value : total) value += *sum++;
    }
  }
  return totals;
}

TiledFormula TiledFormula::of_value(const FormulaCall& call, const ChannelBlocks& blocks) {
  return {call.kernels != nullptr ? &call.kernels->value : nullptr, call, blocks};
}

TiledFormula TiledFormula::of_gradient(const FormulaCall& call, const ChannelBlocks& blocks,
                                       bool with_parameters) {
  if (call.kernels == nullptr) return {nullptr, call, blocks};
  return {with_parameters ? &call.kernels->backward : &call.kernels->gradient, call, blocks};
}

TiledFormula::TiledFormula(const FormulaProgram* program, const FormulaCall& call,
                           const ChannelBlocks& blocks)
    : program_(program) {
  if (program == nullptr) return;
  const std::int64_t padded =
      (blocks.tile() + kHoistedMultiple - 1) / kHoistedMultiple * kHoistedMultiple;
  for (const FormulaParameter& parameter : call.parameters) {
    const std::size_t index = tiles_.size();
    const bool single = parameter.size() == 1 && index < 64;
    if (single) single_ |= std::uint64_t{1} << index;
    all_single_ = all_single_ && single;
    tiles_.push_back(tiled(blocks, parameter));
    tiles_.back().resize(static_cast<std::size_t>(padded));
  }
  std::vector<float*> hoisted;
  for (int k = 0; k < program->hoisted; ++k) {
    hoisted.push_back(tiles_.emplace_back(static_cast<std::size_t>(padded)).data());
  }
  for (const std::vector<float>& tile : tiles_) pointers_.push_back(tile.data());
  hoist(*program, padded, pointers_.data(), hoisted.data());
}

std::int64_t TiledFormula::parameters() const { return program_ == nullptr ? 0 : program_->sums; }

void TiledFormula::value(std::int64_t tile_offset, std::int64_t n, const float* x,
                         float* value) const {
  FormulaBlock block;
  block.n = n;
  block.x = x;
  block.value = value;
  run(tile_offset, block);
}

void TiledFormula::gradient(std::int64_t tile_offset, std::int64_t n, const float* x,
                            const float* d_y, float* derivative, float* const* sums) const {
  FormulaBlock block;
  block.n = n;
  block.x = x;
  block.derivative = derivative;
  block.d_y = d_y;
  block.sums = sums;
  run(tile_offset, block);
}

void TiledFormula::run(std::int64_t tile_offset, FormulaBlock block) const {
  std::vector<const float*> shifted;
  const float* const* pointers = pointers_.data();
  if (tile_offset != 0) {
    shifted = pointers_;
    for (std::size_t k = 0; k < shifted.size(); ++k) {
      const auto parameter = static_cast<std::int64_t>(k);
      const bool single = parameter < program_->parameters ? is_single(parameter) : all_single_;
      if (!single) shifted[k] += tile_offset;
    }
    pointers = shifted.data();
  }
  block.parameters = pointers;
  block.hoisted = pointers + program_->parameters;
  block.equal_parameters = single_;
  block.equal_hoisted = all_single_;
  evaluate(*program_, block);
}

ParameterGradients::ParameterGradients(const ChannelBlocks& blocks, const TiledFormula& formula,
                                       float* sums)
    : formula_(formula), tile_(blocks.tile()), sums_(sums) {
  pointers_.resize(static_cast<std::size_t>(formula.parameters()));
}

float* const* ParameterGradients::of_block(std::int64_t tile_offset) {
  for (std::size_t k = 0; k < pointers_.size(); ++k) {
    const auto parameter = static_cast<std::int64_t>(k);
    const std::int64_t at = formula_.is_single(parameter) ? place_ : tile_offset;
    pointers_[k] = sums_ + parameter * tile_ + at;
  }
  place_ = place_ + 2 * kSumFloats <= tile_ ? place_ + kSumFloats : 0;
  return pointers_.data();
}

}  // namespace actlab::kernels

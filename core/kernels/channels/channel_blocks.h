// How loops over [rows, channels] data are cut: into blocks that stay in the L1 cache, and chunks
// of blocks that threads take.
//
// A block is a whole number of rows, of kFormulaBlock floats or less, or a slice of one row where a
// row is longer. For formulas, one value a channel is repeated over the rows of a block once a call
// ("tiled"), so that their loops are flat, whatever the number of channels; the other loops go down
// the rows with a vector of channels in registers (channel_loops.h). A sum over rows is kept
// in floats during a block (up to 128 terms) and a chunk (8 blocks), and as one double a channel
// from there on; chunks depend on the shape alone and are combined in order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/channels/channel_loops.h>
#include <actlab/core/kernels/program/formula_program.h>

namespace actlab::kernels {

// Where a block begins.
struct ChannelPlace {
  std::int64_t row, channel;
  // Its offset in an array whose rows are `step` floats apart.
  std::int64_t offset(std::int64_t step) const { return row * step + channel; }
  // The rows that begin there.
  StridedRows in(const StridedRows& rows) const {
    return {rows.data + offset(rows.step), rows.step};
  }
};

struct ChannelBlocks {
  ChannelBlocks(std::int64_t rows, std::int64_t channels);

  std::int64_t rows;
  std::int64_t channels;
  std::int64_t slice;       // channels a block; less than `channels` only where block_rows is 1
  std::int64_t block_rows;  // rows a block
  std::int64_t chunk_rows;  // rows a chunk, a multiple of block_rows

  std::int64_t chunks() const { return (rows + chunk_rows - 1) / chunk_rows; }
  std::int64_t tile() const { return block_rows * channels; }  // floats of a tiled channel value
  // A block of n values as its rows.
  ChannelRows as_rows(std::int64_t n) const {
    return slice < channels ? ChannelRows{1, n} : ChannelRows{n / channels, channels};
  }

  // Calls body(place, n) for the blocks of a chunk: n values from a place on, whose channel values
  // stand in a tile from its channel on.
  template <class Body>
  void for_each_block(std::int64_t chunk, const Body& body) const {
    for_each_block(chunk * chunk_rows, std::min(rows, (chunk + 1) * chunk_rows), body);
  }
  // The same for rows [begin, end).
  template <class Body>
  void for_each_block(std::int64_t begin, std::int64_t end, const Body& body) const {
    for (std::int64_t row = begin; row < end; row += block_rows) {
      const std::int64_t count = std::min(block_rows, end - row);
      for (std::int64_t channel = 0; channel < channels; channel += slice) {
        const std::int64_t width = std::min(slice, channels - channel);
        body(ChannelPlace{row, channel}, count * width);
      }
    }
  }
};

// One value a channel, or one for all, repeated over the rows of a block.
std::vector<float> tiled(const ChannelBlocks& blocks, std::span<const float> values);

// Sums a channel, gathered chunk by chunk. Loops that keep a channel's sum in a register while they
// go down the rows add to one row of sums, formula programs to a tile.
class ChannelSums {
 public:
  ChannelSums(const ChannelBlocks& blocks, std::int64_t of_rows, std::int64_t of_tiles = 0);

  // Zeros for the sums of one chunk: of_rows x channels, then of_tiles x tile().
  float* zeros(Scratch& scratch) const;
  float* row(float* sums, std::int64_t k) const { return sums + k * blocks_.channels; }
  float* tiles(float* sums) const { return row(sums, of_rows_); }
  // Keeps what the chunk that begins at `first_row` has gathered. Any thread may.
  void store(std::int64_t first_row, const float* sums);
  // [of_rows + of_tiles][channels]: the sums over all chunks, added in the order of their rows.
  std::vector<std::vector<double>> totals();

 private:
  struct Chunk {
    std::int64_t first_row;
    std::vector<double> sums;  // [of_rows + of_tiles, channels]
  };

  ChannelBlocks blocks_;
  std::int64_t of_rows_, of_tiles_;
  std::mutex mutex_;
  std::vector<Chunk> chunks_;
};

// The values of one formula parameter: one a channel, or a single one.
using FormulaParameter = std::span<const float>;

// A formula and the values of its parameters. Without kernels it is the identity.
struct FormulaCall {
  const FormulaKernels* kernels = nullptr;
  std::vector<FormulaParameter> parameters;
};

// One program of a call's formula with its parameters and hoisted values tiled, ready to run over
// blocks.
class TiledFormula {
 public:
  // The value alone.
  static TiledFormula of_value(const FormulaCall& call, const ChannelBlocks& blocks);
  // df/dx, and the sums of d_y df/dp of every parameter where they are wanted.
  static TiledFormula of_gradient(const FormulaCall& call, const ChannelBlocks& blocks,
                                  bool with_parameters);

  bool is_identity() const { return program_ == nullptr; }
  // Parameters whose gradients are computed.
  std::int64_t parameters() const;
  // Of a parameter: one value for all channels.
  bool is_single(std::int64_t parameter) const {
    return parameter < 64 && (single_ >> parameter & 1) != 0;
  }
  void value(std::int64_t tile_offset, std::int64_t n, const float* x, float* value) const;
  // Adds d_y df/dp to one array of sums for each of parameters().
  void gradient(std::int64_t tile_offset, std::int64_t n, const float* x, const float* d_y,
                float* derivative, float* const* sums) const;

 private:
  TiledFormula(const FormulaProgram* program, const FormulaCall& call, const ChannelBlocks& blocks);
  void run(std::int64_t tile_offset, FormulaBlock block) const;

  const FormulaProgram* program_;          // null for the identity
  std::vector<std::vector<float>> tiles_;  // of parameters, then of hoisted values
  std::vector<const float*> pointers_;
  std::uint64_t single_ = 0;  // bit p: parameter p
  bool all_single_ = true;
};

// Where the blocks of one chunk gather d_p = sum of d_y * df/dp for every parameter p.
class ParameterGradients {
 public:
  // `sums`: one tile a parameter of the formula, to be added to. Of a parameter that is single, a
  // block is added to some places of its tile: only the total of its sums has a meaning.
  ParameterGradients(const ChannelBlocks& blocks, const TiledFormula& formula, float* sums);
  // The sums that TiledFormula::gradient is to add the next block to.
  float* const* of_block(std::int64_t tile_offset);

 private:
  const TiledFormula& formula_;
  std::int64_t tile_;
  std::int64_t place_ = 0;  // where the next block goes in tiles of single parameters
  float* sums_;
  std::vector<float*> pointers_;
};

}  // namespace actlab::kernels

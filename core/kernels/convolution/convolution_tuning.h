// Numbers of convolution that were found by timing, on an AVX-512 server with 2 MB of L2 cache a
// core. None changes what is computed; those marked with * change the order of sums, so the last
// bits of gradients, and with them every stored trace.
//
// To find one again: change it, build bench_convolution, and run it in turn with the one before on
// the rows named beside it, three rounds each, on an idle machine:
//
//   bench_convolution --threads=1 --benchmark_filter='forward/resnet_16ch'
//   --benchmark_repetitions=3
//
// Take a change that is faster by more than the rounds differ; then run all rows once.
#pragma once

#include <cstdint>

namespace actlab::kernels {

// --- choosing a method --------------------------------------------------------------------------

// Products below which waking threads takes as long as the work: latency_16ch_32x32.
inline constexpr double kFewFlops = 1e7;
// Transforms cost the same for each channel of input and output: below so many on either side they
// outweigh the products that Winograd saves: stem_3_to_16ch.
inline constexpr std::int64_t kFewChannels = 8;
// Groups are joined up to so many channels, and dense Winograd is taken for direct convolution in
// groups where there are not more channels than so many times a group's: training/grouped.
inline constexpr std::int64_t kJoinedChannels = 16;
inline constexpr std::int64_t kWinogradGain = 4;

// --- direct -------------------------------------------------------------------------------------

// Floats of a run of pixels of a 1x1 convolution, on the wider side: 64 KB: pointwise. *
inline constexpr std::int64_t kRunFloats = 1 << 14;
// The next image is fetched where it has no more floats, 512 KB; more would push this one out of
// the L2 cache: resnet, wide.
inline constexpr std::int64_t kFetchedFloats = 1 << 17;

// Rows of an image with at least so many floats are made where the padded image has them: less in
// one call of a formula costs more than a copy: training/depthwise.
inline constexpr std::int64_t kMadeInPlace = 1 << 10;

// --- depthwise ----------------------------------------------------------------------------------

// Floats of a band of rows with its padding, 128 KB: training/depthwise. *
inline constexpr std::int64_t kBandFloats = 1 << 15;

// --- gradients of weights -----------------------------------------------------------------------

// Chunks of a batch, each with a partial gradient of its own: enough for many cores, fewer where
// the partials are large, since each is cleared, worked out and added up: backward_weight. *
inline constexpr std::int64_t kLargeWeight = 16384;
inline constexpr std::int64_t kMostChunks = 16, kMostLargeChunks = 8;
// Floats of partial gradients of all chunks, 4 MB: above, only as many are in memory as threads.
inline constexpr std::int64_t kPartialFloats = 1 << 20;

// --- Winograd -----------------------------------------------------------------------------------

// Tiles worked on together by one thread, so that a block's inputs and outputs of all 36 points
// stay in the L2 cache: resnet. *
inline constexpr std::int64_t kWinogradTiles = 32;
// Tiles of a slab times its channels: 64 KB of pixels: resnet.
inline constexpr std::int64_t kSlabTileChannels = 1024;
// The least products at each point for a slab of a small batch: neighbouring slabs copy the rows
// between them twice: latency_16ch_32x32.
inline constexpr std::int64_t kLeastSlabProducts = 64 * 16 * 16;
// Transformed weights of a layer above so many in x out are read point by point: wide.
inline constexpr std::int64_t kManyWeights = 200 * 200;
// Floats of transformed tiles worked on by all threads, point by point: 24 MB: wide. *
inline constexpr std::int64_t kWideFloats = 6 << 20;
inline constexpr std::int64_t kWideOutputs = 128;  // of one point, for one thread
inline constexpr std::int64_t kSummedTiles = 256;  // of a gradient, in one float: wide, line. *
// Tiles of lines worked on together by one thread: line. *
inline constexpr std::int64_t kLineTiles = 32;
// One-dimensional kernels with fewer channels on either side stay direct: line.
inline constexpr std::int64_t kFewLineChannels = 16;
// Inputs whose weights are transformed together: wide.
inline constexpr std::int64_t kWeightInputs = 16;

}  // namespace actlab::kernels

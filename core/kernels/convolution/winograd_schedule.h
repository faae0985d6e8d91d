// Two orders of the same work. Each thread takes some tiles through all 36 points, which keeps the
// tiles in its L2 cache but reads all transformed weights for every few tiles; or all threads take
// all tiles through one point after the other, which reads the weights once.
#pragma once

#include <actlab/core/kernels/convolution/winograd_slab.h>

namespace actlab::kernels {

// F(4x4, 3x3), in the active instruction set.
WinogradForm square_form();

// Tiles in a slab: about 64 KB of pixels, so that they stay in the L2 cache with their transforms.
std::int64_t winograd_slab_tiles(const WinogradProblem& problem);

// Images worked on together by all threads, where tiles go point by point: about 24 MB of
// transformed tiles, which the shared cache holds in part.
std::int64_t winograd_wide_images(const WinogradProblem& problem);

// By tiles: up to a few hundred channels.
void winograd_by_tiles(const WinogradProblem& problem, const TransformedWeight& weight,
                       const Images& input, const Destination& output);
void winograd_weight_by_tiles(const WinogradProblem& problem, const ConvolutionShape& shape,
                              const Images& input, const Images& d_output, float* d_weight);

// By points: above.
void winograd_by_points(const WinogradProblem& problem, const TransformedWeight& weight,
                        const Images& input, const Destination& output);
void winograd_weight_by_points(const WinogradProblem& problem, const Images& input,
                               const Images& d_output, float* d_weight);

}  // namespace actlab::kernels

// Grouped convolution with neighbouring groups joined into one, whose weights from one of them to
// another are 0. Groups of few channels leave vectors half empty and cost a pass each; and where
// there are few groups, a dense Winograd convolution is faster than a direct one in groups.
//
// A 0 times an infinity is NaN: a channel that is not finite makes NaN of those it is joined with.
#pragma once

#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/convolution/convolution_shape.h>

namespace actlab::kernels {

// The fastest way to run a shape: itself, or with fewer groups.
ConvolutionShape with_joined_groups(const ConvolutionShape& shape);

// The weights [kernel.h, kernel.w, in / groups, out] as those of `joined`, and the part of their
// gradient that exists.
float* join_weight(const ConvolutionShape& shape, const ConvolutionShape& joined,
                   const float* weight, Scratch& scratch);
void take_weight(const ConvolutionShape& shape, const ConvolutionShape& joined,
                 const float* joined_weight, float* weight);

}  // namespace actlab::kernels

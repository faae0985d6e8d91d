// normalised_conv2d: a convolution of what a batch normalisation and an activation make, which is
// never in memory:
//
//   y      = f(scale * xhat + shift + skip; p)        (normalised.h)
//   output = conv2d(y, weight) + added                (conv2d.h)
//
// Forward makes the rows of y in the cache as the convolution reads them. So only what a
// convolution wrote is ever in memory: less of it, and two passes over it saved each time, for
// evaluating the activation once more in backward. `added`, of the output's shape, may be left
// undefined: the skip connection around pre-activated convolutions costs less here than in a pass
// of its own.
//
// Backward, in one go through the images: the rows of y are made again for the gradient of the
// weight, and as soon as rows of d_y are written, still in the cache, they become
// d_z = d_y * f'(z), with its sums. Then d_z is passed through the normalisation.
//   d_weight = conv2d_weight(y, d_output)     d_y = conv2d_input(d_output, weight)
//   d_added  = d_output                       d_x, d_scale, ... as in normalised.h
//
// Keeps what normalise() keeps, and the weight; y as well with keep_activated. The bits are the
// same either way, and those of batch_norm_activation() followed by conv2d() but for the sums over
// rows, which are taken in other pieces. Errors: those of both.
#pragma once

#include <actlab/core/ops/conv2d.h>
#include <actlab/core/ops/normalised.h>

namespace actlab {

struct NormalisedConv2dOptions {
  Conv2dOptions convolution;
  bool keep_activated = false;  // y is stored in forward instead of made again in backward
};

Tensor normalised_conv2d(const Normalised& normalised, const Tensor& weight,
                         const NormalisedConv2dOptions& options = {}, const Tensor& added = {});

// The same, written into the channels [first, first + out) of images [n, output_h, output_w, C]
// that were made for it: nobody has used these channels before. Returns the images, whose gradient
// goes on to them as it is: whoever made them takes the channels that he filled (dense_features.h).
Tensor normalised_conv2d_into(const Tensor& images, std::int64_t first,
                              const Normalised& normalised, const Tensor& weight,
                              const NormalisedConv2dOptions& options = {});

}  // namespace actlab

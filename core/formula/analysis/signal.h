// What an activation does to a signal: its moments under normal input x ~ N(0, 1).
//
// A layer of many inputs with random weights makes pre-activations that are close to normal. Let
// the weights have variance g^2 / inputs. The mean square of the pre-activations then changes from
// layer to layer by g^2 E[f^2], and that of the gradients, on the way back, by g^2 E[f'^2] (Poole
// et al. 2016, Schoenholz et al. 2017). With g = 1 / sqrt(E[f^2]) the signal keeps its size 1, and
// the gradient changes by E[f'^2] / E[f^2] a layer: above 1 it grows with depth, below 1 it fades.
// For relu, g = sqrt(2) (He et al. 2015) and the factor is 1.
#pragma once

#include <actlab/core/formula/analysis/shape_samples.h>

namespace actlab::formula {

// NaN where f has no value for some input, infinity where the integral does not exist,
// kMomentNotKnown where the quadrature cannot tell.
inline constexpr double kMomentNotKnown = -1e308;

struct SignalMoments {
  double mean = 0.0;          // E[f]
  double square = 0.0;        // E[f^2]
  double slope_square = 0.0;  // E[f'^2]

  double variance() const { return square - mean * mean; }
  double gain() const;             // 1 / sqrt(E[f^2])
  double gradient_factor() const;  // E[f'^2] / E[f^2]
};

// By Gauss-Legendre quadrature between the kinks, to about ten digits. Around the `critical` points
// (core/formula/analysis/measured.h) in ever smaller pieces, whose sums tell whether the integral
// exists.
SignalMoments signal_moments(const RealFunction& value, const RealFunction& derivative,
                             const std::vector<Breakpoint>& kinks,
                             const std::vector<double>& critical = {});

}  // namespace actlab::formula

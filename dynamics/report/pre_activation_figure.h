// Figure 6 of "Searching for activation functions" (1710.05941) from a record of one's own run:
// where the pre-activations of a network lie, all layers together and each by itself. Those at the
// start stand beside those at the end, since a normalisation alone puts half of N(0, 1) between -5
// and 0.
#pragma once

#include <string>
#include <vector>

#include <actlab/dynamics/recording.h>
#include <actlab/report/figure.h>

namespace actlab::dynamics {

// A picture, and what is to be seen in it.
struct ToldFigure {
  report::Figure figure;
  std::string sentence;
};

// Pre-activations of all activations of a network, every unit weighing the same: a layer counts as
// often as it has units. NaN where nothing was looked at.
struct PooledPreActivations {
  std::vector<double> shares;  // by bin of Scale::value; they come to 1
  double bump = 0.0;           // share with -5 <= z <= 0
};
PooledPreActivations pooled(const Layout& layout, const Snapshot& snapshot);

// The first look beside the last one. Throws UsageError for a record that has not two looks at
// activations.
ToldFigure pre_activation_figure(const Recording& recording);

}  // namespace actlab::dynamics

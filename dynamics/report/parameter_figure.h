// Figure 7 of "Searching for activation functions" (1710.05941) from records of one's own runs:
// what a parameter of the activation has become, in all channels of all layers. Runs from several
// starts stand beside each other, since a peak may be where the values started.
#pragma once

#include <string>
#include <vector>

#include <actlab/dynamics/recording.h>
#include <actlab/dynamics/report/pre_activation_figure.h>

namespace actlab::dynamics {

struct NamedRecording {
  std::string path;
  Recording recording;
};

// At the last look of each run, and while it trained; `parameter` is "beta" or the like. Throws
// UsageError for a run without a look at such a parameter.
ToldFigure parameter_figure(const std::vector<NamedRecording>& runs, const std::string& parameter);

}  // namespace actlab::dynamics

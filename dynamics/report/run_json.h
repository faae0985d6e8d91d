// The record of one run as JSON for the page; include it from .cpp files only.
#pragma once

#include <cstddef>

#include <actlab/core/io/json.h>
#include <actlab/dynamics/recording.h>

namespace actlab::dynamics {

// How much of a page a run may take.
struct PageShare {
  std::size_t numbers = 0;     // of all statistics
  std::size_t histograms = 0;  // bytes before base64
  std::size_t channels = 0;    // numbers of parameters by channel, and of curves with them
};

Json dynamics_json(const Recording& recording, const PageShare& share);

}  // namespace actlab::dynamics

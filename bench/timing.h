// What the programs that time steps share: steps alone or two kinds in turn, the flags for it, and
// the parts of the JSON object that each prints on a line.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/base/platform.h>
#include <actlab/core/kernels/vector/isa.h>
#include "examples/command_line.h"

namespace actlab::bench {

// Milliseconds that `body` takes.
template <class Body>
double milliseconds(const Body& body) {
  const auto start = std::chrono::steady_clock::now();
  body();
  const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
  return time.count();
}

// Of values in any order; of an even number, the mean of the two in the middle.
inline double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
}

// Two kinds of steps, milliseconds each; a ratio is of two that ran one after the other.
struct InTurn {
  std::vector<double> times, times_over, ratios;
};

struct Timing {
  int threads = 2, steps = 20;
  static constexpr int kWarmUpSteps = 2;  // run before those that count

  void offer(CLI::App& app) {
    app.add_option("--threads", threads)->capture_default_str();
    app.add_option("--steps", steps, "timed steps")->capture_default_str();
  }

  // Throws UsageError where there is nothing to time.
  void begin() const {
    if (steps < 1) throw UsageError("[bench] --steps must be at least 1");
    set_threads(threads);
  }

  // `step` and `over` return the milliseconds of one.
  template <class Step>
  std::vector<double> times(const Step& step) const {
    std::vector<double> result;
    for (int i = 0; i < steps + kWarmUpSteps; ++i) {
      const double time = step();
      if (i >= kWarmUpSteps) result.push_back(time);
    }
    return result;
  }

  template <class Step, class Over>
  InTurn in_turn(const Step& step, const Over& over) const {
    InTurn result;
    for (int i = 0; i < steps + kWarmUpSteps; ++i) {
      const double time_over = over();
      const double time = step();
      if (i < kWarmUpSteps) continue;
      result.times.push_back(time);
      result.times_over.push_back(time_over);
      result.ratios.push_back(time / time_over);
    }
    return result;
  }
};

inline double mebibytes(std::int64_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

// The object's beginning: what every line of every program says.
inline std::string line_head(const std::string& what, const std::string& model,
                             const std::string& activation, int threads) {
  return text("{\"peer\": \"actlab ", kernels::isa_name(kernels::active_isa()), "\", \"what\": \"",
              what, "\", \"model\": \"", model, "\", \"activation\": \"", activation,
              "\", \"threads\": ", threads);
}

// Of this process until now; `idle_mb` is what it held before the first step.
inline std::string memory_members(double idle_mb) {
  return text(", \"idle_rss_mb\": ", idle_mb,
              ", \"peak_rss_mb\": ", mebibytes(peak_resident_bytes()));
}

inline std::string in_turn_members(const InTurn& turns) {
  return text(", \"step_ms_median\": ", median(turns.times),
              ", \"over_step_ms_median\": ", median(turns.times_over),
              ", \"time_ratio\": ", median(turns.ratios));
}

}  // namespace actlab::bench

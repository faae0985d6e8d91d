// A snapshot: everything that one look into a network has measured. docs/dynamics.md defines each
// number; NaN stands for what cannot be said.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <actlab/core/base/shape.h>
#include <actlab/dynamics/histogram.h>

namespace actlab::dynamics {

inline constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

// ---- what stays the same over a run -----------------------------------------------------------

// An activation as records describe it: at the initial values of its parameters.
struct FormulaEntry {
  struct Parameter {
    std::string name;
    double initial = 0.0;
    bool per_channel = true;
    bool operator==(const Parameter&) const = default;
  };
  std::string name;
  std::string text;
  std::vector<Parameter> parameters{};
  double slope_limit = kNotMeasured;
  bool slope_limit_is_supremum = true;
  bool bounded_left = false, bounded_right = false;
  double mean = kNotMeasured;          // E[f] under N(0, 1)
  double square = kNotMeasured;        // E[f^2]
  double slope_square = kNotMeasured;  // E[f'^2]
  double flat = kNotMeasured;          // share of flat places
};

enum class SiteKind { activation, normalisation, weights, block, attention, other };
std::string_view kind_name(SiteKind kind);

// A module that computes.
struct Site {
  std::string name;
  SiteKind kind = SiteKind::other;
  std::string class_name;
  std::int64_t units = 0;
  std::int64_t places = 0;                // of a unit, for one example
  std::optional<std::int64_t> formula{};  // of an activation: index into Layout::formulas
};

struct ParameterEntry {
  std::string name;
  std::string site;
  std::string group;
  Shape shape;
};

struct Layout {
  std::string task;
  std::vector<std::pair<std::string, std::string>> description;
  std::int64_t examples = 0;
  std::int64_t slices = 0;
  // Of the example whose attention is shown: its sequences, word by word.
  std::vector<std::vector<std::string>> sequences{};
  std::vector<FormulaEntry> formulas{};
  std::vector<Site> sites{};  // in the order of computation
  std::vector<ParameterEntry> parameters{};
};

// ---- what is measured at one step -------------------------------------------------------------

struct ActivationLook {
  double z_mean = kNotMeasured, z_deviation = kNotMeasured, bump = kNotMeasured;
  std::int64_t not_finite = 0;
  Histogram z;
  double y_mean = kNotMeasured, y_square = kNotMeasured;
  Histogram y;
  double slope_square = kNotMeasured, flat = kNotMeasured;
  std::int64_t dead = 0, saturated = 0, died = 0, revived = 0;
  Histogram gradient;  // with respect to y
};

// The weights of one example, [heads, queries, keys].
struct AttentionLook {
  std::int64_t heads = 0, queries = 0, keys = 0;
  std::vector<float> weights{};
};

struct SiteLook {
  std::string name;
  double entering = kNotMeasured;  // root mean square of the gradient at the output
  double leaving = kNotMeasured;   // and at the input
  std::optional<ActivationLook> activation{};
  std::optional<AttentionLook> attention{};

  double factor() const { return leaving * leaving / (entering * entering); }
};

struct ParameterLook {
  std::string name;
  double mean = kNotMeasured, deviation = kNotMeasured;
  double gradient = kNotMeasured;  // root mean square
  Histogram gradients{};
  double signal_over_noise = kNotMeasured;
  double update = kNotMeasured;  // log10
  double cosine = kNotMeasured;
  std::vector<float> values{};  // by channel, where asked for
  std::vector<float> value_gradients{};
};

struct Snapshot {
  std::int64_t step = 0;
  double loss = kNotMeasured;
  std::vector<SiteLook> sites{};
  std::vector<ParameterLook> parameters{};
};

// Null where there is none of that name.
const SiteLook* find_site(const Snapshot& snapshot, std::string_view name);
const ParameterLook* find_parameter(const Snapshot& snapshot, std::string_view name);

}  // namespace actlab::dynamics

#include <actlab/dynamics/experiments/twins.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/dynamics/site_sums.h>
#include <actlab/dynamics/statistics.h>
#include <actlab/layers/look.h>
#include <actlab/layers/watch.h>

namespace actlab::dynamics {
namespace {

constexpr Purpose kTwinExamples{21};

// What a network says of one batch.
struct Passage {
  struct Site {
    std::string name;
    SiteKind kind;
    Tensor input, output;
    Tensor entering{}, leaving{};  // gradients by output and input; not defined where none came
  };
  std::vector<Site> sites;
  double loss = 0.0;
};

void watch_gradient(const layers::Lazy& value, Tensor& into) {
  if (!value.requires_gradient()) return;
  value.watch_gradient([&into](const Tensor& gradient) { into = gradient; });
}

Passage pass(training::Task& task, const std::vector<std::int64_t>& items) {
  Passage passage;
  passage.sites.reserve(task.model().modules().size());  // hooks hold references
  const layers::Look look(task.model());
  const layers::Watch watch(task.model(), [&](const layers::Seen& seen) {
    const SiteKind kind = kind_of(seen.module);
    if (seen.name.empty() || kind == SiteKind::block) return;
    passage.sites.push_back(
        {std::string(seen.name), kind, seen.input.tensor(), seen.output.tensor()});
    watch_gradient(seen.output, passage.sites.back().entering);
    watch_gradient(seen.input, passage.sites.back().leaving);
  });
  const training::Outcome outcome = task.forward_items(training::Part::train, items);
  passage.loss = static_cast<double>(outcome.loss.item());
  backward(outcome.loss);
  task.model().clear_gradients();
  return passage;
}

// Finite where all values are: squares of floats do not overflow in double.
double length(const Tensor& t) { return std::sqrt(dot(t.values(), t.values())); }

// A tensor of both networks, and how it differs.
struct Pair {
  const Tensor& a;
  const Tensor& b;
  double length_a = length_beside(a, b);
  double length_b = length_beside(b, a);

  // 0 where only the other has one: no gradient came. Not measured where neither has.
  static double length_beside(const Tensor& t, const Tensor& other) {
    if (t.defined()) return length(t);
    return other.defined() ? 0.0 : kNotMeasured;
  }
  // |b - a| / |a|; 0 where both are the same to the bit.
  double distance() const {
    if (!a.defined() || !b.defined()) return a.defined() == b.defined() ? 0.0 : 1.0;
    const double between = std::sqrt(squared_distance(a.values(), b.values()));
    return between == 0.0 ? 0.0 : between / length_a;
  }
  // Degrees.
  double angle() const {
    if (distance() == 0.0) return 0.0;
    if (!(length_a > 0.0) || !(length_b > 0.0)) return kNotMeasured;
    const double cosine = dot(a.values(), b.values()) / (length_a * length_b);
    return std::acos(std::clamp(cosine, -1.0, 1.0)) * 180.0 / std::numbers::pi;
  }
};

Finite finite(const Passage::Site& site) {
  const auto is_finite = [](const Tensor& t) { return !t.defined() || std::isfinite(length(t)); };
  return {.values = is_finite(site.input) && is_finite(site.output),
          .gradients = is_finite(site.entering) && is_finite(site.leaving)};
}

SiteGap gap_between(const Passage::Site& a, const Passage::Site& b) {
  const Pair entering{a.entering, b.entering}, leaving{a.leaving, b.leaving};
  return {.name = a.name,
          .kind = a.kind,
          .input = Pair{a.input, b.input}.distance(),
          .output = Pair{a.output, b.output}.distance(),
          .gradient = entering.distance(),
          .angle = entering.angle(),
          .length_a = entering.length_a,
          .length_b = entering.length_b,
          .factor_a = leaving.length_a / entering.length_a,
          .factor_b = leaving.length_b / entering.length_b,
          .finite_a = finite(a),
          .finite_b = finite(b)};
}

void require_alike(const Passage& a, const Passage& b) {
  for (std::size_t i = 0; i < std::max(a.sites.size(), b.sites.size()); ++i) {
    const std::string name_a = i < a.sites.size() ? a.sites[i].name : "nothing";
    const std::string name_b = i < b.sites.size() ? b.sites[i].name : "nothing";
    const bool alike = name_a == name_b && a.sites[i].output.shape() == b.sites[i].output.shape();
    if (alike) continue;
    throw Error(text("[twins] networks of one shape can be compared: where one has ", name_a,
                     ", the other has ", name_b));
  }
}

}  // namespace

bool TwinGap::is_zero() const {
  const auto zero = [](const SiteGap& site) {
    return site.input == 0.0 && site.output == 0.0 && site.gradient == 0.0;
  };
  return loss_a == loss_b && std::ranges::all_of(sites, zero);
}

bool TwinGap::is_finite_a() const {
  const auto finite = [](const SiteGap& s) { return s.finite_a.values && s.finite_a.gradients; };
  return std::isfinite(loss_a) && std::ranges::all_of(sites, finite);
}

bool TwinGap::is_finite_b() const {
  const auto finite = [](const SiteGap& s) { return s.finite_b.values && s.finite_b.gradients; };
  return std::isfinite(loss_b) && std::ranges::all_of(sites, finite);
}

Twins::Twins(training::Task& a, training::Task& b, std::int64_t examples) : a_(a), b_(b) {
  const std::int64_t size = a.size(training::Part::train);
  if (size != b.size(training::Part::train)) {
    throw Error(text("[twins] both need the same data: one has ", size, " ", a.unit(),
                     ", the other ", b.size(training::Part::train)));
  }
  items_ = Random(0, kTwinExamples).permutation(size);
  items_.resize(static_cast<std::size_t>(std::min(size, examples)));
}

TwinGap Twins::compare(std::int64_t step) {
  const Passage a = pass(a_, items_), b = pass(b_, items_);
  require_alike(a, b);
  TwinGap gap{.step = step, .loss_a = a.loss, .loss_b = b.loss};
  for (std::size_t i = 0; i < a.sites.size(); ++i) {
    gap.sites.push_back(gap_between(a.sites[i], b.sites[i]));
  }
  return gap;
}

}  // namespace actlab::dynamics

#include <actlab/dynamics/experiments/twins.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
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

// A tensor of both networks, and how it differs. Lengths are kNotMeasured where it is not there.
struct Pair {
  const Tensor& a;
  const Tensor& b;
  double length_a = length(a);
  double length_b = length(b);

  static double length(const Tensor& t) {
    return t.defined() ? std::sqrt(dot(t.values(), t.values())) : kNotMeasured;
  }
  // |b - a| / |a|; 0 where both are the same to the bit.
  double distance() const {
    if (!a.defined() || !b.defined()) return a.defined() == b.defined() ? 0.0 : 1.0;
    return std::sqrt(squared_distance(a.values(), b.values())) / std::max(length_a, 1e-30);
  }
  // Degrees.
  double angle() const {
    if (!(length_a > 0.0) || !(length_b > 0.0) || distance() == 0.0) return 0.0;
    const double cosine = dot(a.values(), b.values()) / (length_a * length_b);
    if (std::isnan(cosine)) return 0.0;
    return std::acos(std::clamp(cosine, -1.0, 1.0)) * 180.0 / std::numbers::pi;
  }
};

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
          .factor_b = leaving.length_b / entering.length_b};
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

const char* term_name(SiteKind kind) {
  switch (kind) {
    case SiteKind::activation:
      return "f'";
    case SiteKind::normalisation:
      return "normalisation";
    case SiteKind::weights:
      return "weights";
    default:
      return "another layer";
  }
}

}  // namespace

bool TwinGap::is_zero() const {
  const auto zero = [](const SiteGap& site) {
    return site.input == 0.0 && site.output == 0.0 && site.gradient == 0.0;
  };
  return loss_a == loss_b && std::ranges::all_of(sites, zero);
}

std::optional<Parting> parting(const std::vector<TwinGap>& gaps) {
  for (const TwinGap& gap : gaps) {
    for (const SiteGap& site : gap.sites) {
      if (site.input == 0.0 && site.output > 0.0) return Parting{gap.step, site.name, site.kind};
    }
  }
  return {};
}

std::string ChainTerms::largest() const {
  const std::array<std::pair<double, const char*>, 4> terms = {
      {{std::abs(loss), "the loss"},
       {std::abs(slopes), "f'"},
       {std::abs(normalisation), "normalisation"},
       {std::abs(weights), "weights"}}};
  return std::ranges::max_element(terms)->second;
}

ChainTerms chain_terms(const TwinGap& gap) {
  ChainTerms terms;
  if (!gap.sites.empty()) {
    const double ratio = std::log(gap.sites.back().length_b / gap.sites.back().length_a);
    if (std::isfinite(ratio)) terms.loss = ratio;
  }
  for (const SiteGap& site : gap.sites) {
    const double ratio = std::log(site.factor_b / site.factor_a);
    if (!std::isfinite(ratio)) continue;
    if (site.kind == SiteKind::activation) terms.slopes += ratio;
    if (site.kind == SiteKind::normalisation) terms.normalisation += ratio;
    if (site.kind == SiteKind::weights) terms.weights += ratio;
  }
  return terms;
}

std::string twins_finding(const std::string& a, const std::string& b,
                          const std::vector<TwinGap>& gaps) {
  const std::optional<Parting> first = parting(gaps);
  if (!first) {
    return text(a, " and ", b, " are the same to the last bit at every look of ", gaps.size(), ".");
  }
  const TwinGap& last = gaps.back();
  const ChainTerms terms = chain_terms(last);
  const auto farthest = std::ranges::max_element(last.sites, {}, &SiteGap::angle);
  const std::string numbers =
      formatted("the loss makes its length x%.2f, f' x%.2f, normalisation x%.2f, weights x%.2f",
                std::exp(terms.loss), std::exp(terms.slopes), std::exp(terms.normalisation),
                std::exp(terms.weights));
  const std::string ends = formatted("%.0f degrees apart; losses %.3f and %.3f", farthest->angle,
                                     last.loss_a, last.loss_b);
  return text(a, " and ", b, " part at step ", first->step, " in ", first->site, " (",
              first->kind == SiteKind::activation ? "f" : term_name(first->kind), "); by step ",
              last.step, " the gap of their gradients comes from ", terms.largest(),
              " first of all (", numbers, "), and at ", farthest->name, " gradients are ", ends,
              ".");
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

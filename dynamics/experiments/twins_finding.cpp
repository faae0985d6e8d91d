#include <actlab/dynamics/experiments/twins_finding.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>

namespace actlab::dynamics {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

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

bool is_finite(const TwinGap& gap) { return gap.is_finite_a() && gap.is_finite_b(); }

// Adds what `name` makes of both gradients, lengths or factors, to its term.
void take(ChainTerms& terms, double& term, double a, double b, const std::string& name) {
  if (!std::isfinite(a) || !std::isfinite(b)) return;
  if (a > 0.0 && b > 0.0) {
    term += std::log(b / a);
    return;
  }
  if (!terms.end.empty()) return;  // behind the first end there is no gap to be explained
  terms.end = name;
  terms.ends_a = a == 0.0;
  terms.ends_b = b == 0.0;
  if (terms.ends_a != terms.ends_b) term = terms.ends_b ? -kInfinity : kInfinity;
}

std::string times(double logarithm) {
  if (std::isinf(logarithm)) return logarithm < 0.0 ? "x0" : "x infinity";
  const double factor = std::exp(logarithm);
  return factor < 0.01 || factor >= 1e4 ? formatted("x%.2g", factor) : formatted("x%.2f", factor);
}

std::string loss_text(double loss) {
  return std::abs(loss) < 1e6 ? formatted("%.3f", loss) : formatted("%.3g", loss);
}

// "; no gradient of sign passes layers.2.act", or nothing.
std::string end_text(const std::string& a, const std::string& b, const ChainTerms& terms) {
  if (terms.end.empty()) return "";
  const std::string whose = terms.ends_a && terms.ends_b ? "either" : terms.ends_a ? a : b;
  return text("; no gradient of ", whose, terms.end == "the loss" ? " comes from " : " passes ",
              terms.end);
}

// ", and at layers.2.act gradients are 46 degrees apart", where any can be compared.
std::string angle_text(const TwinGap& gap) {
  const SiteGap* farthest = nullptr;
  for (const SiteGap& site : gap.sites) {
    if (std::isnan(site.angle)) continue;
    if (farthest == nullptr || site.angle > farthest->angle) farthest = &site;
  }
  if (farthest == nullptr) return "";
  return text(", and at ", farthest->name, " gradients are ",
              formatted("%.0f degrees apart", farthest->angle));
}

// The first module forwards whose values are not finite in one of the two; else the first on the
// way back whose gradients are not.
std::string first_bad(const TwinGap& gap) {
  const auto bad_values = [](const SiteGap& s) { return !s.finite_a.values || !s.finite_b.values; };
  const auto site = std::ranges::find_if(gap.sites, bad_values);
  if (site != gap.sites.end()) return site->name;
  const auto bad_gradients = [](const SiteGap& s) {
    return !s.finite_a.gradients || !s.finite_b.gradients;
  };
  const auto back = std::find_if(gap.sites.rbegin(), gap.sites.rend(), bad_gradients);
  if (back != gap.sites.rend()) return "the gradient of " + back->name;
  return "the loss";
}

// "sign diverges at step 3 (first in layers.0.act)"; nothing where both go on to the end.
std::string divergence_text(const std::string& a, const std::string& b,
                            const std::vector<TwinGap>& gaps,
                            const std::optional<TwinDivergence>& thrown) {
  std::optional<TwinDivergence> seen = thrown;
  const auto bad = std::ranges::find_if_not(gaps, is_finite);
  if (bad != gaps.end()) {
    seen = {.step = bad->step,
            .where = first_bad(*bad),
            .a = !bad->is_finite_a(),
            .b = !bad->is_finite_b()};
  }
  if (!seen) return "";
  const std::string who = seen->a && seen->b ? "both diverge" : (seen->a ? a : b) + " diverges";
  return text(who, " at step ", seen->step, " (first in ", seen->where, ")");
}

std::string gap_text(const std::string& a, const std::string& b, const Parting& first,
                     const TwinGap& last, bool goes_on) {
  const ChainTerms terms = chain_terms(last);
  const std::string numbers =
      text("the loss makes its length ", times(terms.loss), ", f' ", times(terms.slopes),
           ", normalisation ", times(terms.normalisation), ", weights ", times(terms.weights));
  return text(a, " and ", b, " part at step ", first.step, " in ", first.site, " (",
              first.kind == SiteKind::activation ? "f" : term_name(first.kind), "); by step ",
              last.step, goes_on ? "" : ", the last look at which both are finite,",
              " the gap of their gradients comes from ", terms.largest(), " first of all (",
              numbers, end_text(a, b, terms), ")", angle_text(last), "; losses ",
              loss_text(last.loss_a), " and ", loss_text(last.loss_b));
}

}  // namespace

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
  double of_others = 0.0;
  if (!gap.sites.empty()) {
    take(terms, terms.loss, gap.sites.back().length_a, gap.sites.back().length_b, "the loss");
  }
  for (auto site = gap.sites.rbegin(); site != gap.sites.rend(); ++site) {
    double& term = site->kind == SiteKind::activation      ? terms.slopes
                   : site->kind == SiteKind::normalisation ? terms.normalisation
                   : site->kind == SiteKind::weights       ? terms.weights
                                                           : of_others;
    take(terms, term, site->factor_a, site->factor_b, site->name);
  }
  return terms;
}

std::string twins_finding(const std::string& a, const std::string& b,
                          const std::vector<TwinGap>& gaps,
                          const std::optional<TwinDivergence>& divergence) {
  const std::string diverging = divergence_text(a, b, gaps, divergence);
  const std::vector<TwinGap> looks(gaps.begin(), std::ranges::find_if_not(gaps, is_finite));
  if (looks.empty()) {
    return text(a, " and ", b, ": ", diverging, ", so that the two cannot be compared.");
  }
  const std::optional<Parting> first = parting(looks);
  if (first) {
    const std::string gap = gap_text(a, b, *first, looks.back(), diverging.empty());
    return diverging.empty() ? gap + "." : text(gap, "; ", diverging, ".");
  }
  if (diverging.empty()) {
    return text(a, " and ", b, " are the same to the last bit at every look of ", gaps.size(), ".");
  }
  return text(a, " and ", b, ": ", diverging, "; no difference was seen at the looks before, of ",
              looks.size(), ".");
}

}  // namespace actlab::dynamics

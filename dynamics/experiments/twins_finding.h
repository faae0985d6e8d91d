// What twins come to: where they part, which term of the chain makes the gap of their gradients,
// and the sentence that says so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <actlab/dynamics/experiments/twins.h>

namespace actlab::dynamics {

// The first difference: of the first look that shows one, the first module that makes unequal
// outputs from equal inputs. What is not finite is no difference that could be told.
struct Parting {
  std::int64_t step = 0;
  std::string site;
  SiteKind kind = SiteKind::other;
};
std::optional<Parting> parting(const std::vector<TwinGap>& gaps);

// How much longer the gradient is in b than in a, and what makes it so: natural logarithms of the
// ratio, summed over the modules of each kind that both have come through, and of the loss. Where
// all of a gradient ends the ratio is 0 or has no bound: -infinity, infinity.
struct ChainTerms {
  double loss = 0.0;           // at the output of the last module
  double slopes = 0.0;         // f' of the activations
  double normalisation = 0.0;  // of the normalisations
  double weights = 0.0;        // of convolutions and linear layers
  // The first module on the way back that lets nothing through, "the loss" where none comes from
  // there, and in which of the two; empty where there is no such module.
  std::string end;
  bool ends_a = false, ends_b = false;

  // "f'", "normalisation", "weights" or "the loss": the largest by size.
  std::string largest() const;
};
ChainTerms chain_terms(const TwinGap& gap);

// The training of one or both could not go on.
struct TwinDivergence {
  std::int64_t step = 0;
  std::string where;  // as training::Divergence says it
  bool a = false, b = false;
};

// What is said at the end: where they part, which term makes the gap, how far they have come; all
// of it by the looks at which both are finite. Then who diverges, when and where.
std::string twins_finding(const std::string& a, const std::string& b,
                          const std::vector<TwinGap>& gaps,
                          const std::optional<TwinDivergence>& divergence = {});

}  // namespace actlab::dynamics

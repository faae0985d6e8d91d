// Twins: two networks that start from the same weights and meet the same batches in lockstep, and
// differ in one thing, such as their activation. Where do they part, and why?
//
//   Twins twins(a, b);
//   twins.compare(0);              both look at the same batch, with its statistics; no trace is
//   left a_loop.step(), b_loop.step(); twins.compare(1);
//
// Whatever is equal in both is equal to the bit, so distances are 0 and not merely small there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <actlab/dynamics/snapshot.h>
#include <actlab/training/task.h>

namespace actlab::dynamics {

// A module that computes, in both networks.
struct SiteGap {
  std::string name;
  SiteKind kind = SiteKind::other;
  // |b - a| / |a|: of all that it reads, of what it makes, of the gradient by what it makes.
  double input = 0.0, output = 0.0, gradient = 0.0;
  double angle = 0.0;  // between the two gradients, degrees; 0 where one has no length
  double length_a = kNotMeasured, length_b = kNotMeasured;  // of these gradients
  // The gradient's way back through it, as factors of its length: leaving over entering.
  double factor_a = kNotMeasured, factor_b = kNotMeasured;
};

struct TwinGap {
  std::int64_t step = 0;
  double loss_a = 0.0, loss_b = 0.0;
  std::vector<SiteGap> sites{};  // in the order of computation, blocks left out

  bool is_zero() const;  // bit for bit
};

// The first difference: of the first look that shows one, the first module that makes unequal
// outputs from equal inputs.
struct Parting {
  std::int64_t step = 0;
  std::string site;
  SiteKind kind = SiteKind::other;
};
std::optional<Parting> parting(const std::vector<TwinGap>& gaps);

// How much longer the gradient is in b than in a, and what makes it so: natural logarithms of the
// ratio, summed over the modules of each kind that it has come through, and of the loss.
struct ChainTerms {
  double loss = 0.0;           // at the output of the last module
  double slopes = 0.0;         // f' of the activations
  double normalisation = 0.0;  // of the normalisations
  double weights = 0.0;        // of convolutions and linear layers
  // "f'", "normalisation", "weights" or "the loss": the largest by size.
  std::string largest() const;
};
ChainTerms chain_terms(const TwinGap& gap);

// What is said at the end: where they part, which term makes the gap, how far they have come.
std::string twins_finding(const std::string& a, const std::string& b,
                          const std::vector<TwinGap>& gaps);

class Twins {
 public:
  // Both must outlive the twins and have modules of the same names. Throws Error where they do not,
  // naming the first.
  Twins(training::Task& a, training::Task& b, std::int64_t examples = 128);

  // `step`: updates made so far.
  TwinGap compare(std::int64_t step);

 private:
  training::Task& a_;
  training::Task& b_;
  std::vector<std::int64_t> items_;  // of the training part
};

}  // namespace actlab::dynamics

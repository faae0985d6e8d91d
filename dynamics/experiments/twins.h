// Twins: two networks that start from the same weights and meet the same batches in lockstep, and
// differ in one thing, such as their activation. Where do they part, and why?
//
//   Twins twins(a, b);
//   twins.compare(0);  // both look at the same batch, with its statistics; no trace is left
//   a_loop.step(), b_loop.step();
//   twins.compare(1);
//
// Whatever is equal in both is equal to the bit, so distances are 0 and not merely small there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/dynamics/snapshot.h>
#include <actlab/training/task.h>

namespace actlab::dynamics {

// Is all that a module reads and makes finite, and are both of its gradients?
struct Finite {
  bool values = true, gradients = true;
};

// A module that computes, in both networks.
struct SiteGap {
  std::string name;
  SiteKind kind = SiteKind::other;
  // |b - a| / |a|: of all that it reads, of what it makes, of the gradient by what it makes. NaN or
  // infinity where that is no number.
  double input = 0.0, output = 0.0, gradient = 0.0;
  // Between the two gradients, degrees: 0 where both are the same, NaN where one has no length.
  double angle = 0.0;
  double length_a = kNotMeasured, length_b = kNotMeasured;  // of these gradients
  // The gradient's way back through it, as factors of its length: leaving over entering. Not
  // measured where none enters, and where neither leaves.
  double factor_a = kNotMeasured, factor_b = kNotMeasured;
  Finite finite_a{}, finite_b{};
};

struct TwinGap {
  std::int64_t step = 0;
  double loss_a = 0.0, loss_b = 0.0;
  std::vector<SiteGap> sites{};  // in the order of computation, blocks left out

  bool is_zero() const;  // bit for bit
  // Are the loss and all sites finite?
  bool is_finite_a() const;
  bool is_finite_b() const;
};

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

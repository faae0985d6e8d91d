// The census of slopes: how many places and units of an activation let a gradient through.
//
//   flat place      |f'(z)| < 0.001 L
//   dead unit       flat at every place of the batch
//   saturated unit  flat at more than 95 % of its places on a side (z < 0, or z >= 0) where f is
//                   bounded
//
// A unit is a channel, over all places (pixels, tokens) of all examples. L is the function's own
// largest slope (formula_facts.h), so a unit of 0.001 * x is as alive as one of x.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <actlab/core/tensor/tensor.h>
#include <actlab/dynamics/formula_facts.h>

namespace actlab::dynamics {

inline constexpr double kSaturatedShare = 0.95;  // of a unit's places

class Census {
 public:
  Census(std::int64_t units, const SlopeScale& slopes);

  // z and f'(z), both [..., units].
  void add(const Tensor& z, const Tensor& slope);
  // The same of places in a row, the first of unit `first_unit`, on the calling thread.
  void add(std::int64_t first_unit, std::span<const float> z, std::span<const float> slope);
  void merge(const Census& other) { counts_.merge(other.counts_); }

  std::int64_t units() const { return static_cast<std::int64_t>(counts_.flat.size()); }
  double slope_square() const;     // E[f'(z)^2]
  double flat_share() const;       // of all places
  std::vector<bool> dead() const;  // by unit
  std::int64_t saturated() const;  // number of units

  struct Counts {
    double slope_squares = 0.0;
    std::int64_t places = 0;                 // of all units together
    std::vector<std::int64_t> flat;          // places, by unit
    std::vector<std::int64_t> flat_bounded;  // those on a side where f is bounded
    void merge(const Counts& other);
  };

 private:
  std::int64_t places() const { return units() > 0 ? counts_.places / units() : 0; }  // of a unit

  SlopeScale slopes_;
  Counts counts_;
};

// Units that have died, and those that have come back, between two looks.
struct Changes {
  std::int64_t died = 0;
  std::int64_t revived = 0;
};
Changes changes(const std::vector<bool>& dead_before, const std::vector<bool>& dead_now);

}  // namespace actlab::dynamics

// What is gathered about one module while slices go forward and back through it.
#pragma once

#include <cstdint>
#include <optional>

#include <actlab/dynamics/census.h>
#include <actlab/dynamics/snapshot.h>
#include <actlab/dynamics/statistics.h>
#include <actlab/layers/watch.h>

namespace actlab::dynamics {

class SiteSums {
 public:
  // `slopes` is null unless the module is an activation.
  SiteSums(const layers::Seen& seen, SiteKind kind, const SlopeScale* slopes);

  // Takes what the module has read and made, and waits for the gradients. A gradient counts
  // `*items` times, read when it comes: of the sum over the items instead of their mean. Both must
  // live until then.
  void see(const layers::Seen& seen, const double* items);

  const Site& site() const { return site_; }
  // `dead_before`: null at the first look.
  SiteLook look(const std::vector<bool>* dead_before) const;
  std::vector<bool> dead() const;  // none where this is no activation

 private:
  struct OfActivation {
    ValueSums z;
    ValueSums y;
    Census census;
    Bins gradient{Scale::gradient};
  };

  void see_activation(const layers::Seen& seen);

  Site site_;
  GradientSums entering_;
  GradientSums leaving_;
  std::optional<OfActivation> activation_;
};

// What kind of site a module is.
SiteKind kind_of(const layers::Module& module);

}  // namespace actlab::dynamics

// What is gathered about one module while slices go forward and back through it.
#pragma once

#include <cstdint>
#include <optional>

#include <actlab/dynamics/census.h>
#include <actlab/dynamics/shared_gradients.h>
#include <actlab/dynamics/snapshot.h>
#include <actlab/dynamics/statistics.h>
#include <actlab/layers/watch.h>

namespace actlab::dynamics {

class SiteSums {
 public:
  // `slopes` is null unless the module is an activation.
  SiteSums(const layers::Seen& seen, SiteKind kind, const SlopeScale* slopes);

  // Takes what the module has read and made, and waits for the gradients. It must live until they
  // have come.
  void see(const layers::Seen& seen, SharedGradients& gradients);

  const Site& site() const { return site_; }
  // `dead_before`: null at the first look.
  SiteLook look(const std::vector<bool>* dead_before) const;
  std::vector<bool> dead() const;  // none where this is no activation

 private:
  // Of z, y = f(z) and f'(z).
  struct CurveSums {
    ValueSums z;
    ValueSums y;
    Census census;
    void merge(const CurveSums& other);
  };
  struct OfActivation {
    OfActivation(std::int64_t units, const SlopeScale& slopes)
        : empty{{}, {}, {units, slopes}}, curve(empty) {}
    CurveSums empty;
    CurveSums curve;
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

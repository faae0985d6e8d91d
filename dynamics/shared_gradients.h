// Gradients of one slice on their way back, each gone through once, however many modules make or
// read its tensor.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include <actlab/dynamics/statistics.h>
#include <actlab/layers/watch.h>

namespace actlab::dynamics {

class SharedGradients {
 public:
  // A gradient counts `*items` times, read when it comes: of the sum over the items instead of
  // their mean. It must live until then, as must what is added to.
  explicit SharedGradients(const double* items) : items_(items) {}

  // Adds the gradient of `value` to `sums` and, unless it is null, to `bins` when it comes. Does
  // nothing where none will.
  void add_to(const layers::Lazy& value, GradientSums* sums, Bins* bins = nullptr);

 private:
  struct Readers {
    std::weak_ptr<const void> origin;  // so that no other one gets its address
    std::vector<GradientSums*> sums;
    std::vector<Bins*> bins;
    void take(const Tensor& gradient, double items) const;
  };

  Readers& readers_of(const layers::Lazy& value);

  const double* items_;
  std::map<const void*, std::shared_ptr<Readers>> by_origin_;
};

}  // namespace actlab::dynamics

#include <actlab/dynamics/shared_gradients.h>

#include <cstdint>
#include <span>

#include <actlab/dynamics/in_chunks.h>

namespace actlab::dynamics {
namespace {

struct Totals {
  double squares = 0.0;
  Bins bins{Scale::gradient};
  void merge(const Totals& other) {
    squares += other.squares;
    bins.merge(other.bins);
  }
};

Totals totals(std::span<const float> gradient, float factor, bool with_bins) {
  return summed_in_chunks(std::ssize(gradient), kSumChunk, Totals{},
                          [&](Totals& sum, std::int64_t begin, std::int64_t end) {
                            const auto part =
                                gradient.subspan(static_cast<std::size_t>(begin),
                                                 static_cast<std::size_t>(end - begin));
                            sum.squares = dot(part, part);
                            if (with_bins) sum.bins.add(part, factor);
                          });
}

}  // namespace

void SharedGradients::add_to(const layers::Lazy& value, GradientSums* sums, Bins* bins) {
  if (!value.requires_gradient()) return;
  Readers& readers = readers_of(value);
  readers.sums.push_back(sums);
  if (bins != nullptr) readers.bins.push_back(bins);
}

SharedGradients::Readers& SharedGradients::readers_of(const layers::Lazy& value) {
  const std::shared_ptr<const void> origin = value.gradient_origin();
  if (const auto known = by_origin_.find(origin.get()); origin && known != by_origin_.end()) {
    return *known->second;
  }
  const auto readers = std::make_shared<Readers>();
  readers->origin = origin;
  value.watch_gradient(
      [readers, items = items_](const Tensor& gradient) { readers->take(gradient, *items); });
  if (origin) by_origin_.emplace(origin.get(), readers);
  return *readers;
}

void SharedGradients::Readers::take(const Tensor& gradient, double items) const {
  const Totals all = totals(gradient.values(), static_cast<float>(items), !bins.empty());
  for (GradientSums* to : sums) to->add_squares(all.squares, gradient.elements(), items);
  for (Bins* to : bins) to->merge(all.bins);
}

}  // namespace actlab::dynamics

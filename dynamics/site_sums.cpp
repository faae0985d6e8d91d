#include <actlab/dynamics/site_sums.h>

#include <algorithm>
#include <string>
#include <utility>

#include <actlab/core/base/scratch.h>
#include <actlab/core/kernels/channels/activation.h>
#include <actlab/core/ops/formula_parameters.h>
#include <actlab/dynamics/in_chunks.h>
#include <actlab/layers/activation.h>
#include <actlab/layers/attention.h>

namespace actlab::dynamics {
namespace {

std::int64_t units_of(const Shape& shape) { return shape.rank() > 0 ? shape[-1] : 1; }

}  // namespace

SiteKind kind_of(const layers::Module& module) {
  if (dynamic_cast<const layers::Activation*>(&module) != nullptr) return SiteKind::activation;
  if (dynamic_cast<const layers::AttentionWeights*>(&module) != nullptr) {
    return SiteKind::attention;
  }
  if (module.has_children()) return SiteKind::block;
  const std::vector<NamedParameter> parameters = module.parameters();
  if (parameters.empty()) return SiteKind::other;
  const bool norm = std::ranges::all_of(
      parameters, [](const NamedParameter& p) { return p.traits.group == group::norms; });
  return norm ? SiteKind::normalisation : SiteKind::weights;
}

SiteSums::SiteSums(const layers::Seen& seen, SiteKind kind, const SlopeScale* slopes)
    : site_{.name = std::string(seen.name), .kind = kind, .class_name = seen.module.kind()} {
  const Shape& shape = seen.output.shape();
  const std::int64_t examples = shape.rank() > 1 ? shape[0] : 1;
  site_.units = kind == SiteKind::attention ? shape[1] : units_of(shape);  // heads
  site_.places = shape.elements() / std::max<std::int64_t>(1, examples * site_.units);
  if (slopes != nullptr) activation_.emplace(site_.units, *slopes);
}

void SiteSums::CurveSums::merge(const CurveSums& other) {
  z.merge(other.z);
  y.merge(other.y);
  census.merge(other.census);
}

void SiteSums::see(const layers::Seen& seen, SharedGradients& gradients) {
  if (site_.kind == SiteKind::attention) return;  // no value of its own
  if (activation_) see_activation(seen);
  gradients.add_to(seen.output, &entering_, activation_ ? &activation_->gradient : nullptr);
  gradients.add_to(seen.input, &leaving_);
}

// y and f' are made a chunk at a time and never leave the cache.
void SiteSums::see_activation(const layers::Seen& seen) {
  const auto& activation = dynamic_cast<const layers::Activation&>(seen.module);
  const std::int64_t units = activation_->curve.census.units();
  const kernels::ActivationCurve curve(
      formula_call(activation.formula(), activation.formula_parameters()), units);
  const Tensor z = seen.input.tensor();
  activation_->curve.merge(
      summed_in_chunks(z.elements(), kSumChunk, activation_->empty,
                       [&](CurveSums& sums, std::int64_t begin, std::int64_t end) {
                         const std::int64_t first_row = begin / units;
                         const std::int64_t rows = (end + units - 1) / units - first_row;
                         Scratch scratch;
                         float* const y = scratch.floats(rows * units);
                         float* const slope = scratch.floats(rows * units);
                         curve.write(rows, z.data() + first_row * units, y, slope);
                         const std::int64_t before = begin - first_row * units;
                         const auto count = static_cast<std::size_t>(end - begin);
                         const std::span<const float> of_z(z.data() + begin, count);
                         sums.z.add(of_z);
                         sums.y.add({y + before, count});
                         sums.census.add(before, of_z, {slope + before, count});
                       }));
}

std::vector<bool> SiteSums::dead() const {
  return activation_ ? activation_->curve.census.dead() : std::vector<bool>();
}

SiteLook SiteSums::look(const std::vector<bool>* dead_before) const {
  SiteLook look{.name = site_.name,
                .entering = entering_.root_mean_square(),
                .leaving = leaving_.root_mean_square()};
  if (!activation_) return look;
  ActivationLook& a = look.activation.emplace();
  a.z_mean = activation_->curve.z.moments().mean;
  a.z_deviation = activation_->curve.z.moments().deviation();
  a.bump = activation_->curve.z.bump_share();
  a.not_finite = activation_->curve.z.moments().not_finite;
  a.z = activation_->curve.z.histogram();
  a.y_mean = activation_->curve.y.moments().mean;
  a.y_square = activation_->curve.y.moments().mean_square();
  a.y = activation_->curve.y.histogram();
  a.slope_square = activation_->curve.census.slope_square();
  a.flat = activation_->curve.census.flat_share();
  a.saturated = activation_->curve.census.saturated();
  a.gradient = activation_->gradient.histogram();
  const std::vector<bool> now = dead();
  a.dead = std::ranges::count(now, true);
  if (dead_before != nullptr) {
    const Changes since = changes(*dead_before, now);
    a.died = since.died;
    a.revived = since.revived;
  }
  return look;
}

}  // namespace actlab::dynamics

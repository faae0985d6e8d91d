#include <actlab/dynamics/site_sums.h>

#include <algorithm>
#include <string>
#include <utility>

#include <actlab/core/ops/activation.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/activation.h>

namespace actlab::dynamics {
namespace {

// f(z) and f'(z), by the engine itself: f' is what a gradient of ones becomes on its way back.
struct Curve {
  Tensor value;
  Tensor slope;
};

Curve curve_at(const Tensor& z, const layers::Activation& activation) {
  std::vector<Tensor> parameters;
  for (const Tensor& p : activation.formula_parameters()) parameters.push_back(p.detach());
  Tensor input = z.detach();
  input.set_requires_gradient(true);
  const Tensor value = actlab::activation(input, activation.formula(), parameters);
  backward(value, Tensor::ones(value.shape()));
  return {value.detach(), input.gradient()};
}

std::int64_t units_of(const Shape& shape) { return shape.rank() > 0 ? shape[-1] : 1; }

}  // namespace

SiteKind kind_of(const layers::Module& module) {
  if (dynamic_cast<const layers::Activation*>(&module) != nullptr) return SiteKind::activation;
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
  site_.units = units_of(shape);
  site_.places = shape.elements() / std::max<std::int64_t>(1, examples * site_.units);
  if (slopes != nullptr) activation_.emplace(OfActivation{{}, {}, {site_.units, *slopes}});
}

void SiteSums::see(const layers::Seen& seen, const double* items) {
  if (activation_) see_activation(seen);
  if (seen.output.requires_gradient()) {
    seen.output.watch_gradient([this, items](const Tensor& gradient) {
      entering_.add(gradient.values(), *items);
      if (!activation_) return;
      activation_->gradient.merge(
          binned(Scale::gradient, gradient.values(), static_cast<float>(*items)));
    });
  }
  if (seen.input.requires_gradient()) {
    seen.input.watch_gradient(
        [this, items](const Tensor& gradient) { leaving_.add(gradient.values(), *items); });
  }
}

void SiteSums::see_activation(const layers::Seen& seen) {
  const Tensor z = seen.input.tensor();
  const Curve curve = curve_at(z, dynamic_cast<const layers::Activation&>(seen.module));
  activation_->z.add(z.values());
  activation_->y.add(curve.value.values());
  activation_->census.add(z, curve.slope);
}

std::vector<bool> SiteSums::dead() const {
  return activation_ ? activation_->census.dead() : std::vector<bool>();
}

SiteLook SiteSums::look(const std::vector<bool>* dead_before) const {
  SiteLook look{.name = site_.name,
                .entering = entering_.root_mean_square(),
                .leaving = leaving_.root_mean_square()};
  if (!activation_) return look;
  ActivationLook& a = look.activation.emplace();
  a.z_mean = activation_->z.moments().mean;
  a.z_deviation = activation_->z.moments().deviation();
  a.bump = activation_->z.bump_share();
  a.not_finite = activation_->z.moments().not_finite;
  a.z = activation_->z.histogram();
  a.y_mean = activation_->y.moments().mean;
  a.y_square = activation_->y.moments().mean_square();
  a.y = activation_->y.histogram();
  a.slope_square = activation_->census.slope_square();
  a.flat = activation_->census.flat_share();
  a.saturated = activation_->census.saturated();
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

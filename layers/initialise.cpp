#include <actlab/layers/initialise.h>

#include <cmath>

#include <actlab/core/base/parallel.h>
#include <actlab/core/base/random.h>

namespace actlab::layers {
namespace {

void fill_normal(Tensor& tensor, double variance, Random& random) {
  const auto deviation = static_cast<float>(std::sqrt(variance));
  for (float& value : tensor.values()) value = deviation * random.normal();
}

void fill_uniform(Tensor& tensor, double bound, Random& random) {
  const auto width = static_cast<float>(bound);
  for (float& value : tensor.values()) value = width * (2.0f * random.uniform() - 1.0f);
}

void initialise_convolution(Tensor& weight, InitScheme scheme, Random& random) {
  const std::int64_t taps = weight.size(0) * weight.size(1);
  const double variance = scheme == InitScheme::he
                              ? 2.0 / static_cast<double>(taps * weight.size(3))
                              : 1.0 / static_cast<double>(taps * weight.size(2));
  fill_normal(weight, variance, random);
}

void initialise_linear_weight(Tensor& weight, InitScheme scheme, Random& random) {
  const double share = 1.0 / static_cast<double>(weight.size(1));
  if (scheme == InitScheme::he) {
    fill_uniform(weight, std::sqrt(share), random);
  } else {
    fill_normal(weight, share, random);
  }
}

}  // namespace

void initialise(Module& module, InitScheme scheme, std::uint64_t seed) {
  std::vector<NamedParameter> parameters = module.parameters();
  parallel_for(static_cast<std::int64_t>(parameters.size()), [&](std::int64_t i) {
    Random random(seed, Purpose::initialisation, static_cast<std::uint64_t>(i));
    Tensor& tensor = parameters[static_cast<std::size_t>(i)].tensor;
    switch (parameters[static_cast<std::size_t>(i)].kind) {
      case ParameterKind::convolution_weight:
        initialise_convolution(tensor, scheme, random);
        break;
      case ParameterKind::linear_weight:
        initialise_linear_weight(tensor, scheme, random);
        break;
      case ParameterKind::bias: {  // follows its weight
        const Tensor& weight = parameters[static_cast<std::size_t>(i - 1)].tensor;
        if (scheme == InitScheme::he) {
          fill_uniform(tensor, 1.0 / std::sqrt(static_cast<double>(weight.size(1))), random);
        }
        break;
      }
      case ParameterKind::batch_norm:
      case ParameterKind::activation:
        break;
    }
  });
}

}  // namespace actlab::layers

#include <actlab/tasks/perceptron_config.h>

#include <actlab/core/base/setting_checks.h>

namespace actlab::tasks {

Settings settings(PerceptronConfig& c) {
  constexpr OnResume fixed = OnResume::fixed;
  return {{"depth", &c.depth, fixed, "hidden layers"},
          {"width", &c.width, fixed, "units of each hidden layer"},
          {"batch-norm", &c.batch_norm, fixed, "before each activation: on, off, no-scale"},
          {"skip", &c.skip, fixed, "each hidden layer adds its input before the activation"}};
}

void check(const PerceptronConfig& config) {
  require_range<std::int64_t>("depth", config.depth, 1, 1000);
  require_range<std::int64_t>("width", config.width, 1, 16384);
  require_choice("batch-norm", config.batch_norm, {"on", "off", "no-scale"});
}

layers::PerceptronOptions perceptron_options(const PerceptronConfig& config) {
  layers::PerceptronOptions options;
  options.depth = config.depth;
  options.width = config.width;
  options.skip = config.skip;
  options.batch_norm = config.batch_norm == "on"         ? layers::PerceptronNorm::on
                       : config.batch_norm == "no-scale" ? layers::PerceptronNorm::no_scale
                                                         : layers::PerceptronNorm::off;
  return options;
}

}  // namespace actlab::tasks

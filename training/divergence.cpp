#include <actlab/training/divergence.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <actlab/core/io/atomic_file.h>
#include <actlab/core/io/json.h>
#include <actlab/core/io/read_file.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/look.h>
#include <actlab/layers/watch.h>

namespace actlab::training {
namespace {

constexpr const char* kFile = "/divergence.json";
constexpr std::string_view kPrefix = "[train] ";

bool is_finite(const Tensor& tensor) {
  return std::ranges::all_of(tensor.values(), [](float value) { return std::isfinite(value); });
}

// What is no number has no sign.
std::string shown(double value) { return std::isnan(value) ? "nan" : text(value); }

[[noreturn]] void throw_divergence(std::int64_t step, const std::string& where,
                                   const std::string& what) {
  throw Divergence(step, where, text("[train] diverged at step ", step, ": ", what));
}

}  // namespace

std::string first_bad_output(Task& task) {
  const layers::Look look(task.model());
  const NoGradient no_gradient;
  std::string bad;
  const layers::Watch watch(task.model(), [&](const layers::Seen& seen) {
    if (!bad.empty() || is_finite(seen.output.tensor())) return;
    bad = seen.name.empty() ? "the model's output" : std::string(seen.name);
  });
  task.forward();
  return bad;
}

std::string first_bad_gradient(const layers::Module& model) {
  std::string bad;  // the last one in the model's order is the first on the way back
  for (const NamedParameter& parameter : model.parameters()) {
    const Tensor gradient = parameter.tensor.gradient();
    if (gradient.defined() && !is_finite(gradient)) bad = parameter.name;
  }
  return bad;
}

void write_divergence(const std::string& folder, const Divergence& divergence) {
  std::string_view message = divergence.what();
  if (message.starts_with(kPrefix)) message.remove_prefix(kPrefix.size());
  const Json json = {
      {"step", divergence.step()}, {"where", divergence.where()}, {"message", message}};
  write_file(folder + kFile, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

void remove_divergence(const std::string& folder) {
  std::error_code error;
  std::filesystem::remove(folder + kFile, error);
  if (error) throw Error(text("[train] cannot remove ", folder, kFile, ": ", error.message()));
}

std::string read_divergence(const std::string& folder) {
  const std::string path = folder + kFile;
  if (!std::filesystem::is_regular_file(path)) return "";
  const Json json = parse_json(read_file(path), path);
  const bool tells = json.is_object() && json.contains("message") && json["message"].is_string();
  if (!tells) throw Error(text("[run] ", path, " does not say how the run diverged"));
  return json["message"].get<std::string>();
}

void require_finite(double loss, double gradient_norm, std::int64_t step, Task& task) {
  if (std::isfinite(loss) && std::isfinite(gradient_norm)) return;
  const std::string symptom = std::isfinite(loss)
                                  ? text("the gradient's norm is ", shown(gradient_norm))
                                  : text("the loss is ", shown(loss));
  const std::string gradient = first_bad_gradient(task.model());
  const std::string output = first_bad_output(task);
  if (!output.empty()) {
    throw_divergence(step, output,
                     text(symptom, "; the first layer whose output is not finite is ", output));
  }
  if (!gradient.empty()) {
    throw_divergence(step, gradient,
                     text(symptom, "; all outputs are finite, the first gradient on the way back ",
                          "that is not is that of ", gradient));
  }
  throw_divergence(step, "loss", symptom);
}

}  // namespace actlab::training

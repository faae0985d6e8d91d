// Networks against values that PyTorch computed in double, with weights that a hash of their names
// makes (support/golden_json.h says where the files lie).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include <actlab/core/io/json.h>
#include <actlab/core/ops/loss.h>
#include <actlab/core/ops/permute.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/models/mobilenet.h>
#include <actlab/layers/models/nasnet.h>
#include <actlab/layers/models/registry.h>
#include <actlab/layers/state.h>
#include <actlab/layers/watch.h>
#include "tests/support/golden_json.h"
#include "tests/support/hashed_values.h"

using namespace actlab;
using namespace actlab::layers;
using test::hashed;

namespace {

// Ten times the error of PyTorch's own float32.
constexpr double kFair = 10.0;

double fan_in(const Shape& weight) {  // [out, in, ...]
  return static_cast<double>(weight.elements()) / static_cast<double>(weight[0]);
}

Tensor fill(const std::string& name, const Shape& shape, double gain) {
  if (shape.rank() == 4) return hashed(name, shape, 0.0, std::sqrt(3.0 * gain / fan_in(shape)));
  if (shape.rank() == 2) return hashed(name, shape, 0.0, std::sqrt(3.0 / fan_in(shape)));
  const bool scale =
      name.ends_with(".weight") || name.ends_with(".running_var") || name.ends_with(".beta");
  return hashed(name, shape, scale ? 1.0 : 0.0, 0.1);
}

std::unique_ptr<Layer> filled_network(const Json& golden) {
  std::unique_ptr<Layer> model;
  const auto classes = golden["classes"].get<std::int64_t>();
  const auto name = golden["model"].get<std::string>();
  const auto act = formula::compile(golden["activation"].get<std::string>());
  if (name.starts_with("mobilenet")) {
    MobileNetOptions o;
    o.activation = act;
    o.port = name == "mobilenet" ? Port::pytorch : Port::tensorflow;
    model = std::make_unique<MobileNet>(3, classes, o);
  } else if (name == "nasnet-mobile") {
    NasnetOptions o;
    o.activation = act;
    model = std::make_unique<Nasnet>(4, 1056, 3, classes, o);
  } else {
    model = make_model(golden["model"].get<std::string>(),
                       {.classes = golden["classes"].get<std::int64_t>(),
                        .activation = golden["activation"].get<std::string>()});
  }
  State filled;
  for (const auto& [name, tensor] : state(*model)) {
    filled.emplace(name, fill(name, tensor.shape(), golden["gain"].get<double>()));
  }
  load_state(*model, filled, "the fill");
  return model;
}

Tensor images(const Json& golden) {
  return test::hashed_images(golden["batch"].get<std::int64_t>(),
                             golden["input_channels"].get<std::int64_t>(),
                             golden["size"].get<std::int64_t>());
}

// In the order of the files: [n, c, h, w].
Tensor channels_first(const Tensor& t) {
  return t.rank() == 4 ? permute(t.detach(), {0, 3, 1, 2}) : t.detach();
}

Tensor in_file_order(const NamedParameter& parameter, const Tensor& values) {
  const bool convolution = parameter.traits.layout == FileLayout::convolution;
  return convolution ? permute(values.detach(), {3, 2, 0, 1}) : values.detach();
}

// `tolerance` is relative to the length of the tensor, as one would measure the difference of both.
void check_tensor(const Json& expected, const Tensor& got, double tolerance) {
  const std::string name = expected["name"].get<std::string>();
  const auto sums = test::sums_of(name, got);
  const double length = expected["l2"].get<double>();
  const double allowed = tolerance * length;
  const double root = std::sqrt(static_cast<double>(got.elements()));
  CHECK_MESSAGE(got.elements() > 0, name);
  CHECK_MESSAGE(std::abs(sums.l2 - length) <= allowed, name);
  CHECK_MESSAGE(std::abs(sums.dot - expected["dot"].get<double>()) <= allowed, name);
  CHECK_MESSAGE(std::abs(sums.sum - expected["sum"].get<double>()) <= root * allowed, name);
  for (std::size_t i = 0; i < expected["first"].size(); ++i) {
    const double first = expected["first"][i].get<double>();
    CHECK_MESSAGE(std::abs(static_cast<double>(got.values()[i]) - first) <= allowed, name, " ", i);
  }
}

// What the files call the output of a norm with its activation, or of a convolution with its norm.
std::string place_of(const std::string& endpoint) {
  if (endpoint == "bn1") return "bn1.act";
  return endpoint == "conv0" ? "conv0.bn" : endpoint;
}

struct Run {
  Tensor logits;
  double loss;
  std::map<std::string, Tensor, std::less<>> outputs;
};

Run forward_and_backward(Layer& model, const Json& golden) {
  Run run;
  const Watch watch(model, [&](const Seen& seen) {
    run.outputs.insert_or_assign(std::string(seen.name), channels_first(seen.output.tensor()));
  });
  run.logits = model.forward(images(golden));
  const Tensor loss =
      cross_entropy(run.logits, Indices(golden["labels"].get<std::vector<std::int32_t>>()));
  run.loss = static_cast<double>(loss.item());
  backward(loss);
  return run;
}

void check_results(const Json& expected, const Run& run) {
  const Json& error = expected["float32_error"];
  const Json& logits = expected["float64"]["logits"];
  double worst = 0.0;
  for (std::size_t i = 0; i < run.logits.values().size(); ++i) {
    const auto classes = static_cast<std::size_t>(run.logits.size(1));
    worst = std::max(worst, std::abs(static_cast<double>(run.logits.values()[i]) -
                                     logits[i / classes][i % classes].get<double>()));
  }
  CHECK(worst <= kFair * error["logits_max_abs"].get<double>());
  const double loss = expected["float64"]["loss"].get<double>();
  CHECK(std::abs(run.loss - loss) <= kFair * error["loss_abs"].get<double>() + 1e-7 * loss);
  for (const Json& endpoint : expected["endpoints"]) {
    check_tensor(endpoint, run.outputs.at(place_of(endpoint["name"].get<std::string>())),
                 kFair * error["endpoint_worst_relative_dot"].get<double>());
  }
}

void check_gradients(const Json& expected, const Layer& model) {
  std::map<std::string, Tensor> gradients;
  for (const NamedParameter& p : model.parameters()) {
    gradients.emplace(p.name, in_file_order(p, p.tensor.gradient()));
  }
  CHECK(gradients.size() == expected["gradients"].size());
  for (const Json& gradient : expected["gradients"]) {
    check_tensor(gradient, gradients.at(gradient["name"].get<std::string>()),
                 kFair * expected["float32_error"]["gradient_worst_relative_l2"].get<double>());
  }
}

void check_network(const std::string& name) {
  const Json golden = test::golden_json("networks/" + name);
  if (golden.is_null()) return;
  const auto model = filled_network(golden);
  for (const char* mode : {"eval", "train"}) {
    INFO(name, ", ", mode);
    mode == std::string("train") ? model->train() : model->eval();
    model->clear_gradients();
    check_results(golden[mode], forward_and_backward(*model, golden));
    check_gradients(golden[mode], *model);
  }
  const State after = state(*model);
  for (const Json& moved : golden["train"]["running_after_one_step_momentum_0.1"]) {
    check_tensor(moved, after.at(moved["name"].get<std::string>()), 1e-5);
  }
}

}  // namespace

TEST_CASE("golden networks: densenet100-12") { check_network("densenet100-12"); }
TEST_CASE("golden networks: densenet-bc100-12") { check_network("densenet-bc100-12"); }

TEST_CASE("golden networks: mobilenet") { check_network("mobilenet"); }
TEST_CASE("golden networks: mobilenet of TensorFlow") { check_network("mobilenet-tf"); }
TEST_CASE("golden networks: mobilenet with swish") { check_network("mobilenet-swish"); }
TEST_CASE("golden networks: nasnet-mobile") { check_network("nasnet-mobile"); }

TEST_CASE("golden networks: the fill is the one that the files were made with") {
  const Tensor weight = hashed("conv1.weight", {4}, 0.0, 1.0);
  CHECK(weight.values()[0] == 0.0901498794555664f);
  CHECK(weight.values()[3] == 0.47239553928375244f);
  CHECK(hashed("input.fine", {1000001}, 0.0, 1.0).values()[1000000] == 0.9828610420227051f);
}

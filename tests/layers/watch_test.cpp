#include <actlab/layers/watch.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <actlab/core/base/parallel.h>
#include <actlab/core/ops/loss.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/models/table.h>
#include <actlab/layers/state.h>
#include "tests/layers/double_network.h"
#include "tests/support/error_text.h"
#include "tests/support/naive.h"

using namespace actlab;
using namespace actlab::layers;
using actlab::test::error_of;
using actlab::test::random_tensor;

namespace {

constexpr const char* kNetworks[] = {"resnet8", "preact-resnet11", "wrn10-2", "densenet7-4",
                                     "densenet-bc10-4"};

bool is_finite(const Tensor& tensor) {
  return std::ranges::all_of(tensor.values(), [](float v) { return std::isfinite(v); });
}

std::unique_ptr<Layer> swish_network(const std::string& name) {
  return make_model(name, {.activation = "swish"});
}

}  // namespace

TEST_CASE("Watch: modules are seen by name in the order of computation") {
  const auto model = make_model("resnet8");
  std::vector<std::string> names;
  {
    const Watch watch(*model, [&](const Seen& seen) {
      names.emplace_back(seen.name);
      CHECK(seen.output.shape().rank() > 0);
    });
    model->forward(random_tensor({2, 8, 8, 3}, 1));
  }
  const std::vector<std::string> start{"conv1",          "bn1",          "act1",
                                       "layer1.0.conv1", "layer1.0.bn1", "layer1.0.act1",
                                       "layer1.0.conv2", "layer1.0.bn2", "layer1.0.act2",
                                       "layer1.0",       "layer1"};
  REQUIRE(names.size() > start.size());
  CHECK(std::equal(start.begin(), start.end(), names.begin()));
  CHECK(names.back() == "");
  const std::size_t before = names.size();
  model->forward(random_tensor({2, 8, 8, 3}, 1));
  CHECK(names.size() == before);  // it went with its object
}

TEST_CASE("Watch: every module but the containers is seen in every network") {
  for (const char* name : kNetworks) {
    const auto model = swish_network(name);
    std::map<std::string, int, std::less<>> times;
    const Watch watch(*model, [&](const Seen& seen) { ++times[std::string(seen.name)]; });
    model->forward(random_tensor({2, 8, 8, 3}, 1));
    for (const NamedModule& entry : model->modules()) {
      CHECK_MESSAGE(times[entry.name] == 1, name, " ", entry.name);
    }
  }
}

TEST_CASE("Watch: several at once go one by one and may outlive the model") {
  auto model = make_model("resnet8");
  int first = 0, second = 0, inner = 0;
  const Watch stays(*model, [&](const Seen&) { ++first; });
  {
    const Watch goes(*model, [&](const Seen&) { ++second; });
    const Watch of_a_part(*model->modules()[1].module, [&](const Seen& seen) {
      ++inner;
      CHECK(seen.name == "");
    });
    model->forward(Tensor::zeros({2, 8, 8, 3}));
  }
  CHECK(first > 0);
  CHECK(second == first);
  CHECK(inner == 1);
  model->forward(Tensor::zeros({2, 8, 8, 3}));
  CHECK(first == 2 * second);
  model.reset();
}

TEST_CASE("Watch: the first layer that is not finite is found") {
  const auto model = make_model("resnet8");
  for (NamedParameter& p : model->parameters()) {
    if (p.name == "layer2.0.conv1.weight") p.tensor.values()[0] = NAN;
  }
  std::string first;
  const Watch watch(*model, [&](const Seen& seen) {
    if (first.empty() && !is_finite(seen.output.tensor())) first = seen.name;
  });
  const NoGradient no_gradient;
  model->forward(random_tensor({2, 8, 8, 3}, 1));
  CHECK(first == "layer2.0.conv1");
}

TEST_CASE("Watch: what each layer reads and makes agrees with double, fused or not") {
  for (const char* name :
       {"resnet20", "preact-resnet20", "wrn16-2", "densenet7-4", "densenet-bc10-4"}) {
    const auto model = swish_network(name);
    const Tensor images = random_tensor({4, 8, 8, 3}, 1);
    const auto expected = test::double_network(*model, images);
    std::map<std::string, Tensor, std::less<>> made;
    const Watch watch(*model, [&](const Seen& seen) {
      if (const auto found = expected.inputs.find(seen.name); found != expected.inputs.end()) {
        CHECK_MESSAGE(test::relative_l2(seen.input.tensor(), found->second) < 1e-4, seen.name);
      }
      made[std::string(seen.name)] = seen.output.tensor();
    });
    model->forward(images);
    for (const auto& entry : expected.outputs) {
      const std::string& layer = entry.first;
      REQUIRE_MESSAGE(made.contains(layer), name, " ", layer);
      CHECK_MESSAGE(test::relative_l2(made[layer], entry.second) < 1e-4, name, " ", layer);
    }
  }
}

// The gradient of z, summed over all rows, is that of the shift.
TEST_CASE("Watch: gradients of values that are never stored are seen") {
  for (const char* name : kNetworks) {
    const auto model = swish_network(name);
    std::map<std::string, Tensor> gradients;
    const Watch watch(*model, [&](const Seen& seen) {
      if (!seen.output.requires_gradient()) return;
      seen.output.watch_gradient(
          [&, at = std::string(seen.name)](const Tensor& gradient) { gradients[at] = gradient; });
    });
    const Tensor logits = model->forward(random_tensor({3, 8, 8, 3}, 1));
    backward(cross_entropy(logits, Indices{1, 2, 3}));
    CHECK(gradients.size() == model->modules().size());
    for (const NamedParameter& p : model->parameters()) {
      if (!p.name.ends_with(".bias") || p.name == "linear.bias") continue;
      const Tensor& d_z = gradients.at(p.name.substr(0, p.name.size() - 5));
      const std::vector<double> sums = test::channel_sums(d_z);
      CHECK_MESSAGE(test::relative_l2(p.tensor.gradient().values(), sums) < 1e-5, p.name);
    }
  }
}

TEST_CASE("Watch: what one module makes and the next one reads has one gradient") {
  const auto model = swish_network("resnet8");
  std::map<std::string, std::shared_ptr<const void>> read, made;
  const Watch watch(*model, [&](const Seen& seen) {
    read[std::string(seen.name)] = seen.input.gradient_origin();
    made[std::string(seen.name)] = seen.output.gradient_origin();
  });
  model->forward(random_tensor({2, 8, 8, 3}, 1));
  CHECK(read["conv1"] == nullptr);  // images
  CHECK(made["conv1"] == read["bn1"]);
  CHECK(made["bn1"] == read["act1"]);
  CHECK(made["act1"] == read["layer1.0.conv1"]);
  CHECK(made["layer1.0.act1"] == read["layer1.0.conv2"]);
  CHECK(made["layer1.0.act2"] == made["layer1.0"]);
  std::set<const void*> different;
  for (const char* name : {"conv1", "bn1", "act1", "layer1.0.bn1", "layer1.0.act1"}) {
    REQUIRE(made[name] != nullptr);
    different.insert(made[name].get());
  }
  CHECK(different.size() == 5);
}

TEST_CASE("Watch: no gradient can be watched where none will come") {
  const auto model = make_model("resnet8");
  const NoGradient no_gradient;
  std::string error;
  const Watch watch(*model, [&](const Seen& seen) {
    CHECK_FALSE(seen.output.requires_gradient());
    if (seen.name == "bn1") error = error_of([&] { seen.output.watch_gradient(nullptr); });
  });
  model->forward(Tensor::zeros({2, 4, 4, 3}));
  CHECK(error ==
        "[watch_gradient] no gradient will reach this value of shape [2, 4, 4, 16]: recording is "
        "off, or nothing before it is trained");
}

namespace {

void descend(Module& model) {
  for (NamedParameter& p : model.parameters()) {
    const Tensor gradient = p.tensor.gradient();
    for (std::int64_t i = 0; i < gradient.elements(); ++i) {
      p.tensor.data()[i] -= 0.1f * gradient.data()[i];
    }
  }
  model.clear_gradients();
}

// Some steps of training; with eyes on everything or without.
State trained(const std::string& name, bool watched) {
  const auto model = swish_network(name);
  double seen_sum = 0.0;
  const auto look = [&](const Tensor& t) { seen_sum += static_cast<double>(t.values()[0]); };
  std::vector<std::unique_ptr<Watch>> watches;
  for (int i = 0; watched && i < 2; ++i) {
    watches.push_back(std::make_unique<Watch>(*model, [&](const Seen& seen) {
      look(seen.input.tensor());
      look(seen.output.tensor());
      seen.output.watch_gradient(look);
    }));
  }
  for (std::uint64_t step = 0; step < 3; ++step) {
    backward(cross_entropy(model->forward(random_tensor({8, 8, 8, 3}, step)),
                           Indices{1, 2, 3, 4, 5, 6, 7, 8}));
    descend(*model);
  }
  CHECK((seen_sum != 0.0) == watched);
  return state(*model);
}

}  // namespace

TEST_CASE("Watch: watching changes no bit of a run at any number of threads") {
  const int before = threads();
  for (const char* name : kNetworks) {
    set_threads(1);
    const State expected = trained(name, false);
    for (const int count : {1, 2, 7}) {
      set_threads(count);
      for (const auto& entry : trained(name, true)) {
        const Tensor& alone = expected.at(entry.first);
        CHECK_MESSAGE(std::ranges::equal(entry.second.values(), alone.values()), entry.first);
      }
    }
  }
  set_threads(before);
}

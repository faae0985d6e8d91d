#include <actlab/layers/state.h>

#include <doctest/doctest.h>

#include <algorithm>

#include <actlab/layers/conv2d.h>
#include <actlab/layers/models/table.h>
#include <actlab/layers/sequential.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::layers;
using actlab::test::error_of;

namespace {

void fill(Module& module, float first) {
  for (NamedParameter& p : module.parameters()) {
    for (float& value : p.tensor.values()) value = first++;
  }
}

bool same(const State& a, const State& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.first == y.first && x.second.shape() == y.second.shape() &&
           std::ranges::equal(x.second.values(), y.second.values());
  });
}

}  // namespace

TEST_CASE("state: a convolution weight is written as out by in by height by width") {
  Conv2d conv(2, 3, 3);
  fill(conv, 0.0f);  // memory: [ky, kx, in, out], counted up
  const Tensor weight = state(conv).at("weight");
  REQUIRE(weight.shape() == Shape{3, 2, 3, 3});
  for (std::int64_t o = 0; o < 3; ++o) {
    for (std::int64_t i = 0; i < 2; ++i) {
      for (std::int64_t tap = 0; tap < 9; ++tap) {
        CHECK(weight.data()[(o * 2 + i) * 9 + tap] == static_cast<float>((tap * 2 + i) * 3 + o));
      }
    }
  }
}

TEST_CASE("state: what is written is read back exactly") {
  const auto model =
      make_model("resnet8", {.activation = "swish", .settings = {{"shortcut", "b"}}});
  fill(*model, 1.0f);
  const State saved = state(*model);
  const auto other =
      make_model("resnet8", {.activation = "swish", .settings = {{"shortcut", "b"}}});
  CHECK_FALSE(same(state(*other), saved));
  load_state(*other, saved, "memory");
  CHECK(same(state(*other), saved));
}

TEST_CASE("load_state: activation parameters may be missing and stay") {
  const State plain = state(*make_model("resnet8", {.seed = 5}));
  const auto model = make_model("resnet8", {.activation = "swish"});
  load_state(*model, plain, "memory");
  State loaded = state(*model);
  for (float value : loaded.at("layer3.0.act2.beta").values()) CHECK(value == 1.0f);
  std::erase_if(loaded, [](const auto& entry) { return entry.first.ends_with("beta"); });
  CHECK(same(loaded, plain));
}

TEST_CASE("load_state: counters of PyTorch are passed over") {
  const auto model = make_model("resnet8");
  State saved = state(*model);
  saved["bn1.num_batches_tracked"] = Tensor::scalar(3.0f);
  CHECK(error_of([&] { load_state(*model, saved, "memory"); }) == "");
}

TEST_CASE("load_state: the first differences are named and nothing is changed") {
  const auto model = make_model("resnet8");
  State saved = state(*make_model("resnet8", {.seed = 9}));
  saved.erase("conv1.weight");
  saved["bn9.weight"] = Tensor::ones({4});
  saved["linear.bias"] = Tensor::zeros({100});
  const State before = state(*model);
  CHECK(error_of([&] { load_state(*model, saved, "a.safetensors"); }) ==
        "[load_state] a.safetensors does not fit the model; missing 'conv1.weight' [16, 3, 3, 3]; "
        "unknown 'bn9.weight' [4]; other shape: 'linear.bias' is [100], expected [10]");
  CHECK(same(state(*model), before));
}

TEST_CASE("load_state: a name that is nearly one of the model's is told so") {
  const auto model = make_model("resnet8", {.activation = "swish"});
  State saved = state(*model);
  const auto rename = [&](const std::string& from, const std::string& to) {
    auto entry = saved.extract(from);
    entry.key() = to;
    saved.insert(std::move(entry));
  };
  rename("linear.bias", "linear.bais");
  rename("layer1.0.act1.beta", "layer1.0.act1.bata");  // may be missing, but not be unknown
  CHECK(error_of([&] { load_state(*model, saved, "a"); }) ==
        "[load_state] a does not fit the model; missing 'linear.bias' [10]; unknown "
        "'layer1.0.act1.bata' [16] for 'layer1.0.act1.beta'?, 'linear.bais' [10] for "
        "'linear.bias'?");
}

TEST_CASE("load_state: a long list of differences is cut short") {
  const auto model = make_model("resnet8");
  const std::string error = error_of([&] { load_state(*model, {}, "empty"); });
  CHECK(error ==
        "[load_state] empty does not fit the model; missing 'conv1.weight' [16, 3, 3, 3], "
        "'bn1.weight' [16], 'bn1.bias' [16] and 34 more");
}

TEST_CASE("load_state: names that differ only by what stands before them are told so") {
  const auto model = make_model("resnet8", {.activation = "swish"});
  const State own = state(*model);
  const auto refusal = [&](const std::string& prefix, bool missing) {
    State saved;
    for (const auto& [name, tensor] : own) saved.emplace(prefix + name, tensor);
    if (missing) saved.erase(prefix + "conv1.weight");
    return error_of([&] { load_state(*model, saved, "a.safetensors"); });
  };
  CHECK(refusal("module.", false) ==
        "[load_state] a.safetensors does not fit the model: its names begin with 'module.', the "
        "model's do not; write the file anew, in Python with {k.removeprefix('module.'): v for k, "
        "v in weights.items()}");
  CHECK(refusal("module._orig_mod.", false).find("'module._orig_mod.'") != std::string::npos);
  CHECK(refusal("module.", true).find("fit the model; missing 'conv1.weight'") !=
        std::string::npos);
  Sequential wrapped;
  wrapped.append_named<Conv2d>("body", 3, 4, 3);
  CHECK(error_of([&] {
          load_state(wrapped, {{"weight", Tensor::zeros({4, 3, 3, 3})}}, "b");
        }) ==
        "[load_state] b does not fit the model: the model's names begin with 'body.', those of the "
        "file do not; write the file anew, in Python with {'body.' + k: v for k, v in "
        "weights.items()}");
}

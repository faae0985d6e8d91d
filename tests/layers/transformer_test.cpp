// The whole Transformer against PyTorch's in double precision: forward pass, first gradients,
// twenty updates, beam search.
#include <actlab/layers/models/transformer.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include <actlab/core/io/safetensors.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/models/transformer_decoding.h>
#include <actlab/layers/state.h>
#include <actlab/layers/watch.h>
#include <actlab/optim/adam.h>
#include <actlab/optim/clip.h>
#include <actlab/optim/schedule.h>
#include "tests/support/error_text.h"
#include "tests/support/golden_json.h"

using namespace actlab;
using namespace actlab::layers;
using namespace actlab::test;

namespace {

NamedTensors weights(const std::string& file) {
  return read_safetensors(ACTLAB_SOURCE_DIR "/tests/golden/transformer/" + file).tensors;
}

TransformerOptions tiny_options(const std::string& activation, bool pre_norm) {
  TransformerOptions options;
  options.vocabulary = 60;
  options.width = 32;
  options.inner = 64;
  options.heads = 4;
  options.encoder_layers = options.decoder_layers = 2;
  options.activation = activation;
  options.pre_norm = pre_norm;
  options.projection_bias = true;
  options.dropout = 0.0f;
  return options;
}

std::unique_ptr<Transformer> tiny_model(const Json& run) {
  auto model = make_transformer(
      tiny_options(run["activation"].get<std::string>(), run["norm"].get<std::string>() == "pre"));
  const std::string file = run["weights"].get<std::string>();
  load_state(*model, weights(file), file);
  return model;
}

Sentences sentences(const Json& json) {
  return pad_sentences(json.get<std::vector<std::vector<std::int32_t>>>());
}

Tensor loss_of(Transformer& model, const Json& batch) {
  const TeacherForcing taught = teacher_forcing(sentences(batch["target"]));
  return token_loss(model.forward(sentences(batch["source"]), taught.input), taught.labels);
}

double relative(double got, const Json& expected) {
  return std::abs(got / expected.get<double>() - 1.0);
}

double worst_at(const Tensor& got, std::int64_t sentence, std::int64_t place,
                const Json& expected) {
  const std::int64_t width = got.size(2);
  const float* row = got.data() + (sentence * got.size(1) + place) * width;
  double worst = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    worst = std::max(worst, std::abs(static_cast<double>(row[i]) - expected[i].get<double>()));
  }
  return expected.size() == static_cast<std::size_t>(width) ? worst : NAN;
}

// The keys' third of these is noise: its gradient is 0 in exact arithmetic.
bool is_noise(const std::string& name) { return name.ends_with("in_proj_bias"); }

void check_final_weights(const Transformer& model, const Json& expected) {
  for (const NamedParameter& parameter : model.parameters()) {
    if (is_noise(parameter.name)) continue;
    double sum = 0.0, squares = 0.0;
    for (const float value : parameter.tensor.values()) {
      sum += double{value};
      squares += double{value} * double{value};
    }
    const Json& numbers = expected[parameter.name];
    const auto count = static_cast<double>(parameter.tensor.elements());
    CHECK_MESSAGE(std::abs(sum - numbers[0].get<double>()) <= 2e-6 * count, parameter.name);
    CHECK_MESSAGE(std::abs(squares - numbers[1].get<double>()) <= 4e-6 * count, parameter.name);
  }
}

void check_run(const Json& golden, const Json& run) {
  CAPTURE(run["activation"].get<std::string>());
  CAPTURE(run["norm"].get<std::string>());
  const auto model = tiny_model(run);
  optim::Adam adam({{"all", model->parameters()}}, {.beta1 = 0.9, .beta2 = 0.98, .epsilon = 1e-9});
  const optim::Schedule rate =
      run["rate"].get<std::string>() == "noam" ? optim::noam(32, 10, 0.1) : optim::constant(0.001);
  REQUIRE(run["losses"].size() == 20);
  for (std::size_t step = 0; step < 20; ++step) {
    const Tensor loss = loss_of(*model, golden["batches"][step % 4]);
    CHECK(relative(static_cast<double>(loss.item()), run["losses"][step]) <= 1e-5);
    adam.clear_gradients();
    backward(loss);
    CHECK(relative(optim::gradient_norm(adam.groups()), run["gradient_norms"][step]) <= 1e-4);
    adam.step(rate(static_cast<std::int64_t>(step)));
  }
  check_final_weights(*model, run["final_sum_and_sum_of_squares"]);
}

}  // namespace

TEST_CASE("Transformer: twenty updates are PyTorch's, in all seven runs") {
  const Json golden = golden_json("transformer/tiny_trace");
  REQUIRE(golden["runs"].size() == 7);
  for (const Json& run : golden["runs"]) check_run(golden, run);
}

TEST_CASE("Transformer: memory and logits are PyTorch's") {
  const Json golden = golden_json("transformer/tiny_trace");
  const Json& expected = golden["forward_of_batch_0_swish1_post"];
  const auto model = tiny_model(golden["runs"][1]);
  const Sentences source = sentences(golden["batches"][0]["source"]);
  const Sentences target = teacher_forcing(sentences(golden["batches"][0]["target"])).input;
  const Tensor memory = model->encode(source);
  CHECK(worst_at(memory, 0, 0, expected["encoder_output_sentence_0_place_0"]) <= 1e-5);
  CHECK(worst_at(memory, 1, source.lengths[1] - 1,
                 expected["encoder_output_sentence_1_last_real_place"]) <= 1e-5);
  const Tensor logits = model->forward(source, target);
  CHECK(worst_at(logits, 0, 0, expected["logits_sentence_0_place_0"]) <= 1e-5);
  CHECK(worst_at(logits, 3, target.lengths[3] - 1, expected["logits_sentence_3_last_real_place"]) <=
        1e-5);
}

TEST_CASE("Transformer: every gradient of the first step is PyTorch's") {
  const Json golden = golden_json("transformer/tiny_trace");
  const auto model = tiny_model(golden["runs"][3]);
  backward(loss_of(*model, golden["batches"][0]));
  const NamedTensors expected = weights("tiny_gradients_swish.safetensors");
  CHECK(model->parameters().size() == expected.size());
  for (const NamedParameter& parameter : model->parameters()) {
    if (is_noise(parameter.name)) continue;
    const Tensor& values = expected.at(parameter.name);
    NaiveTensor naive{values.shape()};
    naive.values.assign(values.values().begin(), values.values().end());
    CHECK_MESSAGE(relative_l2(parameter.tensor.gradient(), naive) <= 1e-5, parameter.name);
  }
}

TEST_CASE("Transformer: beam search finds PyTorch's translations") {
  const Json golden = golden_json("transformer/beam_search");
  const auto model = tiny_model(golden);
  int lists = 0;
  for (const Json& c : golden["cases"]) {
    const Sentences source = sentences(Json::array({c["source"]}));
    for (const Json& result : c["results"]) {
      TransformerDecoding decoding(*model, source);
      const auto found = beam_search(
          decoding, {source.lengths[0] + 10},
          {.beams = result["beam"].get<std::int64_t>(), .alpha = result["alpha"].get<double>()});
      const Json& finished = result["finished"];
      REQUIRE(found[0].size() == finished.size());
      for (std::size_t i = 0; i < finished.size(); ++i) {
        CHECK(found[0][i].tokens == finished[i]["tokens"].get<std::vector<std::int32_t>>());
        CHECK(relative(found[0][i].score, finished[i]["score"]) <= 1e-5);
      }
      ++lists;
    }
  }
  CHECK(lists >= 6 * 4);
}

TEST_CASE("TransformerDecoding: sentences together get what they get alone") {
  const Json golden = golden_json("transformer/beam_search");
  const auto model = tiny_model(golden);
  Json all = Json::array();
  for (const Json& c : golden["cases"]) all.push_back(c["source"]);
  const Sentences source = sentences(all);
  std::vector<std::int64_t> limits;
  for (std::int64_t i = 0; i < source.count(); ++i) limits.push_back(source.lengths[i] + 10);
  TransformerDecoding together(*model, source);
  const auto found = beam_search(together, limits, {.beams = 4});
  for (std::size_t i = 0; i < all.size(); ++i) {
    TransformerDecoding alone(*model, sentences(Json::array({all[i]})));
    const auto expected = beam_search(alone, {limits[i]}, {.beams = 4});
    REQUIRE(found[i].size() == expected[0].size());
    for (std::size_t j = 0; j < found[i].size(); ++j) {
      CHECK(found[i][j].tokens == expected[0][j].tokens);
    }
  }
}

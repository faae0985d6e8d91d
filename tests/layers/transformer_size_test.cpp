// Sizes, names, starts and refusals of the Transformer and its sentences.
#include <actlab/layers/models/transformer.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include <actlab/core/base/parallel.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/layers/watch.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::layers;
using test::contains;
using test::error_of;
using test::usage_error_text;

namespace {

TransformerOptions sized(const std::string& name, std::int64_t vocabulary) {
  TransformerOptions options = transformer_options(name);
  options.vocabulary = vocabulary;
  return options;
}

std::int64_t parameters(const TransformerOptions& options) {
  std::int64_t count = 0;
  const Transformer model(options);
  for (const NamedParameter& p : model.parameters()) count += p.tensor.elements();
  return count;
}

TransformerOptions little() {
  TransformerOptions options;
  options.vocabulary = 7;
  options.width = options.inner = 8;
  options.heads = 2;
  options.encoder_layers = options.decoder_layers = 1;
  return options;
}

}  // namespace

TEST_CASE("transformer: sizes have the known numbers of parameters") {
  CHECK(parameters(sized("transformer-base", 37000)) == 63045632);
  CHECK(parameters(sized("transformer-small", 8000)) == 7568384);
  CHECK(parameters(sized("transformer-mini", 4000)) == 4968448);
  TransformerOptions tiny = sized("transformer-tiny", 8000);
  CHECK(parameters(tiny) == 2342912);
  tiny.projection_bias = true;
  CHECK(parameters(tiny) == 2349056);
  tiny.activation = "swish";
  CHECK(parameters(tiny) == 2349056 + 2048);
  tiny.pre_norm = true;
  CHECK(parameters(tiny) == 2349056 + 2048 + 4 * 128);
}

TEST_CASE("transformer: starts with embeddings of variance 1 / width and Glorot's matrices") {
  const auto model = make_transformer(sized("transformer-tiny", 1000));
  for (const NamedParameter& p : model->parameters()) {
    double squares = 0.0;
    for (const float value : p.tensor.values()) squares += double{value} * double{value};
    const double variance = squares / static_cast<double>(p.tensor.elements());
    if (p.name == "embedding.weight") CHECK(variance * 128.0 == doctest::Approx(1).epsilon(0.05));
    if (p.name.ends_with("linear1.weight")) {
      CHECK(variance == doctest::Approx(2.0 / (128 + 256)).epsilon(0.05));
    }
    if (p.name.ends_with("bias")) CHECK(squares == 0.0);
  }
}

TEST_CASE("transformer: networks that differ in their formula start from the same weights") {
  TransformerOptions options = little();
  const auto relu = make_transformer(options);
  options.activation = "swish";
  const auto swish = make_transformer(options);
  const Sentences source = pad_sentences({{3, 4, 2}}), target = pad_sentences({{1, 5}});
  CHECK(relu->encode(source).shape() == Shape{1, 3, 8});
  for (const NamedParameter& a : relu->parameters()) {
    for (const NamedParameter& b : swish->parameters()) {
      if (a.name != b.name) continue;
      CHECK(std::equal(a.tensor.values().begin(), a.tensor.values().end(),
                       b.tensor.values().begin()));
    }
  }
}

TEST_CASE("transformer: padding changes nothing that is real") {
  const auto model = make_transformer(little());
  model->eval();
  const Tensor alone = model->forward(pad_sentences({{3, 2}}), pad_sentences({{1, 4}}));
  const Tensor padded =
      model->forward(pad_sentences({{3, 2}, {3, 4, 5, 2}}), pad_sentences({{1, 4}, {1, 5, 6}}));
  for (std::int64_t i = 0; i < alone.elements(); ++i) {
    CHECK(alone.data()[i] == doctest::Approx(padded.data()[i]).epsilon(1e-5));
  }
}

TEST_CASE("transformer: the same bits at any number of threads, dropout and all") {
  const int before = threads();
  const Sentences source = pad_sentences({{3, 4, 5, 2}, {6, 2}, {5, 5, 2}});
  const TeacherForcing taught = teacher_forcing(pad_sentences({{1, 5, 6, 2}, {1, 2}, {1, 3, 2}}));
  std::vector<float> expected;
  for (const int count : {1, 2, 3, 7}) {
    set_threads(count);
    const auto model = make_transformer(little());
    backward(token_loss(model->forward(source, taught.input), taught.labels));
    std::vector<float> got;
    for (const NamedParameter& p : model->parameters()) {
      const Tensor gradient = p.tensor.gradient();
      got.insert(got.end(), gradient.data(), gradient.data() + gradient.elements());
    }
    if (expected.empty()) expected = got;
    CHECK(std::ranges::equal(got, expected));
  }
  set_threads(before);
}

TEST_CASE("transformer: a watch sees attention, activation and layers of both stacks") {
  const auto model = make_transformer(little());
  std::string seen_names = ";";
  const Watch watch(*model, [&](const Seen& seen) { seen_names += std::string(seen.name) + ";"; });
  model->forward(pad_sentences({{3, 2}}), pad_sentences({{1, 4}}));
  for (const char* name :
       {";encoder.layers.0.self_attn;", ";encoder.layers.0.act;", ";encoder.layers.0;",
        ";decoder.layers.0.multihead_attn;", ";decoder.layers.0.act;", ";decoder.layers.0;"}) {
    CHECK_MESSAGE(contains(seen_names, name), name);
  }
}

TEST_CASE("transformer: what cannot be is refused") {
  CHECK(contains(usage_error_text([] { transformer_options("transformer-smal"); }),
                 "did you mean 'transformer-small'"));
  CHECK(usage_error_text([] { make_transformer({}); }) ==
        "[transformer] the vocabulary must be at least 1, got 0");
  const auto wrong = [](auto change) {
    return usage_error_text([&] {
      TransformerOptions options = little();
      change(options);
      make_transformer(options);
    });
  };
  CHECK(contains(wrong([](auto& o) { o.heads = 3; }), "heads must divide the width: got 3"));
  CHECK(contains(wrong([](auto& o) { o.dropout = 1.0f; }), "from 0 to below 1, got 1"));
  CHECK(contains(wrong([](auto& o) { o.encoder_layers = -1; }), "encoder layers must be at least"));
  const auto model = make_transformer(little());
  const Sentences one = pad_sentences({{1, 2}}), two = pad_sentences({{1, 2}, {3}});
  CHECK(error_of([&] { model->forward(two, one); }) ==
        "[transformer] 2 sources do not fit 1 targets");
  CHECK(contains(error_of([&] { model->encode(pad_sentences({{7}})); }), "from 0 to 6, got 7"));
}

TEST_CASE("sentences: padded, and cut into input and labels") {
  const Sentences target = pad_sentences({{1, 5, 2}, {1, 3, 4, 2}});
  CHECK(target.tokens.shape() == Shape{2, 4});
  const TeacherForcing taught = teacher_forcing(target);
  const auto list = [](const Indices& i) {
    return std::vector<std::int32_t>(i.values().begin(), i.values().end());
  };
  CHECK(list(taught.input.tokens) == std::vector<std::int32_t>{1, 5, 0, 1, 3, 4});
  CHECK(list(taught.input.lengths) == std::vector<std::int32_t>{2, 3});
  CHECK(list(taught.labels) == std::vector<std::int32_t>{5, 2, 0, 3, 4, 2});
  CHECK(contains(error_of([] { pad_sentences({{}, {}}); }), "at least one token"));
  CHECK(contains(error_of([] { teacher_forcing(pad_sentences({{1}})); }), "[B, 2] or more"));
}

#include <actlab/tasks/translation/translation.h>

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>

#include <actlab/core/base/parallel.h>
#include <actlab/tasks/translation/translation_weights.h>
#include <actlab/training/averaged_weights.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/setup.h>
#include "tests/support/error_text.h"
#include "tests/support/small_corpus.h"

using namespace actlab;
using namespace actlab::tasks;
using namespace actlab::training;
using test::contains;
using test::error_text;
using test::TemporaryFolder;

namespace {

// A run that saves its checkpoint as bytes of a file.
struct TinyTranslation {
  TinyTranslation(const TranslationConfig& config)
      : task(test::open_task(config)),
        optimizer(make_optimizer(config, task.model())),
        averaged(config.average),
        loop(make_loop(config, task, *optimizer)) {
    loop.with(averaged);
  }
  std::string run_to(std::int64_t step, const std::string& file) {
    while (loop.steps_done() < step && loop.step()) {
    }
    Checkpoint checkpoint;
    loop.save(checkpoint);
    checkpoint.write(file);
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  Translation task;
  std::unique_ptr<optim::Optimizer> optimizer;
  AveragedWeights averaged;
  Loop loop;
};

// Three epochs of ten steps.
TranslationConfig thirty_steps(const TemporaryFolder& folder) {
  TranslationConfig config = test::small_translation(folder);
  config.max_steps = 30;
  config.average = 2;
  config.activation = "swish";  // with a parameter for each inner unit
  config.attention_dropout = config.inner_dropout = 0.1;
  return config;
}

}  // namespace

TEST_CASE("translation: a small Transformer learns word by word translation") {
  const TemporaryFolder folder;
  test::write_small_corpus(folder);
  TranslationConfig config = test::small_translation(folder);
  config.max_steps = 800;
  config.epochs = 1000;
  TinyTranslation run(config);
  CHECK(run.loop.run().finished);
  const Measures validation = run.task.evaluate(Part::validation);
  CHECK(require_measure(validation, "bleu") > 70.0);
  CHECK(require_measure(validation, "perplexity") ==
        doctest::Approx(std::exp(require_measure(validation, "loss"))));
  CHECK(contains(run.task.take_examples().at(1), "  right "));
  CHECK(run.task.take_examples().empty());
  CHECK(require_measure(run.task.evaluate(Part::test), "bleu") > 70.0);
  CHECK(contains(run.task.take_examples().at(0), "test: BLEU|nrefs:1|case:mixed|eff:no|tok:13a"));
}

TEST_CASE("translation: cut at any step and resumed, a run ends with the same bits") {
  const TemporaryFolder folder;
  test::write_small_corpus(folder);
  const TranslationConfig config = thirty_steps(folder);
  set_threads(2);
  const std::string whole = TinyTranslation(config).run_to(30, folder.file("whole"));
  for (std::int64_t cut = 0; cut < 30; ++cut) {
    set_threads(cut % 3 == 0 ? 1 : cut % 3 == 1 ? 3 : 7);
    TinyTranslation(config).run_to(cut, folder.file("cut"));
    TinyTranslation second(config);
    second.loop.load(Checkpoint::read(folder.file("cut")));
    CHECK(second.loop.steps_done() == cut);
    const bool same = second.run_to(30, folder.file("end")) == whole;
    CHECK_MESSAGE(same, "cut at ", cut);
  }
  set_threads(2);
}

TEST_CASE("translation: what is judged is the mean of epochs, and training does not notice") {
  const TemporaryFolder folder;
  test::write_small_corpus(folder);
  TranslationConfig config = thirty_steps(folder);
  std::vector<float> after_epochs;
  struct Judge : Listener {
    void after_epoch(Loop& loop, Record&) override {
      seen.push_back(loop.task().model().parameters().front().tensor.values()[0]);
    }
    std::vector<float> seen;
  };
  const auto judged = [&](std::int64_t average) {
    config.average = average;
    TinyTranslation run(config);
    Judge judge;
    run.loop.with(judge);
    const std::string bytes = run.run_to(30, folder.file("run"));
    after_epochs.push_back(run.task.model().parameters().front().tensor.values()[0]);
    return judge.seen;
  };
  const std::vector<float> alone = judged(1), mean = judged(2);
  CHECK(after_epochs.at(0) == after_epochs.at(1));
  REQUIRE(alone.size() == 3);
  CHECK(mean.at(0) == alone.at(0));
  for (const std::size_t i : {1u, 2u}) {
    CHECK(mean.at(i) == doctest::Approx((alone.at(i) + alone.at(i - 1)) / 2).epsilon(1e-6));
  }
}

TEST_CASE("translation: what cannot be learned from is left out and said") {
  const TemporaryFolder folder;
  test::write_small_corpus(folder);
  std::ofstream(folder.file("train.en"), std::ios::app) << "\ndog\n"
                                                        << std::string(100'000, 'x') << '\n';
  std::ofstream(folder.file("train.de"), std::ios::app) << "Hund\n\nHund\n";
  const TranslationConfig config = test::small_translation(folder);
  const TranslationData data = open_translation(config);
  CHECK(data.train.size() == 300);
  REQUIRE(data.notes.size() == 2);
  CHECK(contains(data.notes[0], "train: 2 pairs with an empty side are left out"));
  CHECK(contains(data.notes[1], "1 pairs of more than --longest 50 tokens are left out"));
}

TEST_CASE("translation: a pair longer than a batch counts for BLEU and not for the loss") {
  const TemporaryFolder folder;
  test::write_small_corpus(folder);
  const TranslationConfig config = test::small_translation(folder);
  const auto before = open_translation(config);
  std::ofstream(folder.file("val.en"), std::ios::app) << std::string(1000, 'x') << '\n';
  std::ofstream(folder.file("val.de"), std::ios::app) << "Hund\n";
  const auto data = open_translation(config);
  CHECK(data.validation.sets.front().size() == 21);
  CHECK(data.validation.pairs.size() == before.validation.pairs.size());
  REQUIRE(data.notes.size() == 1);
  CHECK(contains(data.notes[0],
                 "val: 1 pairs of more than 300 tokens, a whole batch, count for BLEU and not for "
                 "the loss; the longest has "));
  CHECK(find_measure(test::open_task(config).evaluate(Part::validation), "bleu"));
  std::ofstream(folder.file("val.en")) << std::string(1000, 'x') << '\n';
  std::ofstream(folder.file("val.de")) << "Hund\n";
  CHECK(contains(error_text([&] { open_translation(config); }),
                 "val: every pair has more than 300 tokens, a whole batch; raise --batch-size"));
}

TEST_CASE("translation: nothing to validate by and to test on is a choice") {
  const TemporaryFolder folder;
  test::write_small_corpus(folder);
  std::filesystem::remove(folder.file("test.en"));
  TranslationConfig config = test::small_translation(folder);
  const auto refusal = [&] { return error_text([&] { open_translation(config); }); };
  CHECK(contains(refusal(), "in that folder: train, val; name some with --test; none: no test"));
  config.test = "none";
  CHECK(open_translation(config).test.sets.empty());
  config.validation_part = "dev";
  CHECK(contains(refusal(), "name one with --validation; none: no validation"));
  config.validation_part = "none";
  Translation task = test::open_task(config);
  CHECK(task.slices(Part::validation) == 0);
  CHECK_FALSE(task.tests_each_epoch());  // what is tested chooses no weights
}

TEST_CASE("translation: weights of another vocabulary are no start") {
  const TemporaryFolder folder;
  test::write_small_corpus(folder);
  TranslationConfig config = test::small_translation(folder);
  Translation task = test::open_task(config);
  config.init = folder.file("start.safetensors");
  save_weights(config.init, task.model(), task.description());
  CHECK_NOTHROW(test::open_task(config));
  Metadata other = task.description();
  other["vocabulary"] = "300 tokens, 123";
  save_weights(config.init, task.model(), other);
  const std::string refusal = error_text([&] { test::open_task(config); });
  CHECK(contains(refusal, "was learned with another vocabulary (300 tokens, 123)"));
  CHECK(contains(refusal, "--subwords"));
  save_weights(config.init, task.model(), {});  // says nothing of it
  CHECK_NOTHROW(test::open_task(config));
}

TEST_CASE("translation: bad files and settings are refused with what to do") {
  const TemporaryFolder folder;
  test::write_small_corpus(folder);
  TranslationConfig config = test::small_translation(folder);
  const auto refusal = [&] { return error_text([&] { open_translation(config); }); };
  std::ofstream(folder.file("val.en"), std::ios::app) << "one more\n";
  CHECK(contains(refusal(), "val.en has 21 lines, "));
  std::ofstream(folder.file("val.de"), std::ios::app) << "a \xff b\n";
  CHECK(contains(refusal(), "val.de line 21, byte 3: not UTF-8 text"));
  config.validation_part = "dev";
  CHECK(contains(refusal(), "pairs of en and de in that folder: test, train, val"));
  config.data = "nowhere-at-all";
  CHECK(contains(refusal(), "./run data multi30k"));
  config.longest = 400;
  CHECK(contains(test::usage_error_text([&] { check(config); }),
                 "--longest 400 tokens, more than a batch of --batch-size 300"));
  config.longest = 50;
  config.heads = 5;
  CHECK(contains(test::usage_error_text([&] { check(config); }), "got 5 heads for 32"));
  config.model = "transformer-smal";
  CHECK(contains(test::usage_error_text([&] { check(config); }), "did you mean"));
}

TEST_CASE("translator: what a line becomes depends on no other line") {
  const TemporaryFolder folder;
  test::write_small_corpus(folder);
  TranslationConfig config = test::small_translation(folder);
  config.max_steps = 30;
  TinyTranslation run(config);
  run.loop.run();
  const datasets::SentencePairs pairs = datasets::open_pairs(config.data, "test", {});
  std::vector<std::string> lines = pairs.source;
  lines.insert(lines.begin() + 3,
               {"", "  ", "never seen: \xe6\x97\xa5", "dog " + std::string(500, 'z')});
  const datasets::Subwords subwords = open_translation(config).subwords;
  const auto translated = [&](std::int64_t batch_tokens, std::int64_t beams) {
    TranslatorOptions options{.beams = beams, .longest = 40, .batch_tokens = batch_tokens};
    return Translator(run.task.transformer(), subwords, options).translate(lines);
  };
  for (const std::int64_t beams : {1, 4}) {
    const std::vector<std::string> alone = translated(1, beams);
    CHECK(alone.size() == lines.size());
    CHECK(alone.at(3).empty());
    CHECK(alone.at(4).empty());
    CHECK(translated(100, beams) == alone);
    CHECK(translated(10'000, beams) == alone);
  }
  CHECK(run.task.model().training());
}

TEST_CASE("translator: asked to stop, it gives what it has") {
  const TemporaryFolder folder;
  test::write_small_corpus(folder);
  const TranslationConfig config = test::small_translation(folder);
  Translation task = test::open_task(config);
  const datasets::Subwords subwords = open_translation(config).subwords;
  Translator translator(task.transformer(), subwords, {.batch_tokens = 1});
  int searches = 0;
  const auto lines =
      translator.translate({"two big dog", "dog", "", "two dog"}, [&] { return ++searches <= 2; });
  REQUIRE(lines.size() == 4);
  CHECK_FALSE(lines[0].has_value());
  CHECK(lines[1].has_value());
  CHECK(lines[2] == "");
  CHECK(lines[3].has_value());
}

TEST_CASE("translator: a network that says nothing but ends of lines makes one line") {
  const TemporaryFolder folder;
  test::write_small_corpus(folder);
  const TranslationConfig config = test::small_translation(folder);
  Translation task = test::open_task(config);
  const std::int32_t newline = datasets::kFirstByte + '\n';
  for (NamedParameter& p : task.model().parameters()) {  // the last y is 1 everywhere
    if (p.name.ends_with("norm3.weight")) p.tensor.copy_from(Tensor::zeros(p.tensor.shape()));
    if (p.name.ends_with("norm3.bias")) p.tensor.copy_from(Tensor::ones(p.tensor.shape()));
    if (p.tensor.rank() != 2 || !p.name.ends_with("embedding.weight")) continue;
    const std::int64_t width = p.tensor.size(1);
    p.tensor.copy_from(Tensor::zeros(p.tensor.shape()));
    std::fill_n(p.tensor.data() + newline * width, width, 1.0f);
  }
  const datasets::Subwords subwords = open_translation(config).subwords;
  const auto lines = Translator(task.transformer(), subwords, {}).translate({"two dog"});
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].size() > 10);
  CHECK(lines[0] == std::string(lines[0].size(), ' '));
}

TEST_CASE("translation: weights find their vocabulary, and no other") {
  const TemporaryFolder folder;
  test::write_small_corpus(folder);
  const TranslationConfig config = test::small_translation(folder);
  Translation task = test::open_task(config);
  const std::string run = folder.path().string();
  const auto refusal = [&](const std::string& vocabulary = "") {
    return error_text([&] { open_stored_translation(run, vocabulary); });
  };
  CHECK(contains(refusal(), "holds no best.safetensors yet"));
  save_weights(run + "/best.safetensors", task.model(), task.description());
  CHECK(contains(refusal(), "there is no vocabulary " + run + "/vocabulary.txt"));
  task.keep(run);
  const StoredTranslation stored = open_stored_translation(run, "");
  CHECK(stored.model->parameters().front().tensor.values()[5] ==
        task.model().parameters().front().tensor.values()[5]);
  datasets::Subwords::learn({"other text other text"}, 260).save(run + "/other.txt");
  CHECK(contains(refusal(run + "/other.txt"), "is another vocabulary (260 tokens, "));
  save_weights(run + "/best.safetensors", task.model(), {});
  CHECK(contains(refusal(), "does not state its vocabulary"));
}

TEST_CASE("translation: calls and pairs that cannot be are sentences") {
  const TemporaryFolder folder;
  test::write_small_corpus(folder);
  const TranslationConfig config = test::small_translation(folder);
  const TranslationData good = open_translation(config);
  Translation task(config, std::make_shared<const TranslationData>(good));
  CHECK(error_text([&] { task.forward(); }) ==
        "[translation] there is no batch yet: next() takes one, then forward()");
  CHECK(contains(error_text([&] { task.forward_items(Part::train, {-1}); }), "has no item -1"));
  CHECK(contains(error_text([&] { task.forward_slice(Part::test, 99); }), "has no slice 99"));
  CHECK(contains(error_text([&] { task.sequences(Part::test, 999999); }), "no item 999999"));
  const auto why = [&](const auto& spoil) {
    TranslationData data = good;
    spoil(data);
    return test::usage_error_text(
        [&] { Translation of(config, std::make_shared<const TranslationData>(std::move(data))); });
  };
  CHECK(test::usage_error_text([&] { Translation of(config, nullptr); }) ==
        "[translation] a task needs sentence pairs, got none");
  CHECK(contains(why([](auto& data) { data.train.goal.pop_back(); }), "goals are no pairs"));
  CHECK(contains(why([](auto& data) { data.test.pairs.goal[1] = {1}; }),
                 "the test part: goal 1 has 1 tokens; with its marks it has 2 or more"));
  CHECK(contains(why([](auto& data) { data.train.source[0] = {1 << 20}; }),
                 "the train part: source 0 has the token 1048576; the vocabulary has 0 to"));
  CHECK(contains(why([](auto& data) { data.validation.slices = {{-3}}; }), "names the pair -3"));
  CHECK(contains(why([](auto& data) { data.train = {}, data.train_slices = {}; }),
                 "there are no pairs to learn from"));
}

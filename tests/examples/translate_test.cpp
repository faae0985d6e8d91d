// ./run train --task translation and ./run translate, as a person runs them.
#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include <actlab/core/io/json.h>
#include "tests/examples/program_run.h"
#include "tests/support/small_corpus.h"

using namespace actlab;
using namespace actlab::test;

namespace {

const std::string kSmall =
    " --width 32 --inner 64 --heads 2 --encoder-layers 1 --decoder-layers 1 --vocabulary 300 "
    "--batch-size 300 --longest 50 --test test --warmup-steps 50 --lr 0.005 ";

// A run of 30 steps, made once.
const std::string& trained() {
  static const Folder folder;
  static const std::string run_folder = [] {
    write_small_corpus(folder.own);
    const Run result = run("train --task translation --data " + folder.path.string() + kSmall +
                           "--max-steps 30 --examples 1 --output " + folder / "run");
    REQUIRE_MESSAGE(result.code == 0, result.output);
    CHECK(contains(result, "  right "));
    CHECK(contains(result, "test: test: BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp = "));
    CHECK(contains(result, "drawn: test.de"));
    CHECK(contains(result, "result: 30 steps, test bleu "));
    return folder / "run";
  }();
  return run_folder;
}

std::string translate(const std::string& input, const std::string& flags = "") {
  return "printf '" + input + "' | " ACTLAB_PROGRAMS "/translate --weights " + trained() + " " +
         flags;
}

std::ptrdiff_t lines_in(const std::string& text) { return std::ranges::count(text, '\n'); }

}  // namespace

TEST_CASE("translation: a run leaves its vocabulary, its translations and its result") {
  const std::string& run_folder = trained();
  CHECK(read(run_folder + "/vocabulary.txt").size() > 100);
  CHECK(lines_in(read(run_folder + "/test.de")) == 20);
  const Json json = parse_json(read(run_folder + "/result.json"), "result.json");
  CHECK(json["measure"] == "bleu");
  CHECK(json["part"] == "test");
  CHECK(json["measures"]["bleu"] == json["value"]);
  CHECK(json["measures"].contains("perplexity"));
  CHECK(read(run_folder + "/epochs.csv").find("validation_bleu") != std::string::npos);
  const Run again = run("train --resume " + run_folder + " --max-steps 31");
  CHECK(again.code == 0);
  CHECK(contains(again, "result: 31 steps, test bleu "));
}

TEST_CASE("translation: killed in the middle and resumed, a run ends with the same files") {
  const Folder folder;
  write_small_corpus(folder.own);
  const auto train = [&](const std::string& name) {
    return "train --task translation --data " + folder.path.string() + kSmall +
           "--epochs 30 --average 2 --checkpoint-every 7 --examples 0 --output " + folder / name;
  };
  REQUIRE(run(train("whole")).code == 0);
  const Run killed = run_until(train("killed"), "epoch 2:", "", SIGKILL);
  CHECK(killed.code == -1);
  CHECK_FALSE(contains(killed, "result: "));
  const Run resumed = run("train --resume " + folder / "killed");
  REQUIRE_MESSAGE(resumed.code == 0, resumed.output);
  for (const std::string file : {"best.safetensors", "test.de", "vocabulary.txt"}) {
    const std::string whole = read(folder / ("whole/" + file));
    CHECK_MESSAGE(!whole.empty(), file);
    CHECK_MESSAGE(read(folder / ("killed/" + file)) == whole, file);
  }
}

TEST_CASE("translate: one line out for a line in, and nothing else") {
  const Run three = run_in_shell(translate("two big dog\\n\\nthe cat\\r\\n", "2>/dev/null"));
  CHECK(three.code == 0);
  CHECK(lines_in(three.output) == 3);
  CHECK(three.output.find("\n\n") != std::string::npos);
  CHECK(lines_in(run_in_shell(translate("no line end")).output) == 1);
  const Run empty = run_in_shell(translate(""));
  CHECK(empty.code == 0);
  CHECK(empty.output.empty());
  const Run one_by_one = run_in_shell(translate("two big dog\\n\\nthe cat\\n", "--lines 1"));
  CHECK(one_by_one.output == three.output);
}

TEST_CASE("translate: weights of a run that dropped in more places are read") {
  const Folder folder;
  write_small_corpus(folder.own);
  const std::string out = folder / "run";
  REQUIRE(run("train --task translation --data " + folder.path.string() + kSmall +
              "--max-steps 3 --attention-dropout 0.2 --inner-dropout 0.2 --output " + out)
              .code == 0);
  CHECK(run("translate --weights " + out + " < " + folder / "test.en").code == 0);
}

TEST_CASE("translate: very long lines and letters never seen are translated all the same") {
  const Run strange = run_in_shell(translate("\\346\\227\\245 q\\n"));
  CHECK(strange.code == 0);
  CHECK(lines_in(strange.output) == 1);
  const Run long_line = run_in_shell("head -c 3000 /dev/zero | tr '\\0' x | " ACTLAB_PROGRAMS
                                     "/translate --beams 1 --weights " +
                                     trained());
  CHECK(long_line.code == 0);
  CHECK(contains(long_line, "note: line 1 is longer than --longest; translated in "));
}

TEST_CASE("translate: what is no text is named, and what stood before it is translated") {
  const Run bad = run_in_shell(translate("dog\\ncat\\nca\\377t\\ndog\\n"));
  CHECK(bad.code == 1);
  CHECK(contains(bad, "[translate] line 3, byte 3: not UTF-8 text"));
  CHECK(lines_in(bad.output) == 3);  // two translations and the error
  const Run unreadable = run_in_shell(ACTLAB_PROGRAMS "/translate --weights " + trained() + " < /");
  CHECK(unreadable.code == 1);
  CHECK(contains(unreadable, "[translate] standard input cannot be read"));
}

TEST_CASE("translation: without validation the last weights are those of every file") {
  const Folder folder;
  write_small_corpus(folder.own);
  const std::string run_folder = folder / "run";
  const Run trained_so = run("train --task translation --data " + folder.path.string() + kSmall +
                             "--validation none --max-steps 40 --average 1 --output " + run_folder);
  CHECK(trained_so.code == 0);
  CHECK(contains(trained_so, "result: 40 steps, test bleu "));
  const Json result = parse_json(read(run_folder + "/result.json"), "result.json");
  const Run judged = run("evaluate --weights " + run_folder + "/best.safetensors");
  const std::string last = judged.output.substr(judged.output.rfind('{'));
  CHECK(parse_json(last, "evaluate")["bleu"] == result["value"]);
}

TEST_CASE("translate: an interrupt keeps what is done, a closed pipe ends it") {
  const Folder folder;
  std::ofstream many(folder / "many");
  for (int i = 0; i < 20'000; ++i) many << "the big dog sees two red cat\n";
  many.close();
  const std::string program =
      "translate --lines 8 --weights " + trained() + " < " + folder / "many";
  const Run cut = run_until(program, "\n");
  CHECK(cut.code == 130);
  CHECK(lines_in(cut.output) >= 8);
  CHECK(lines_in(cut.output) < 20'000);
  CHECK(cut.output.ends_with("\n"));
  const Run closed = run_in_shell(ACTLAB_PROGRAMS "/" + program + " | head -n 2");
  CHECK(lines_in(closed.output) == 2);
}

TEST_CASE("translate: weights of another task or without a vocabulary are refused") {
  const Folder folder;
  CHECK(run("train --task points --quiet --max-steps 2 --output " + folder / "points").code == 0);
  const Run other = run("translate --weights " + folder / "points" + " < /dev/null");
  CHECK(other.code == 2);
  CHECK(contains(other, "does not state its vocabulary"));
  std::filesystem::copy_file(trained() + "/best.safetensors", folder / "alone.safetensors");
  const std::string alone = "translate --weights " + folder / "alone.safetensors";
  CHECK(contains(run(alone + " < /dev/null"), "name the vocabulary.txt of the run"));
  CHECK(run(alone + " --vocabulary " + trained() + "/vocabulary.txt < /dev/null").code == 0);
  const Run nothing = run("translate --weights " + folder / "none" + " < /dev/null");
  CHECK(nothing.code == 2);
  CHECK(contains(nothing, "/none; name the folder of a run with --weights, or train one: ./run "));
}

TEST_CASE("train: --max-minutes ends a run as if all its steps were made") {
  const Folder folder;
  const std::string out = folder / "run";
  const Run result = run("train --task points --max-minutes 0 --output " + out);
  CHECK(result.code == 0);
  CHECK(contains(result, "result: 1 steps, test accuracy "));
  CHECK(contains(run("train --max-minutes 100 --max-steps 3 --resume " + out), "result: 3 steps"));
  CHECK(contains(run("train --max-minutes -1"), "--max-minutes must be from 0"));
}

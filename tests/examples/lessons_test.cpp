#include "tests/examples/program_run.h"

using namespace actlab::test;

TEST_CASE("depth draws a picture and ends in a sentence") {
  const Folder folder;
  const Run drawn = run("depth --depth 6 --width 32 --examples 32 --output " + (folder / "d.svg"));
  CHECK(drawn.code == 0);
  CHECK(contains(drawn, "relu, 6 layers: the gradient reaches the first layer steadiest in"));
  CHECK(std::filesystem::file_size(folder / "d.svg") > 2000);
  const Run wrong = run("depth --activation rellu --output " + (folder / "e.svg"));
  CHECK(wrong.code == 2);
  CHECK(contains(wrong, "did you mean 'relu'"));
  CHECK(!std::filesystem::exists(folder / "e.svg"));
}

TEST_CASE("stability tells cells that train from those that diverge") {
  const Folder folder;
  const std::string options =
      "stability --activations relu,swish1 --lrs 0.1,1000 --seeds 1 "
      "--steps 60 --data moons --output ";
  const Run measured = run(options + (folder / "s.svg"));
  CHECK(measured.code == 0);
  CHECK(contains(measured, "batch norm no-scale"));
  CHECK(contains(measured, "batch norm on: relu at 0.1, swish1 at 0.1"));
  CHECK(contains(measured, "     -"));
  CHECK(run("stability --activations rellu").code == 2);
  CHECK(run("stability --activations 'max(x, 0)' --lrs 0.1 --seeds 1 --steps 2 --output " +
            (folder / "s.svg"))
            .code == 0);
  CHECK(run("stability --data nothing --seeds 1").code == 2);
}

TEST_CASE("Lists that name one thing twice are refused, and so are empty ones") {
  const Run stability = run("stability --activations relu,relu --steps 2");
  CHECK(stability.code == 2);
  CHECK(contains(stability, "[stability] --activations has relu twice; name each once"));
  CHECK(contains(run("stability --lrs 0.1,1,0.1 --steps 2"), "[stability] --lrs has 0.1 twice"));
  CHECK(contains(run("stability --activations '0 * x'"), "passes no signal on\n"));
  CHECK(contains(run("explain relu swish relu"), "[explain] the list has relu twice"));
  CHECK(contains(run("figure 4 --beta 1,2,1"), "[figure] --beta has 1 twice"));
  CHECK(contains(run("figure 8 a a"), "[figure] the list of runs has a twice"));
  const Run grid = run("study grid --activations ''");
  CHECK(grid.code == 2);
  CHECK(contains(grid, "[config] --activations is empty; give it a value, or leave it out"));
  CHECK(contains(run("study grid --data ''"), "--data is empty"));
  CHECK(contains(run("study grid --models resnet8,resnet8"), "[grid] --models has resnet8 twice"));
  CHECK(contains(run("study cost --activations ''"), "--activations is empty"));
  CHECK(contains(run("study grid --activations relu,relu"), "[grid] --activations has relu twice"));
}

TEST_CASE("twins takes the flags of train, and finds nothing between equals") {
  const Folder folder;
  const std::string options = " --task points --data moons --count 100 --max-steps 3 --picture ";
  const Run equal = run("twins --activations gelu,gelu" + options + (folder / "t.svg"));
  CHECK(equal.code == 0);
  CHECK(contains(equal, "gelu and gelu are the same to the last bit at every look of 4."));
  const Run two = run("twins --activations relu,tanh" + options + (folder / "t.svg"));
  CHECK(contains(two, "relu and tanh part at step 0 in layers.0.act (f)"));
  const Run bare = run("twins --activations 'max(x, 0.1 * x),relu'" + options + (folder / "t.svg"));
  CHECK(contains(bare, "max(x, 0.1 * x) and relu part at step 0 in layers.0.act (f)"));
  const Run one = run("twins --activations relu" + options + (folder / "u.svg"));
  CHECK(one.code == 2);
  CHECK(contains(one, "[twins] --activations takes two, got 1: relu"));
  CHECK(run("twins --activations relu,rellu" + options + (folder / "u.svg")).code == 2);
}

TEST_CASE("twins says which of the two diverges, and has no flag that would be ignored") {
  const Folder folder;
  const std::string picture =
      " --task points --count 100 --max-steps 5 --picture " + (folder / "t");
  const Run bad = run("twins --activations 'relu,log(x)'" + picture);
  CHECK(contains(bad, "relu and log(x): log(x) diverges at step 0 (first in layers.0.act)"));
  CHECK(!contains(bad, "-nan"));
  const Run wild = run("twins --activations relu,swish --optimizer sgd --lr 1e6" + picture);
  CHECK(contains(wild, "the last look at which both are finite"));
  CHECK(contains(wild, " at step 2 (first in "));
  const Run help = run("twins --task translation --help");
  for (const char* flag : {"--output x", "--probe every=1", "--resume x", "--print-config",
                           "--keep all", "--average 2", "--memory-report", "--quiet"}) {
    CAPTURE(flag);
    const Run ignored = run("twins " + std::string(flag) + picture);
    CHECK(ignored.code == 2);
    CHECK(contains(ignored, "; ./run train has it, this program has no use for it"));
    const std::string name = flag;
    CHECK(!contains(help, "\n  " + name.substr(0, name.find(' ')) + " "));
  }
  const Run activation = run("twins --activation gelu" + picture);
  CHECK(activation.code == 2);
  CHECK(contains(activation, "did you mean '--activations'"));
}

TEST_CASE("swap goes on from a kept epoch with another activation") {
  const Folder folder;
  const std::string a = folder / "a", picture = " --picture " + (folder / "s.svg");
  CHECK(run("train --task points --data moons --count 100 --batch-size 50 --epochs 3 --keep all "
            "--activation relu --quiet --output " +
            a)
            .code == 0);
  const Run swapped = run("swap --from " + a + " --epoch 1 --activation tanh" + picture);
  CHECK(swapped.code == 0);
  CHECK(contains(swapped, "From relu to tanh: at once the loss of the same examples goes from"));
  CHECK(run("swap --from " + a + " --activation tanh" + picture).code == 0);
  CHECK(contains(run("swap --from " + a + " --epoch 9" + picture), "train with --keep all"));
  CHECK(run("swap --from " + (folder / "none") + picture).code == 2);
  const Run same = run("swap --from " + a + " --activation relu --steps 5" + picture);
  CHECK(contains(same, "in 5 steps it never leaves where relu would have brought it."));
  const Run past = run("swap --from " + a + " --epoch -1" + picture);
  CHECK(past.code == 2);
  CHECK(contains(past, "--epoch: Value -1 not in range"));
  CHECK(contains(run("swap --from " + a + " --activation ''" + picture), "--activation is empty"));
  CHECK(run("swap --from " + a + " --activation '0 * x'" + picture).code == 2);
  const Run over = run("swap --from " + a + " --steps 1 --picture " + a + "/config.json");
  CHECK(over.code == 2);
  CHECK(contains(over, "config.json is a file of the run "));
}

TEST_CASE("swap of a run that diverges says so") {
  const Folder folder;
  const std::string a = folder / "a";
  CHECK(
      run("train --task points --count 100 --max-steps 3 --quiet --activation 'log(x)' --output " +
          a)
          .code == 1);
  const Run swapped =
      run("swap --from " + a + " --activation relu --steps 4 --picture " + (folder / "s"));
  CHECK(contains(swapped,
                 "From log(x) to relu: the loss of the same examples is not finite without"));
  CHECK(contains(swapped, "; the run without the swap diverges after 0 steps."));
}

TEST_CASE("precision says where its traces and its data are missing") {
  const Folder folder;
  const std::string traces = "precision --traces ";
  CHECK(run(traces + (folder / "none")).code == 1);
  std::filesystem::create_directory(folder / "empty");
  const Run without_data = run(traces + ACTLAB_SOURCE_DIR + "/examples/precision --data-dir " +
                               (folder / "empty") + " --output " + (folder / "p.svg"));
  CHECK(without_data.code == 1);
  CHECK(contains(without_data, "./run data cifar10"));
}

TEST_CASE("precision names the file and line of a trace that is not whole") {
  const Folder folder;
  const std::string file = folder / "resnet20_traces.jsonl";
  const auto refused = [&](const std::string& content, const std::string& sentence) {
    std::ofstream(file) << content;
    const Run result = run("precision --traces " + folder.path.string());
    CAPTURE(result.output);
    CHECK(result.code == 1);
    CHECK(contains(result, sentence));
  };
  const std::string stored =
      read(std::string(ACTLAB_SOURCE_DIR) + "/examples/precision/resnet20_traces.jsonl");
  const std::string first = stored.substr(0, stored.find('\n') + 1);
  refused("", file + " is empty; a line of it is a run");
  refused(first.substr(0, 200), file + " line 1");
  refused(first + "garbage\n", file + " line 2");
  refused("[]\n", file + " line 1: \"activation\" should be a text");
  refused(first + R"({"activation": "relu", "optimizer": 3})", "line 2: \"optimizer\" should be");
  for (const char* losses : {"[]", "[1, 2]", "7", "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]"}) {
    refused(R"({"activation": "relu", "optimizer": "sgd", "lr": 1, "losses": )" +
                std::string(losses) + "}",
            "line 1: \"losses\" should be a list of 20 numbers above 0");
  }
}

TEST_CASE("backprop writes a page for any function") {
  const Folder folder;
  const Run written = run("backprop --activation relu --output " + (folder / "b.html"));
  CHECK(written.code == 0);
  CHECK(contains(written, "relu: the smallest slope in the first layer is"));
  CHECK(std::filesystem::file_size(folder / "b.html") > 100'000);
  for (const char* bad : {"--width 99", "--lr nan", "--input nan,1", "--activation 'log(x)'"}) {
    CHECK(run("backprop " + std::string(bad) + " --output " + (folder / "c.html")).code == 2);
  }
  CHECK(!std::filesystem::exists(folder / "c.html"));
}

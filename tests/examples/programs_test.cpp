// The programs as a person runs them: what they print, the files they write, their exit codes.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/examples/program_run.h"

namespace fs = std::filesystem;
using namespace actlab::test;

TEST_CASE("explain: swish is described and drawn at three values of beta") {
  const Folder folder;
  const Run result = run("explain swish --output " + folder / "swish.svg");
  CHECK(result.code == 0);
  CHECK(contains(result, "minimum       -0.278465 at x = -1.27846"));
  CHECK(contains(result, "starts at 1, one a channel"));
  CHECK(contains(result, "f' agrees with differences of f at 1601 points"));
  const std::string svg = read(folder / "swish.svg");
  for (const char* label : {"beta = 0.1<", "beta = 1<", "beta = 10<"}) {
    CHECK(svg.find(label) != std::string::npos);
  }
}

TEST_CASE("explain: several functions stand in one picture") {
  const Folder folder;
  const Run result = run("explain relu swish sine --output " + folder / "three.svg");
  CHECK(result.code == 0);
  CHECK(contains(result, "oscillates between -1 and 1"));
  const std::string svg = read(folder / "three.svg");
  for (const char* label : {">relu<", ">swish<", ">sine<"}) {
    CHECK(svg.find(label) != std::string::npos);
  }
  CHECK(run("explain relu swish --parameter beta=2").code == 2);
}

TEST_CASE("explain: a curve is broken where it jumps") {
  const Folder folder;
  const auto lines = [&](const std::string& formula) {
    REQUIRE(run("explain '" + formula + "' --output " + folder / "a.svg").code == 0);
    const std::string svg = read(folder / "a.svg");
    int count = 0;
    for (auto at = svg.find("<path"); at != svg.npos; at = svg.find("<path", at + 1)) ++count;
    return count;
  };
  CHECK(lines("max(x, 0)") == 1 + 2);
  CHECK(lines("tanh(x)") == 1 + 1);
  CHECK(lines("where(x > 1, x, 0)") == 2 + 2);
  CHECK(lines("elu") == 1 + 1);
  CHECK(lines("xielu") == 3 + 3 + 3);  // three values of p; its slope leaves 0.5 for a millionth
}

TEST_CASE("train: a formula without x is refused") {
  const Run result = run("train --activation 'X * sigmoid(X)' --data shapes");
  CHECK(result.code == 2);
  CHECK(contains(result, "did you mean 'x'?"));
}

TEST_CASE("explain: a function without values is described") {
  const Folder folder;
  const Run result = run("explain 'sqrt(x)' --output " + folder / "root.svg");
  CHECK(result.code == 0);
  CHECK(contains(result, "not defined   for x < 0"));
}

TEST_CASE("explain: where a value is lost on the way is told") {
  const Folder folder;
  const Run lost = run("explain 'x^3 / (1 + x^2)' --output " + folder / "f.svg");
  CHECK(contains(lost, "beyond        f(7.147e12) is inf in float32, 7.147e12 in double; f'("));
  const Run whole = run("explain 'x / sqrt(1 + x^2)' --output " + folder / "f.svg");
  CHECK(contains(whole, "beyond        no value is lost up to |x| = 1e36"));
}

TEST_CASE("explain: parameters are set by name") {
  const Folder folder;
  const std::string output = " --output " + folder / "a.svg";
  CHECK(contains(run("explain swish --parameter beta=0" + output), "f -> the line 0.5 x"));
  const Run wrong = run("explain swish --parameter alpha=1" + output);
  CHECK(wrong.code == 2);
  CHECK(contains(wrong, "does not set a parameter of swish (it has: beta)"));
  CHECK(run("explain swish --parameter beta=x" + output).code == 2);
}

TEST_CASE("explain: a typo is named with its place and a suggestion") {
  const Run result = run("explain 'x * sigmod(x)'");
  CHECK(result.code == 2);
  CHECK(contains(result, "unknown function 'sigmod' at column 5; did you mean 'sigmoid'?"));
}

TEST_CASE("explain: a picture that cannot be written is an error and no usage error") {
  const Run result = run("explain relu --output /nonexistent/folder/relu.svg");
  CHECK(result.code == 1);
  CHECK(contains(result, "/nonexistent/folder"));
}

TEST_CASE("activations: the catalog is a table and can be filtered") {
  CHECK(contains(run("activations"), "Hendrycks & Gimpel 2016, 1606.08415"));
  CHECK(contains(run("activations --markdown"), "| relu | `max(x, 0)` |"));
  CHECK_FALSE(contains(run("activations --filter sigmoid"), "hardtanh"));
  CHECK(run("activations --filter nosuchthing").code == 2);
}

TEST_CASE("train: a flag that would have no effect is refused with whose it is") {
  const Run momentum = run("train --optimizer adam --momentum 0.5");
  CHECK(momentum.code == 2);
  CHECK(contains(momentum,
                 "--momentum belongs to sgd, rmsprop, rmsprop-tf; the settings of adam: "
                 "--beta1, --beta2, --epsilon"));
  const Run steps = run("train --lr-steps 10,20");
  CHECK(steps.code == 2);
  CHECK(contains(steps, "--lr-steps belongs to --schedule steps, not to cosine"));
}

TEST_CASE("train: typos are told before any data is read") {
  const Run formula = run("train --data cifar10 --data-dir /nonexistent --activation 'sigmod(x)'");
  CHECK(formula.code == 2);
  CHECK(contains(formula, "did you mean 'sigmoid'?"));
  const Run model = run("train --data cifar10 --data-dir /nonexistent --model resnet21");
  CHECK(model.code == 2);
  CHECK(contains(model, "unknown model 'resnet21'"));
}

TEST_CASE("train: an interrupted run is saved and continues to its end") {
  const Folder folder;
  const std::string out = folder / "run";
  const std::string common = "train --model resnet8 --batch-size 8 --evaluate off --log-every 1 ";
  const Run stopped = run(
      common + "--max-steps 1000000 --output " + out + " & pid=$!; while ! grep -qs step " + out +
      "/metrics.jsonl && kill -0 $pid; do sleep 0.1; done; " + "kill -INT $pid; wait $pid");
  CHECK(stopped.code == 130);
  CHECK(contains(stopped, "continue with: ./run train --resume " + out));
  const Run backwards = run("train --resume " + out + " --max-steps 1 --lr 0.5");
  const std::size_t at = stopped.output.find("interrupted: ");
  const std::string steps = std::to_string(std::stoll(stopped.output.substr(at + 13)));
  if (steps != "1") {
    CHECK(backwards.code == 2);
    CHECK(contains(backwards, "has made " + steps + " steps and cannot end at 1"));
  }
  const Run again = run("train --resume " + out + " --max-steps " + steps);
  CHECK(again.code == 0);
  CHECK(contains(again, "changed: max-steps: 1000000 -> " + steps + "\n"));
  CHECK(contains(again, "result: " + steps + " steps, train accuracy "));
}

TEST_CASE("activations: the table in the README is what the program prints") {
  const Run result = run("activations --markdown");
  CHECK(result.code == 0);
  CHECK(read(ACTLAB_SOURCE_DIR "/README.md").find("\n\n" + result.output + "\n") !=
        std::string::npos);
}

TEST_CASE("train: an instruction set that is not there is a usage error with the choices") {
  const Run result = run("train", "ACTLAB_ISA=nonsense ");
  CHECK(result.code == 2);
  CHECK(contains(result,
                 "[isa] ACTLAB_ISA=nonsense cannot be used here; this machine has: portable"));
}

TEST_CASE("train: says what computes and where memory and time went") {
  const Folder folder;
  const std::string output = folder / "run";
  const Run result =
      run("train --max-steps 2 --batch-size 8 --evaluate off --threads 2 --quiet "
          "--memory-report --activation relu --output " +
          output);
  REQUIRE(result.code == 0);
  CHECK(contains(result, "threads: 2\n"));
  CHECK(contains(result, "OpenBLAS core "));
  CHECK(contains(result, " of a step waits for data\n"));
  CHECK(contains(result, "process beyond idle"));
  CHECK(read(output + "/memory.json").find("\"optimizer state\": ") != std::string::npos);
  CHECK(read(output + "/config.json").find("\"blas_core\": ") != std::string::npos);
}

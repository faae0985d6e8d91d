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
  CHECK(run("stability --data nothing --seeds 1").code == 2);
}

#include "tests/examples/program_run.h"

using namespace actlab::test;

TEST_CASE("bleu prints the score with its signature, and refuses unequal files") {
  const Folder folder;
  std::ofstream(folder / "right") << "Zwei junge Männer stehen im Freien.\nEin Hund.\n";
  std::ofstream(folder / "own") << "Zwei junge Männer stehen im Freien.\nEin Hund.\n";
  std::ofstream(folder / "short") << "Ein Hund.\n";
  const Run scored = run("bleu --reference " + (folder / "right") + " < " + (folder / "own"));
  CHECK(scored.code == 0);
  CHECK(contains(scored, "BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp = 100.00 100.0/100.0"));
  const Run unequal =
      run("bleu --reference " + (folder / "right") + " --input " + (folder / "short"));
  CHECK(unequal.code == 2);
  CHECK(contains(unequal, "1 translations, but 2 references"));
  CHECK(
      contains(run("bleu --reference " + (folder / "right") + " < /dev/null"), "no translations"));
}

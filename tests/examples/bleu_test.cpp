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
  const Run two = run("bleu --reference " + (folder / "right") + " " + (folder / "own"));
  CHECK(two.code == 2);  // a file of translations is no second reference
  CHECK(contains(two, "not expected: "));
  std::ofstream(folder / "latin") << "Ein Hund.\nM\xFCnchen\n";
  const Run latin = run("bleu --reference " + (folder / "right") + " < " + (folder / "latin"));
  CHECK(latin.code == 1);
  CHECK(contains(latin, "[bleu] standard input line 2, byte 2: not UTF-8 text"));
  CHECK(
      contains(run("bleu --reference " + (folder / "right") + " < /dev/null"), "no translations"));
}

#include <actlab/datasets/text/text_line.h>

#include <doctest/doctest.h>

#include "tests/support/error_text.h"

using namespace actlab;
using datasets::text_line;

TEST_CASE("A line of text has no end of line, and the first no byte order mark") {
  CHECK(text_line("a b\r", 1, "file") == "a b");
  CHECK(text_line("\xEF\xBB\xBF\xC3\xA4\r", 1, "file") == "\xC3\xA4");
  CHECK(text_line("\xEF\xBB\xBF", 1, "file").empty());
  CHECK(text_line("\xEF\xBB\xBFz", 2, "file") == "\xEF\xBB\xBFz");  // only there it is one
  CHECK(text_line("", 7, "file").empty());
}

TEST_CASE("What is no text is refused with line and byte, and with what to do") {
  CHECK(test::error_text([] { text_line("M\xFCnchen", 3, "[pairs] a.de"); }) ==
        "[pairs] a.de line 3, byte 2: not UTF-8 text; convert it, for instance: iconv -f LATIN1 -t "
        "UTF-8");
  CHECK(test::error_text([] { text_line(std::string_view("a\0\xFC", 3), 1, "[bleu]"); }) ==
        "[bleu] line 1, byte 2: a zero byte; take them out, for instance: tr -d '\\000'");
}

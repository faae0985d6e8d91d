#include <actlab/core/io/read_file.h>

#include <doctest/doctest.h>

#include <string>

#include <actlab/core/base/error.h>
#include <actlab/core/io/atomic_file.h>
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;

TEST_CASE("read_file: every byte of a file, or why not") {
  const test::TemporaryFolder folder;
  const std::string bytes(
      "\0\r\n\xff"
      "a",
      5);
  write_file(folder.file("bytes"), bytes);
  CHECK(read_file(folder.file("bytes")) == bytes);
  write_file(folder.file("empty"), "");
  CHECK(read_file(folder.file("empty")).empty());
  CHECK(test::error_text([&] { read_file(folder.file("none")); }) ==
        "[read] cannot read '" + folder.file("none") + "': No such file or directory");
  CHECK(!test::error_text([&] { read_file(folder.path().string()); }).empty());
}

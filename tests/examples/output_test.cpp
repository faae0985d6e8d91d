// Where programs write to: what is printed arrives or is missed, and what --output names stays what
// it is. Devices are copies in a folder of the test, never the machine's own.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "tests/examples/program_run.h"

namespace fs = std::filesystem;
using namespace actlab::test;

TEST_CASE("output: on a full disk every program says so and fails") {
  if (!fs::exists("/dev/full")) return;
  for (const char* command : {"activations --markdown", "explain relu", "activations --help",
                              "plot --help", "train --help", "evaluate --help"}) {
    const Run result = run(std::string(command) + " 2>&1 >/dev/full");
    CHECK_MESSAGE(result.code == 1, command);
    CHECK_MESSAGE(contains(result, "error: the output could not be written whole"), command);
  }
}

TEST_CASE("output: a closed stdout is an error and so is a pipe that nobody reads") {
  const Run closed = run("activations 2>&1 >&-");
  CHECK(closed.code == 1);
  CHECK(contains(closed, "could not be written whole"));
  // The reader has ended before anything is written. SIGPIPE is ignored, as some callers have it;
  // else it ends the program, as it should.
  const Folder folder;
  const Run unread =
      run_in_shell("cd " + folder.path.string() +
                   "; mkfifo p; true <p & exec 3>p; wait; trap '' PIPE; " ACTLAB_PROGRAMS
                   "/activations --markdown >&3; echo code $?");
  CHECK(contains(unread, "code 1"));
}

TEST_CASE("output: a link, a private file and a pipe stay what they are") {
  const Folder folder;
  fs::create_symlink("real.svg", folder / "link.svg");
  CHECK(run("explain relu --output " + folder / "link.svg").code == 0);
  CHECK(fs::is_symlink(folder / "link.svg"));
  CHECK(read(folder / "real.svg").starts_with("<svg"));
  fs::permissions(folder / "real.svg", fs::perms::owner_read | fs::perms::owner_write);
  CHECK(run("explain tanh --output " + folder / "real.svg").code == 0);
  CHECK(fs::status(folder / "real.svg").permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write));
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  const Run piped = run("explain relu --output " + folder / "pipe" + " >/dev/null & cat " +
                        folder / "pipe" + "; wait");
  CHECK(contains(piped, "</svg>"));
  CHECK(fs::is_fifo(folder / "pipe"));
}

#include <actlab/datasets/images/fingerprint.h>

#include <doctest/doctest.h>

#include <actlab/core/base/error.h>
#include "tests/support/error_text.h"
#include "tests/support/png_writer.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::datasets;
using test::contains;
using test::write_bytes;

namespace {

void write_images(const test::TemporaryFolder& folder) {  // not decoded: any bytes will do
  for (const char* name : {"train/cat/1.png", "train/cat/2.png", "train/big dog/1.png",
                           "val/cat/1.png", "val/big dog/1.png"}) {
    write_bytes(folder.path() / name, {1, 2, 3});
  }
}

std::string fingerprint(const test::TemporaryFolder& folder) {
  return data_fingerprint("folder:" + folder.path().string(), {});
}

}  // namespace

TEST_CASE("fingerprint: what changed in a folder is told by class") {
  const test::TemporaryFolder folder;
  write_images(folder);
  const std::string before = fingerprint(folder);
  CHECK(contains(before, "2 6 "));
  CHECK(contains(before, " train/cat\n"));
  CHECK(data_changes(before, fingerprint(folder)).empty());
  const auto changed = [&] { return data_changes(before, fingerprint(folder)); };

  std::filesystem::rename(folder.path() / "train/cat/2.png", folder.path() / "train/cat/3.png");
  CHECK(changed() == "the data changed: train/cat has files of other names or sizes");
  std::filesystem::rename(folder.path() / "train/cat/3.png", folder.path() / "train/cat/2.png");
  write_bytes(folder.path() / "train/cat/2.png", {1, 2, 3, 4});
  CHECK(changed() == "the data changed: train/cat has files of other names or sizes");
  std::filesystem::remove(folder.path() / "train/cat/2.png");
  CHECK(changed() == "the data changed: train/cat had 2 files and has 1");
  std::filesystem::remove_all(folder.path() / "val/big dog");
  write_bytes(folder.path() / "train/emu/1.png", {1});
  CHECK(changed() ==
        "the data changed: test/big dog is gone; train/cat had 2 files and has 1; train/emu is "
        "new");
}

TEST_CASE("fingerprint: a part that only one of both knows is not compared") {
  const test::TemporaryFolder folder;
  write_images(folder);
  const std::string name = "folder:" + folder.path().string();
  const std::string train = data_fingerprint(name, {}, Parts::train);
  CHECK_FALSE(contains(train, "test/"));
  CHECK(data_changes(train, fingerprint(folder)).empty());
  CHECK(data_changes(fingerprint(folder), train).empty());
  std::filesystem::remove(folder.path() / "train/cat/2.png");
  CHECK(data_changes(train, fingerprint(folder)) ==
        "the data changed: train/cat had 2 files and has 1");
}

TEST_CASE("fingerprint: five changes are told and the others counted") {
  const test::TemporaryFolder folder;
  write_images(folder);
  const std::string before = fingerprint(folder);
  for (int i = 0; i < 7; ++i) write_bytes(folder.path() / text("train/new", i, "/1.png"), {1});
  const std::string sentence = data_changes(before, fingerprint(folder));
  CHECK(contains(sentence, "train/new4 is new; and 2 more"));
}

TEST_CASE("fingerprint: a line of something else is told as it stands") {
  CHECK(data_changes("train 2000 cbf29ce4\n", "") ==
        "the data changed: train 2000 cbf29ce4 is gone");
}

TEST_CASE("fingerprint: of files of CIFAR and of generated images") {
  const test::TemporaryFolder folder;
  const OpenOptions options{.data_dir = folder.path().string()};
  const std::string before = data_fingerprint("cifar100", options);
  write_bytes(folder.path() / "cifar-100-binary" / "test.bin", {1});
  CHECK(data_changes(before, data_fingerprint("cifar100", options)) ==
        "the data changed: test/cifar100 has files of other names or sizes");
  const std::string shapes = data_fingerprint("shapes", {.seed = 1});
  CHECK(shapes == data_fingerprint("shapes", {.seed = 1}));
  CHECK_FALSE(data_changes(shapes, data_fingerprint("shapes", {.seed = 2})).empty());
}

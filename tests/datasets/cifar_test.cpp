#include <actlab/datasets/images/cifar.h>

#include <doctest/doctest.h>

#include "tests/support/error_text.h"
#include "tests/support/png_writer.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::datasets;
using test::Bytes;
using test::contains;
using test::error_text;

namespace {

// One record: pixel p of channel c is (p + 50 c + label) mod 256.
void append_record(Bytes& file, const Bytes& label_bytes) {
  file.insert(file.end(), label_bytes.begin(), label_bytes.end());
  for (int c = 0; c < 3; ++c) {
    for (int p = 0; p < 1024; ++p) {
      file.push_back(static_cast<std::uint8_t>((p + 50 * c + label_bytes.back()) % 256));
    }
  }
}

Bytes cifar10_file(const Bytes& labels) {
  Bytes file;
  for (const std::uint8_t label : labels) append_record(file, {label});
  return file;
}

void write_cifar10(const test::TemporaryFolder& folder) {
  for (std::uint8_t batch = 1; batch <= 5; ++batch) {
    test::write_bytes(
        folder.path() / "cifar-10-batches-bin" / text("data_batch_", int{batch}, ".bin"),
        cifar10_file({batch, 0}));
  }
  test::write_bytes(folder.path() / "cifar-10-batches-bin" / "test_batch.bin", cifar10_file({9}));
}

}  // namespace

TEST_CASE("cifar10: planes become interleaved pixels and files follow each other in order") {
  const test::TemporaryFolder folder;
  write_cifar10(folder);
  const Dataset train = read_cifar(CifarKind::cifar10, folder.path(), Part::train);
  REQUIRE(train.size() == 10);
  CHECK(train.height() == 32);
  CHECK(train.classes() == 10);
  CHECK(train.class_names()[8] == "ship");
  CHECK(train.normalisation().mean[0] == 0.4914f);
  for (std::int64_t i = 0; i < 10; ++i) CHECK(train.label(i) == (i % 2 == 0 ? 1 + i / 2 : 0));
  const auto image = train.image(2);  // label 2
  for (const int p : {0, 31, 32, 1023}) {
    for (int c = 0; c < 3; ++c) {
      CHECK(image[static_cast<std::size_t>(3 * p + c)] == (p + 50 * c + 2) % 256);
    }
  }
  CHECK(read_cifar(CifarKind::cifar10, folder.path(), Part::test).label(0) == 9);
}

TEST_CASE("cifar100: the fine label counts") {
  const test::TemporaryFolder folder;
  Bytes file;
  append_record(file, {19, 99});
  append_record(file, {255, 0});
  test::write_bytes(folder.path() / "cifar-100-binary" / "train.bin", file);
  const Dataset train = read_cifar(CifarKind::cifar100, folder.path(), Part::train);
  REQUIRE(train.size() == 2);
  CHECK(train.classes() == 100);
  CHECK(train.label(0) == 99);
  CHECK(train.class_names()[99] == "worm");
  CHECK(train.image(0)[0] == 99);
}

TEST_CASE("cifar: a missing file is named with the command that fetches it") {
  const test::TemporaryFolder folder;
  const std::string message =
      error_text([&] { read_cifar(CifarKind::cifar100, folder.path(), Part::test); });
  CHECK(contains(message, folder.file("cifar-100-binary/test.bin") + " is missing"));
  CHECK(contains(message, "./run data cifar100"));
}

TEST_CASE("cifar: a size that is not a whole number of records is refused") {
  for (const std::size_t size : {0u, 1u, 3072u, 3074u, 6145u}) {
    LabelledImages images;
    const Bytes bytes(size);
    CHECK(error_text([&] { parse_cifar(CifarKind::cifar10, bytes, "a.bin", images); }) ==
          text("[cifar10] a.bin holds ", size,
               " bytes, which is not a whole number of records of 3073 bytes; delete it and run "
               "./run data cifar10 again"));
  }
}

TEST_CASE("cifar: a label out of range is refused with file and record and value") {
  LabelledImages images;
  CHECK(error_text([&] {
          parse_cifar(CifarKind::cifar10, cifar10_file({0, 9, 10}), "b.bin", images);
        }) == "[cifar10] b.bin: record 2 has label 10, expected 0 to 9");
  Bytes file;
  append_record(file, {0, 100});
  CHECK(error_text([&] { parse_cifar(CifarKind::cifar100, file, "c.bin", images); }) ==
        "[cifar100] c.bin: record 0 has label 100, expected 0 to 99");
}

TEST_CASE("cifar: a folder in a file's place is an error") {
  const test::TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "cifar-100-binary" / "test.bin");
  CHECK(contains(error_text([&] { read_cifar(CifarKind::cifar100, folder.path(), Part::test); }),
                 "cannot read " + folder.file("cifar-100-binary/test.bin")));
}

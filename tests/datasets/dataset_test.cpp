#include <actlab/datasets/images/dataset.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include <actlab/datasets/images/open_dataset.h>
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::datasets;
namespace fs = std::filesystem;
using test::contains;
using test::error_text;
using test::TemporaryFolder;
using test::usage_error_text;

namespace {

// `count` images of one pixel; image i is (i, i, i) with label i mod 2.
Dataset counting_dataset(std::int64_t count) {
  LabelledImages images{1, 1, {}, {}, {"even", "odd"}, {}};
  for (std::int64_t i = 0; i < count; ++i) {
    images.pixels.insert(images.pixels.end(), 3, static_cast<std::uint8_t>(i));
    images.labels.push_back(i % 2);
  }
  return Dataset("counting", std::move(images));
}

std::vector<int> first_bytes(const Dataset& dataset) {
  std::vector<int> bytes;
  for (std::int64_t i = 0; i < dataset.size(); ++i) bytes.push_back(dataset.image(i)[0]);
  return bytes;
}

// Sets an environment variable and puts back what it was.
class ScopedVariable {
 public:
  ScopedVariable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    setenv(name, value, 1);
  }
  ~ScopedVariable() { setenv(name_, before_.c_str(), 1); }

 private:
  const char* name_;
  std::string before_;
};

}  // namespace

TEST_CASE("dataset: sizes and labels are checked") {
  CHECK(error_text([] {
          Dataset("a", {2, 2, std::vector<std::uint8_t>(11), {0}, {"x"}, {}});
        }) == "[dataset] a: expected 12 bytes of pixels for 1 images of 2 x 2 x 3, got 11");
  CHECK(error_text([] {
          Dataset("a", {1, 1, {1, 2, 3}, {1}, {"x"}, {}});
        }) == "[dataset] a: image 0 has label 1, expected 0 to 0");
  CHECK(error_text([] { counting_dataset(3).image(3); }) ==
        "[dataset] counting: no image 3, there are 3");
}

TEST_CASE("dataset: a subset of a subset shares the pixels") {
  const Dataset all = counting_dataset(10);
  const Dataset part = all.subset({7, 2, 9}).subset({2, 0});
  CHECK(first_bytes(part) == std::vector{9, 7});
  CHECK(part.label(1) == 1);
  CHECK(part.image(0).data() == all.image(9).data());
}

TEST_CASE("dataset: the validation split is disjoint and complete and ordered and seeded") {
  const Dataset all = counting_dataset(100);
  const ValidationSplit split = split_validation(all, 30, 5);
  const std::vector<int> train = first_bytes(split.train);
  const std::vector<int> validation = first_bytes(split.validation);
  CHECK(train.size() == 70);
  CHECK(validation.size() == 30);
  CHECK(std::is_sorted(train.begin(), train.end()));
  CHECK(std::is_sorted(validation.begin(), validation.end()));
  std::set<int> both(train.begin(), train.end());
  both.insert(validation.begin(), validation.end());
  CHECK(both.size() == 100);
  CHECK(first_bytes(split_validation(all, 30, 5).validation) == validation);
  CHECK(first_bytes(split_validation(all, 30, 6).validation) != validation);
  CHECK(split_validation(all, 0, 5).train.size() == 100);
}

TEST_CASE("dataset: a validation split that leaves nothing is refused") {
  const Dataset all = counting_dataset(10);
  for (const std::int64_t count : {-1, 10, 11}) {
    CHECK(contains(usage_error_text([&] { split_validation(all, count, 0); }),
                   text("asked for ", count, " of the 10 training images of counting")));
  }
}

TEST_CASE("data folder: a folder that is not here may be among the data sets") {
  const TemporaryFolder data;
  fs::create_directories(data.path() / "photos");
  CHECK(named_folder("photos", data.path().string()) == (data.path() / "photos").string());
  CHECK(named_folder(".", data.path().string()) == ".");  // what is here comes first
  CHECK(error_text([&] { named_folder("others", data.path().string()); }) ==
        text("[data] there is no folder others here, and none in ", data.path().string()));
  CHECK(error_text([] { named_folder("/photos", "", "make one"); }) ==
        "[data] there is no folder /photos; make one");
}

TEST_CASE("data folder: the option comes before the variable and that before the home") {
  const ScopedVariable home("HOME", "/home/somebody");
  const ScopedVariable named("ACTLAB_DATA", "/named");
  CHECK(data_folder("/option") == "/option");
  CHECK(data_folder("") == "/named");
  const ScopedVariable empty("ACTLAB_DATA", "");
  CHECK(data_folder("") == "/home/somebody/.cache/actlab");
  const ScopedVariable homeless("HOME", "");
  CHECK(contains(usage_error_text([] { data_folder(""); }), "give --data-dir"));
}

TEST_CASE("open dataset: an unknown name is refused with what there is") {
  CHECK(usage_error_text([] { open_dataset("cifar1", Part::train, {}); }) ==
        "[data] unknown data set \"cifar1\"; there are shapes, cifar10, cifar100, folder:PATH and "
        "stream:PATH; did you mean 'cifar10'?");
  CHECK(contains(usage_error_text([] { open_dataset("folder:", Part::train, {}); }), "unknown"));
}

TEST_CASE("open dataset: names reach their readers") {
  OpenOptions options;
  options.data_dir = "/nowhere";
  options.shapes_train_count = 20;
  options.shapes_test_count = 10;
  const TrainAndTest both = open_dataset("shapes", options);
  CHECK(both.train.size() == 20);
  CHECK(both.test.size() == 10);
  const auto message = [&](const char* name) {
    return error_text([&] { open_dataset(name, options); });
  };
  CHECK(contains(message("cifar10"), "/nowhere/cifar-10-batches-bin/data_batch_1.bin is missing"));
  CHECK(contains(message("cifar100"), "/nowhere/cifar-100-binary/train.bin is missing"));
  CHECK(message("folder:/nowhere") ==
        "[data] there is no folder /nowhere; name one with a folder of images for each class in "
        "it, as docs/settings.md says");
}

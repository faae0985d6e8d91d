#include <actlab/datasets/images/labels_file.h>

#include <doctest/doctest.h>

#include <fstream>

#include <actlab/datasets/images/folder_files.h>
#include "tests/support/error_text.h"
#include "tests/support/png_writer.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::datasets;
using test::error_text;
using test::write_bytes;

namespace {

// Classes n1 and n2; three validation images beside each other.
struct Folder {
  explicit Folder(const std::string& images = "val") {
    for (const char* name : {"n1", "n2"}) {
      write_bytes(folder.path() / "train" / name / "images" / "1.JPEG", {1});
    }
    for (int i = 0; i < 3; ++i) {
      write_bytes(folder.path() / images / text("v_", i, ".JPEG"), {1});
    }
  }
  void write_labels(const std::string& name, const std::string& content) const {
    std::ofstream(folder.path() / name) << content;
  }
  std::vector<std::string> found() const {
    std::vector<std::string> result;
    const FolderFiles files = folder_files(folder.path(), Part::test);
    for (const ClassFile& file : files.files) {
      result.push_back(std::filesystem::path(file.path).stem().string() + " " +
                       files.class_names[static_cast<std::size_t>(file.label)]);
    }
    return result;
  }
  std::string refusal() const {
    return error_text([&] { folder_files(folder.path(), Part::test); });
  }
  test::TemporaryFolder folder;
};

const std::vector<std::string> kExpected = {"v_1 n1", "v_0 n2", "v_2 n2"};

}  // namespace

TEST_CASE("labels file: a class a line is for the images in order of name") {
  const Folder folder;
  folder.write_labels("imagenet_2012_validation_synset_labels.txt", "n2\nn1\nn2\n");
  CHECK(folder.found() == kExpected);
}

TEST_CASE("labels file: Tiny-ImageNet's annotations and its folders of images") {
  const Folder folder("val/images");
  folder.write_labels("val/val_annotations.txt",
                      "v_2.JPEG\tn2\t0\t32\t44\t62\r\nv_0.JPEG\tn2\t1\t2\t3\t4\r\n"
                      "v_1.JPEG\tn1\t0\t0\t1\t1\r\n");
  CHECK(folder.found() == kExpected);
}

TEST_CASE("labels file: a table of names without endings") {
  const Folder folder;
  folder.write_labels("LOC_val_solution.csv",
                      "ImageId,PredictionString\nv_0,n2 1 2 3 4 n2 5 6 7 8\nv_1,n1 1 1 2 2\n"
                      "v_2,n2 1 1 2 2\n");
  CHECK(folder.found() == kExpected);
}

TEST_CASE("labels file: what does not fit is refused with the file") {
  const Folder folder;
  const auto refusal = [&](const std::string& content) {
    folder.write_labels("val_labels.txt", content);
    return folder.refusal();
  };
  const std::string file = "[folder] " + folder.folder.file("val_labels.txt");
  CHECK(refusal("n1\nn2\n") == file + ": it names 2 classes for 3 images");
  CHECK(refusal("") == file + ": it names no class");
  CHECK(refusal("v_0 n1\nv_1 n1\n") == file + ": no line is of v_2.JPEG");
  CHECK(refusal("v_0 n1\nv_1\nv_2 n1\n") == file + ": line 2 names no class");
  CHECK(refusal("v_0 n1\nv_1 n1\nv_2 n1\nv_3 n1\n") ==
        file + ": it has lines for 4 images, and there are 3");
  CHECK(refusal("1\n2\n1\n") == file +
                                    " names class 1, which the training part does not have; "
                                    "it must name folders of train");
}

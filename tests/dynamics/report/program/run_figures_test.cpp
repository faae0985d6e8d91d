// ./run figure 6, 7 and 8, as a person calls them.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/examples/program_run.h"

namespace fs = std::filesystem;
using namespace actlab::test;

namespace {

// A folder as ./run train leaves it, with a record or without.
std::string make_run(const std::string& folder, const std::string& activation, bool probed) {
  fs::create_directories(folder);
  std::ofstream(folder + "/config.json")
      << R"({"config": {"model": "resnet20", "data": "cifar10", "probe": "at=0", "activation": ")"
      << activation << "\"}}";
  std::ofstream(folder + "/metrics.jsonl") << "{\"step\": 1, \"loss\": 2.5}\n"
                                              "{\"epoch\": 1, \"test_accuracy\": 0.5}\n";
  if (probed) fs::copy_file(ACTLAB_DYNAMICS_EXAMPLE, folder + "/dynamics.jsonl");
  return folder + " ";
}

}  // namespace

TEST_CASE("figure: 6 and 7 draw what a probed run recorded, and say what is to be seen") {
  const Folder folder;
  const std::string probed = make_run(folder / "swish", "swish", true);
  const Run six = run("figure 6 " + probed + "--output " + folder / "6.svg");
  CHECK(six.code == 0);
  CHECK(contains(six, "of pre-activations at step 0 and "));
  CHECK(read(folder / "6.svg").find(">All layers, each unit weighing the same<") !=
        std::string::npos);
  const Run seven = run("figure 7 " + probed + "--output " + folder / "7.svg");
  CHECK(seven.code == 0);
  CHECK(contains(seven, "from 1: peak between "));
}

TEST_CASE("figure: 6 and 7 refuse runs that nobody looked into, and folders that are no runs") {
  const Folder folder;
  const std::string unprobed = make_run(folder / "relu", "relu", false);
  const Run six = run("figure 6 " + unprobed);
  CHECK(six.code == 2);
  CHECK(contains(six, "has no dynamics.jsonl: nobody looked into the network; train with --probe"));
  CHECK(run("figure 7 " + folder / "nothing").code == 2);
  CHECK(run("figure 8").code == 2);
}

TEST_CASE("figure: 8 draws losses and accuracies of runs, whatever their probes") {
  const Folder folder;
  const std::string runs =
      make_run(folder / "a", "relu", false) + make_run(folder / "b", "x", true);
  REQUIRE(run("figure 8 " + runs + "--output " + folder / "8.svg").code == 0);
  const std::string svg = read(folder / "8.svg");
  for (const char* part : {"Training curves: resnet20 on cifar10", ">relu<", ">loss<",
                           ">test accuracy, %<", "Mobile NASNet-A on ImageNet"}) {
    CHECK_MESSAGE(svg.find(part) != std::string::npos, part);
  }
  CHECK(svg.find("probe") == std::string::npos);
}

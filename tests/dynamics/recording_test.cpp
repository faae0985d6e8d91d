#include <actlab/dynamics/recording.h>

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::dynamics;
using actlab::test::contains;
using actlab::test::error_text;

namespace {

// The example's header and its three looks, without line ends.
std::vector<std::string> example_lines() {
  std::ifstream file(ACTLAB_DYNAMICS_EXAMPLE, std::ios::binary);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  REQUIRE(lines.size() == 4);
  return lines;
}

class RecordFile {
 public:
  Recording read(const std::string& content) const {
    std::ofstream(path(), std::ios::binary) << content;
    return read_recording(path());
  }
  std::string error(const std::string& content) const {
    return error_text([&] { read(content); });
  }
  std::string path() const { return folder_.file("dynamics.jsonl"); }

 private:
  actlab::test::TemporaryFolder folder_;
};

std::string replaced(std::string line, const std::string& before, const std::string& after) {
  const std::size_t place = line.find(before);
  REQUIRE(place != line.npos);
  return line.replace(place, before.size(), after);
}

std::vector<std::int64_t> steps_of(const Recording& recording) {
  std::vector<std::int64_t> steps;
  for (const Snapshot& look : recording.snapshots) steps.push_back(look.step);
  return steps;
}

}  // namespace

TEST_CASE("recording: a look has every number, and null is not measured") {
  const Recording recording = read_recording(ACTLAB_DYNAMICS_EXAMPLE);
  CHECK(steps_of(recording) == std::vector<std::int64_t>{0, 100, 200});
  const Snapshot& look = recording.snapshots[1];
  CHECK(look.loss == 0.52);
  const SiteLook* site = find_site(look, "layers.1.act");
  REQUIRE(site != nullptr);
  CHECK(site->entering == 0.09);
  CHECK(site->factor() == doctest::Approx(0.64));
  CHECK(site->activation->bump == 0.55);
  CHECK(site->activation->z == Histogram{45, {10, 20, 20, 20, 10}});
  CHECK(!find_site(look, "head")->activation);
  const ParameterLook* beta = find_parameter(look, "layers.0.act.beta");
  REQUIRE(beta != nullptr);
  CHECK(beta->values == std::vector<float>{1.0f, 1.1f, 0.95f, 1.0f});
  CHECK(std::isnan(beta->signal_over_noise));
}

TEST_CASE("recording: a run that has only begun has no look yet") {
  const RecordFile file;
  const auto lines = example_lines();
  CHECK(file.read("").snapshots.empty());
  const Recording half = file.read(lines[0].substr(0, 100));
  CHECK(half.snapshots.empty());
  CHECK(half.remark == "[dynamics] " + file.path() +
                           ", line 1 is cut short; what stands from there on is left out");
  CHECK(file.read(lines[0] + "\n").layout.sites.size() == 9);
}

TEST_CASE("recording: from a broken line on everything is left out, and this is said") {
  const RecordFile file;
  const auto lines = example_lines();
  for (const std::string& broken :
       {std::string("{\"step\": 100"), std::string("[]"), std::string("\xff"), std::string(),
        replaced(lines[2], "\"step\": 100", "\"step\": \"100\""),
        replaced(lines[2], "\"mean\": -0.05", "\"mean\": \"-0.05\""),
        replaced(lines[2], "\"first\": 45", "\"first\": 98"),
        replaced(lines[2], "[10, 20, 20", "[10, -20, 20"),
        replaced(lines[2], "[10, 20, 20", "[10, 1e99, 20"),
        replaced(lines[2], "\"dead\": 0", "\"dead\": 0.5")}) {
    const Recording recording =
        file.read(lines[0] + "\n" + lines[1] + "\n" + broken + "\n" + lines[3] + "\n");
    CHECK(steps_of(recording) == std::vector<std::int64_t>{0});
    CHECK(contains(recording.remark, file.path() + ", line 3"));
    CHECK(contains(recording.remark, "; what stands from there on is left out"));
  }
}

TEST_CASE("recording: headers that contradict themselves are refused") {
  const RecordFile file;
  const std::string header = example_lines()[0];
  const std::string place = "[dynamics] " + file.path() + ", line 1: ";
  CHECK(file.error(replaced(header, "[-1048576, -524288", "[-1048576, -524289") + "\n") ==
        place + "its histograms have other edges than this version");
  CHECK(file.error(replaced(header, "\"formula\": 0", "\"formula\": 1") + "\n") ==
        place + "layers.0.act has a formula that is not listed");
  CHECK(file.error(replaced(header, "\"layers.0\"", "\"head\"") + "\n") ==
        place + "two are called head");
  CHECK(file.error(replaced(header, "\"units\": 4", "\"units\": -4") + "\n") ==
        place + "\"units\" must be a whole number from 0 on");
  CHECK(file.error(replaced(header, "\"actlab_dynamics\": 1", "\"actlab_dynamics\": \"1\"") +
                   "\n") == place + "version \"1\" of the record; this program reads version 1");
  CHECK(error_text([] { read_recording("/tmp"); }) ==
        "[dynamics] cannot read /tmp: Is a directory");
}

TEST_CASE("recording: keys may be missing, and others may be there") {
  const RecordFile file;
  const Recording recording =
      file.read(replaced(example_lines()[0], "\"task\"", "\"colour\": [1], \"task\"") + "\n" +
                R"({"step": 7, "more": {}, "sites": {"head": {}, "unknown": {}}})" + "\n");
  CHECK(recording.remark.empty());
  REQUIRE(steps_of(recording) == std::vector<std::int64_t>{7});
  const Snapshot& look = recording.snapshots[0];
  CHECK(std::isnan(look.loss));
  REQUIRE(look.sites.size() == 1);
  CHECK(std::isnan(look.sites[0].entering));
  CHECK(look.parameters.empty());
}

TEST_CASE("recording: a resumed run has further headers, and its later looks count") {
  const RecordFile file;
  const auto lines = example_lines();
  std::string again = replaced(lines[0], "\"examples\": 20", "\"examples\": 40");
  again = replaced(again, "{\"name\": \"head\"", "{\"name\": \"tail\"");
  const Recording recording = file.read(lines[0] + "\n" + lines[1] + "\n" + lines[2] + "\n" +
                                        again + "\n" + lines[2] + "\n" + lines[3] + "\n");
  CHECK(recording.remark == "");
  CHECK(recording.layout.examples == 40);
  REQUIRE(recording.layout.sites.size() == 10);
  CHECK(recording.layout.sites[9].name == "tail");
  CHECK(recording.layout.parameters.size() == 10);
  CHECK(steps_of(recording) == std::vector<std::int64_t>{0, 100, 200});
}

#include <actlab/dynamics/snapshot_json.h>

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <string>

#include <actlab/core/io/json.h>
#include <actlab/dynamics/recording.h>
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::dynamics;
using namespace actlab::test;

namespace {

Layout odd_layout() {
  Layout layout{.task = "points", .description = {{"activation", "\"</script>\" \n é"}}};
  layout.examples = 20;
  layout.slices = 2;
  layout.formulas.push_back({.name = "f", .text = "x", .parameters = {{"beta", 0.25, false}}});
  layout.formulas.back().slope_limit = 1.5;
  layout.formulas.back().bounded_right = true;
  layout.sites.push_back({.name = "a", .kind = SiteKind::activation, .class_name = "f"});
  layout.sites.back().formula = 0;
  layout.parameters.push_back({"a.beta", "a", "activations", Shape{1}});
  return layout;
}

Snapshot odd_snapshot() {
  Snapshot snapshot{.step = 7, .loss = 0.1};
  SiteLook& site = snapshot.sites.emplace_back(SiteLook{.name = "a", .entering = 1.0 / 3.0});
  ActivationLook& a = site.activation.emplace();
  a.z = {40, {1, 0, 3}};
  a.z_mean = -1e-12;
  a.dead = 3;
  snapshot.parameters.push_back({.name = "a.beta", .cosine = -0.5});
  snapshot.parameters.back().values = {0.25f, NAN};
  return snapshot;
}

void write(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

}  // namespace

TEST_CASE("record: what is written is read back, line for line") {
  const std::string header = header_line(odd_layout()), line = snapshot_line(odd_snapshot());
  CHECK(is_header_line(header));
  CHECK(step_of_line(header) == -1);
  CHECK(step_of_line(line) == 7);
  const Layout layout = parse_header(header, "x");
  CHECK(header_line(layout) == header);
  CHECK(layout.description == odd_layout().description);
  const Snapshot snapshot = parse_snapshot(line, "x");
  CHECK(snapshot_line(snapshot) == line);
  CHECK(snapshot.sites[0].activation->z == Histogram{40, {1, 0, 3}});
  CHECK(std::isnan(snapshot.sites[0].leaving));
  CHECK(std::isnan(snapshot.parameters[0].values[1]));
}

TEST_CASE("record: the example of the documents is read") {
  const Recording recording = read_recording(ACTLAB_DYNAMICS_EXAMPLE);
  CHECK(recording.remark.empty());
  CHECK(recording.layout.sites.size() == 9);
  CHECK(recording.snapshots.size() == 3);
  CHECK(find_site(recording.snapshots[1], "layers.1.act")->activation->died == 1);
}

TEST_CASE("record: half a last line is left out and said") {
  const TemporaryFolder folder;
  const std::string path = folder.file("dynamics.jsonl");
  const std::string line = snapshot_line(odd_snapshot());
  for (const std::string& tail : {line.substr(0, 30), line.substr(0, line.size() - 1)}) {
    write(path, header_line(odd_layout()) + line + tail);
    const Recording recording = read_recording(path);
    CHECK(recording.snapshots.size() == 1);
    CHECK(recording.remark ==
          "[dynamics] " + path + ", line 3 is cut short; what stands from there on is left out");
  }
}

TEST_CASE("record: JSON in another program's spacing is read as well") {
  const TemporaryFolder folder;
  const std::string path = folder.file("dynamics.jsonl");
  const Json header = parse_json(header_line(odd_layout()), "header");
  CHECK(is_header_line(R"({"actlab":"0.2.0","actlab_dynamics":1})"));
  CHECK_FALSE(is_header_line(R"({"step": 1, "sites": {"actlab_dynamics": {}}})"));
  write(path,
        header.dump() + "\n" + parse_json(snapshot_line(odd_snapshot()), "look").dump() + "\n");
  const Recording recording = read_recording(path);
  CHECK(recording.remark == "");
  CHECK(recording.snapshots.size() == 1);
}

TEST_CASE("record: what is no record is refused, naming what it is") {
  const TemporaryFolder folder;
  const std::string path = folder.file("dynamics.jsonl");
  CHECK(error_of([&] { read_recording(path); }) ==
        "[dynamics] cannot read " + path + ": No such file or directory");
  write(path, "{\"step\": 1}\n");
  CHECK(contains(error_of([&] { read_recording(path); }), "is no record of a network"));
  write(path, "{\"actlab_dynamics\": 2}\n");
  CHECK(error_of([&] { read_recording(path); }) ==
        "[dynamics] " + path + ", line 1: version 2 of the record; this program reads version 1");
  write(path, "{\"actlab_dynamics\": 1, \"sites\": [{\"units\": \"many\"}]}\n");
  CHECK(contains(error_of([&] { read_recording(path); }), "\"units\" must be a whole number"));
}

// ./run report, as a person calls it.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/examples/program_run.h"

using namespace actlab::test;

namespace {

std::string example() {
  std::ifstream file(ACTLAB_DYNAMICS_EXAMPLE, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A folder as ./run train leaves it, of a run that has not ended.
void write_run(const Folder& folder, const std::string& record) {
  std::ofstream(folder / "config.json")
      << R"({"actlab": "0.2.0", "config": {"activation": "a</b>"}})";
  std::ofstream(folder / "metrics.jsonl") << "{\"step\": 1, \"loss\": 2.5}\n";
  if (!record.empty()) std::ofstream(folder / "dynamics.jsonl", std::ios::binary) << record;
}

Run report(const Folder& folder, const std::string& flags = "") {
  return run("report " + folder.path.string() + " --output " + folder / "page.html" + flags);
}

}  // namespace

TEST_CASE("report: a probed run becomes a page that asks for nothing") {
  const Folder folder;
  write_run(folder, example());
  const Run result = report(folder);
  CHECK(result.code == 0);
  CHECK(result.output == "wrote " + folder / "page.html" + "\n");
  const std::string page = read(folder / "page.html");
  CHECK(page.find("<title>Training with a&lt;/b&gt;</title>") != page.npos);
  CHECK(page.find("default-src 'none'") != page.npos);
  CHECK(page.find("\"refresh\":0") != page.npos);
}

TEST_CASE("report: what is missing of a run is said, and the rest is shown") {
  const Folder folder;
  write_run(folder, "");
  const Run unprobed = report(folder);
  CHECK(unprobed.code == 0);
  CHECK(contains(unprobed, "was not probed"));
  CHECK(contains(unprobed, "--probe every=100"));
  write_run(folder, example().substr(0, example().size() - 9));
  const Run cut = report(folder);
  CHECK(cut.code == 0);
  CHECK(contains(cut, "line 4 is cut short; what stands from there on is left out"));
}

TEST_CASE("report: what is no run is refused") {
  const Folder folder;
  const Run empty = report(folder);
  CHECK(empty.code == 2);
  CHECK(contains(empty, folder.path.string() + " is no run"));
  CHECK(run("report " + folder / "nothing").code == 2);
  CHECK(run("report").code == 2);
}

TEST_CASE("report: a run that cannot be read whole stands beside one that can") {
  const Folder folder;
  write_run(folder, example());
  const std::string bad = folder / "bad";
  std::filesystem::create_directories(bad);
  for (const char* name : {"config.json", "metrics.jsonl"}) {
    std::filesystem::copy_file(folder / name, bad + "/" + name);
  }
  const auto both = [&](const std::string& record, const std::string& said) {
    std::ofstream(bad + "/dynamics.jsonl", std::ios::binary) << record;
    const Run result = report(folder, " " + bad);
    CHECK(result.code == 0);
    CHECK_MESSAGE(contains(result, said), result.output);
    CHECK(!contains(result, "json.exception"));
    const std::string page = read(folder / "page.html");
    CHECK(page.find("\"steps\":[0,100,200]") != page.npos);
    CHECK(page.find(said) != page.npos);
  };
  std::string other = example();
  other.replace(other.find(": 1"), 3, ": 7");
  both(other, "version 7 of the record; this program reads version 1; what was seen inside");
  both("\xff" + example(), "is no record of a network");
  other = example();
  other.insert(other.find(": 1") + 2, "\xff");
  both(other, "dynamics.jsonl, line 1: ");
  other = example();
  both(other.replace(other.find(": 1"), 3, ": 1e999"), "dynamics.jsonl, line 1: ");
  std::ofstream(bad + "/config.json") << "{\"config\": ";
  both(example(), "; its settings are not known");
  CHECK(run("plot " + folder.path.string() + " " + bad + " --output " + folder / "p.svg").code ==
        0);
}

TEST_CASE("report: a run that diverged before its first record has a page that says so") {
  const Folder folder;
  const std::string out = folder / "run";
  const Run trained =
      run("train --quiet --task points --activation 'log(x)' --max-steps 8 --probe "
          "every=4 --output " +
          out);
  CHECK(trained.code == 1);
  CHECK(contains(trained, "diverged at step 1"));
  const std::string page = " --output " + folder / "page.html";
  for (const char* flags : {"", " --watch 1"}) {
    const Run shown = run("report " + out + page + flags);
    CHECK(shown.code == 0);
    CHECK_MESSAGE(contains(shown, "note: " + out + ": The run diverged at step 1: "), shown.output);
    CHECK(read(folder / "page.html").find("\"steps\":[0]") != std::string::npos);
  }
  const Run plot = run("plot " + out);
  CHECK(plot.code == 2);
  CHECK(contains(plot, "[plot] " + out + " has written no record: it diverged at step 1: "));
  write_run(folder, "");
  const std::string picture = " --output " + folder / "picture.svg";
  const Run beside = run("plot " + out + " " + folder.path.string() + picture);
  CHECK(beside.code == 0);
  CHECK(contains(beside, "note: " + out + " has no 'loss': it diverged at step 1: "));
}

TEST_CASE("report: --watch ends when the run was killed") {
  const Folder folder;
  const std::string out = folder / "run";
  run("train --quiet --task points --max-steps 20 --log-every 5 --output " + out);
  std::filesystem::remove(out + "/result.json");  // as a kill leaves it
  const Run watched = run("report " + out + " --watch 1 --output " + folder / "page.html");
  CHECK(watched.code == 0);
  CHECK(contains(watched, "The run stopped at step 20, the last that it wrote down, before its"));
  std::filesystem::remove(out + "/metrics.jsonl");
  CHECK(run("report " + out + " --watch 1 --output " + folder / "page.html").code == 0);
}

TEST_CASE("report, plot, figure: no file of a run that is read is written over") {
  const Folder folder;
  write_run(folder, example());
  const std::string own = folder.path.string();
  std::filesystem::create_directory_symlink(folder.path, folder / "link");
  for (const char* program : {"report ", "plot ", "figure 6 ", "figure 7 ", "figure 8 "}) {
    for (const char* name : {"config.json", "metrics.jsonl", "dynamics.jsonl", "dynamics.csv",
                             "best.safetensors", "./link/result.json", "boundary.svg"}) {
      const Run result = run(program + own + " --output " + folder / name);
      CHECK(result.code == 2);
      CHECK_MESSAGE(contains(result, std::string("/") + name + " is a file of the run " + own),
                    result.output);
    }
  }
  CHECK(run("plot " + folder / "metrics.jsonl" + " --output " + folder / "link/config.json").code ==
        2);
  CHECK(read(folder / "dynamics.jsonl") == example());
  CHECK(!std::filesystem::exists(folder / "result.json"));
  CHECK(report(folder).code == 0);
  CHECK(report(folder).code == 0);  // over its own page
  std::filesystem::copy_file(folder / "metrics.jsonl", folder / "lone.jsonl");
  std::filesystem::remove(folder / "config.json");
  const Run lone = run("plot " + folder / "lone.jsonl" + " --output " + folder / "link/lone.jsonl");
  CHECK(contains(lone, "is read, and would be overwritten; name another"));
}

TEST_CASE("report: --watch writes again when the run does, and leaves a page that stands still") {
  const Folder folder;
  const std::string whole = example();
  write_run(folder, whole.substr(0, whole.find("{\"step\": 100")));
  std::filesystem::remove(folder / "metrics.jsonl");
  const std::string page = folder / "page.html", said = folder / "said";
  const auto until = [](const std::string& words, const std::string& file) {
    return "while ! grep -qs '" + words + "' " + file + " && kill -0 $pid; do sleep 0.1; done; ";
  };
  const Run watched =
      run("report " + folder.path.string() + " --output " + page + " --watch 1 > " + said +
          " & pid=$!; " + until("waiting", said) + "echo '{\"step\": 1, \"loss\": 2.5}' > " +
          folder / "metrics.jsonl" + "; " + until("\"steps\":\\[0\\]", page) +
          "grep -o '\"refresh\":1}' " + page + "; tail -n 2 " + ACTLAB_DYNAMICS_EXAMPLE + " >> " +
          folder / "dynamics.jsonl" + "; " + until("\"steps\":\\[0,100,200\\]", page) +
          "kill -INT $pid; wait $pid");
  CHECK(watched.code == 0);
  CHECK(watched.output == "\"refresh\":1}\n");
  CHECK(read(said) == "waiting for the first record of " + folder.path.string() + "\nwrote " +
                          page + "; again whenever the runs write, until Ctrl-C\nwrote " + page +
                          " for the last time\n");
  CHECK(read(page).find("\"refresh\":0}") != std::string::npos);
  std::ofstream(folder / "result.json") << R"({"steps": 200})";
  const Run ended = report(folder, " --watch");
  CHECK(ended.code == 0);
  CHECK(contains(ended, "for the last time"));
}

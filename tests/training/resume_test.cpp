// A run that is cut and resumed writes the files of one that was not, byte for byte.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include <actlab/optim/table.h>
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"
#include "tests/training/tiny_run.h"

using namespace actlab;
using namespace actlab::training;
using tasks::ImageClassificationConfig;
using test::TemporaryFolder;
using test::tiny_config;
using test::TinyRun;

namespace {

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The records without what a clock says.
std::string timeless_metrics(const TemporaryFolder& folder) {
  static const std::regex clock(", \"(seconds|images_per_second)\": [^,}]*");
  return std::regex_replace(content(folder.file("metrics.jsonl")), clock, "");
}

// Not compared within CHECK, which would print the bytes of both.
bool same_file(const char* name, const TemporaryFolder& a, const TemporaryFolder& b) {
  return content(a.file(name)) == content(b.file(name));
}

// "00000.safetensors 00003.safetensors ", everything that lies in epochs/, hidden files too.
std::string epoch_files(const TemporaryFolder& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.file("epochs"))) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  std::string list;
  for (const std::string& name : names) list += name + " ";
  return list;
}

void check_equal_epochs(const TemporaryFolder& got, const TemporaryFolder& expected) {
  CHECK(epoch_files(got) == epoch_files(expected));
  for (const auto& entry : std::filesystem::directory_iterator(expected.file("epochs"))) {
    const std::string name = "epochs/" + entry.path().filename().string();
    CHECK_MESSAGE(same_file(name.c_str(), got, expected), name);
  }
}

// Something that is in the way: a folder for a file, a file for a folder.
void block(const std::string& path) {
  if (path.ends_with("epochs")) {
    std::ofstream(path) << "no folder";
  } else {
    std::filesystem::create_directory(path);
  }
}

void check_equal_runs(const TemporaryFolder& got, const TemporaryFolder& expected) {
  CHECK(same_file("last.safetensors", got, expected));
  CHECK(same_file("best.safetensors", got, expected));
  CHECK(timeless_metrics(got) == timeless_metrics(expected));
}

void check_resume_at_every_step(const ImageClassificationConfig& config) {
  const TemporaryFolder whole;
  set_threads(2);
  TinyRun(config, whole.path().string()).run();
  REQUIRE(!content(whole.file("last.safetensors")).empty());
  for (std::int64_t cut = 0; cut <= 50; ++cut) {
    CAPTURE(cut);
    const TemporaryFolder folder;
    set_threads(1);
    TinyRun first(config, folder.path().string());
    CHECK(first.run_to(cut).finished == (cut == 50));
    CHECK(first.loop.steps_done() == cut);
    set_threads(cut % 2 == 0 ? 3 : 7);
    TinyRun second(config, folder.path().string(), true);
    CHECK(second.loop.steps_done() == cut);
    CHECK(second.run().finished);
    CHECK(second.loop.steps_done() == 50);
    check_equal_runs(folder, whole);
  }
}

}  // namespace

TEST_CASE("resume: every optimizer, cut at every step, ends bit for bit the same") {
  for (const optim::OptimizerRow& row : optim::optimizers()) {
    CAPTURE(row.name);
    check_resume_at_every_step(tiny_config(row.name));
  }
}

TEST_CASE("resume: averages of weights, cut at every step, end bit for bit the same") {
  ImageClassificationConfig config = tiny_config("rmsprop-tf");
  config.average_decay = 0.95;
  check_resume_at_every_step(config);
}

TEST_CASE("resume: a finished run goes on with more steps as if it had never stopped") {
  ImageClassificationConfig config = tiny_config("sgd");
  config.schedule = "constant";
  const TemporaryFolder whole;
  TinyRun(config, whole.path().string()).run();
  const TemporaryFolder folder;
  config.max_steps = 21;
  TinyRun(config, folder.path().string()).run();
  config.max_steps = 50;
  TinyRun(config, folder.path().string(), true).run();
  CHECK(same_file("last.safetensors", folder, whole));
  CHECK(timeless_metrics(folder) == timeless_metrics(whole));
}

TEST_CASE("resume: a run that is killed again and again ends bit for bit the same") {
  ImageClassificationConfig config = tiny_config("adam");
  config.max_steps = 400;
  config.checkpoint_every = 3;
  config.keep = "all";
  set_threads(1);  // a forked child has no other threads
  const TemporaryFolder whole;
  TinyRun(config, whole.path().string()).run();
  const TemporaryFolder folder;
  TinyRun(config, folder.path().string()).run_to(0);
  Random random(1, Purpose::test);
  const int kills = std::getenv("ACTLAB_LONG_TESTS") != nullptr ? 1000 : 25;
  for (int i = 0; i < kills; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      TinyRun(config, folder.path().string(), true).run();
      _exit(0);
    }
    usleep(static_cast<useconds_t>(random.below(30000)));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
  TinyRun(config, folder.path().string(), true).run();
  check_equal_runs(folder, whole);
  check_equal_epochs(folder, whole);
}

TEST_CASE("resume: a run that dies between an epoch's two files lacks neither in the end") {
  for (const char* keep : {"all", "2"}) {
    ImageClassificationConfig config = tiny_config("sgd");
    config.keep = keep;
    const TemporaryFolder whole;
    TinyRun(config, whole.path().string()).run();
    for (const char* blocked : {"last.safetensors", "epochs"}) {
      CAPTURE(keep);
      CAPTURE(blocked);
      const TemporaryFolder folder;
      for (const std::int64_t epoch_end : {8, 16, 24, 32}) {
        TinyRun(config, folder.path().string(), epoch_end > 8).run_to(epoch_end - 1);
        TinyRun dying(config, folder.path().string(), true);
        std::filesystem::rename(folder.file(blocked), folder.file("aside"));
        block(folder.file(blocked));
        CHECK_THROWS_AS(dying.run(), Error);
        std::filesystem::remove_all(folder.file(blocked));
        std::filesystem::rename(folder.file("aside"), folder.file(blocked));
        std::ofstream(folder.file("epochs/.00001.safetensors.tmp-3462-200")) << "half";
      }
      TinyRun(config, folder.path().string(), true).run();
      check_equal_runs(folder, whole);
      check_equal_epochs(folder, whole);
    }
  }
}

TEST_CASE("resume: epochs/ holds what --keep asks for now, and strangers' files") {
  ImageClassificationConfig config = tiny_config("sgd");
  config.keep = "5";
  const TemporaryFolder folder;
  TinyRun(config, folder.path().string()).run_to(41);
  std::ofstream(folder.file("epochs/notes.txt")) << "mine";
  CHECK(epoch_files(folder) ==
        "00000.safetensors 00001.safetensors 00002.safetensors 00003.safetensors "
        "00004.safetensors 00005.safetensors notes.txt ");
  config.keep = "2";
  TinyRun(config, folder.path().string(), true).run_to(41);
  CHECK(epoch_files(folder) == "00000.safetensors 00004.safetensors 00005.safetensors notes.txt ");
  config.max_steps = 72;
  TinyRun(config, folder.path().string(), true).run();
  CHECK(epoch_files(folder) == "00000.safetensors 00008.safetensors 00009.safetensors notes.txt ");
}

TEST_CASE("resume: weights alone and foreign checkpoints are refused") {
  const TemporaryFolder folder;
  TinyRun(tiny_config("sgd"), folder.path().string()).run_to(8);
  const auto resume_with = [&](const std::string& optimizer) {
    return test::error_text([&] { TinyRun(tiny_config(optimizer), folder.path().string(), true); });
  };
  CHECK(test::contains(resume_with("adam"), "the stored state lacks first_moment."));
  std::filesystem::copy_file(folder.file("best.safetensors"), folder.file("last.safetensors"),
                             std::filesystem::copy_options::overwrite_existing);
  CHECK(test::contains(resume_with("sgd"), "holds weights but no state of a run"));
}

// A writer is killed at random moments; what is found afterwards is whole.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <cstdlib>

#include <actlab/core/base/random.h>
#include <actlab/core/io/safetensors.h>
#include "tests/support/asks_for.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;

namespace {

constexpr std::int64_t kValues = 50000;

void write_generation(const std::string& path, int generation) {
  const auto value = static_cast<float>(generation);
  write_safetensors(path, {{"weight", Tensor::full({kValues}, value)}},
                    {{"generation", std::to_string(generation)}});
}

// The generation that the file holds, or -1 where it is torn.
int stored_generation(const std::string& path) {
  const Safetensors file = read_safetensors(path);
  const int generation = std::stoi(file.metadata.at("generation"));
  for (const float value : file.tensors.at("weight").values()) {
    if (value != static_cast<float>(generation)) return -1;
  }
  return generation;
}

// Writes generation after generation until it is killed, and reports each that is complete.
[[noreturn]] void write_for_ever(const std::string& path, int generation, int report) {
  for (;;) {
    write_generation(path, ++generation);
    if (::write(report, &generation, sizeof generation) != sizeof generation) _exit(1);
  }
}

// Returns the last generation that the child reported.
int kill_writer_after(useconds_t delay, const std::string& path, int generation) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) throw std::runtime_error("pipe");
  const pid_t child = fork();
  if (child == 0) write_for_ever(path, generation, pipe_ends[1]);
  close(pipe_ends[1]);
  usleep(delay);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  int reported = generation;
  while (read(pipe_ends[0], &reported, sizeof reported) == sizeof reported) {
  }
  close(pipe_ends[0]);
  return reported;
}

}  // namespace

TEST_CASE("atomic file: after SIGKILL at any moment the file is exactly the old or the new one" *
          test::asks_for_processes) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("weights.safetensors");
  const int kills = std::getenv("ACTLAB_LONG_TESTS") != nullptr ? 1000 : 200;
  Random random(1, Purpose::test);
  int generation = 0;
  write_generation(path, generation);
  for (int i = 0; i < kills; ++i) {
    const auto delay = static_cast<useconds_t>(random.below(4000));
    const int reported = kill_writer_after(delay, path, generation);
    const int found = stored_generation(path);
    // The one after the last reported may be complete as well: killed before it could say so.
    REQUIRE((found == reported || found == reported + 1));
    generation = found;
  }
  CHECK(generation > 0);  // some writers got through
}

// A program of examples/ as a person runs it.
#pragma once

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/temporary_folder.h"

namespace actlab::test {

struct Run {
  int code = -1;
  std::string output;  // stdout and stderr together
};

inline Run run_in_shell(const std::string& command) {
  Run result;
  FILE* pipe = popen(("(" + command + ") 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer;
  while (const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe)) {
    result.output.append(buffer.data(), count);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) result.code = WEXITSTATUS(status);
  return result;
}

// Asks the program to end with SIGTERM, or sends it another signal, once it has said `part`,
// however long a busy machine takes to get there. `limit` goes before it, such as "ulimit -f 0;".
inline Run run_until(const std::string& arguments, const std::string& part,
                     const std::string& limit = "", int signal = SIGTERM) {
  Run result;
  const std::string command = "echo $$; " + limit + " exec " + ACTLAB_PROGRAMS + "/" + arguments;
  FILE* pipe = popen(("exec 2>&1; " + command).c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> line;
  REQUIRE(fgets(line.data(), line.size(), pipe) != nullptr);
  const auto process = static_cast<pid_t>(std::stol(line.data()));
  bool asked = false;
  while (fgets(line.data(), line.size(), pipe) != nullptr) {
    result.output += line.data();
    if (asked || result.output.find(part) == std::string::npos) continue;
    asked = true;
    kill(process, signal);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) result.code = WEXITSTATUS(status);
  return result;
}

inline Run run(const std::string& arguments, const std::string& environment = "") {
  return run_in_shell(environment + ACTLAB_PROGRAMS + "/" + arguments);
}

// A folder of its own for each test, removed afterwards; written folder / "name".
struct Folder {
  const TemporaryFolder own;
  const std::filesystem::path path = own.path();
  std::string operator/(const std::string& name) const { return (path / name).string(); }
};

inline bool contains(const Run& result, const std::string& part) {
  return result.output.find(part) != std::string::npos;
}

inline std::string read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace actlab::test

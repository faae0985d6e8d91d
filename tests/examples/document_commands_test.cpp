// Every flag that a document gives to a command is one of that command's.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/examples/program_run.h"

namespace fs = std::filesystem;
using namespace actlab::test;

namespace {

std::vector<fs::path> documents() {
  std::vector<fs::path> paths{fs::path(ACTLAB_SOURCE_DIR) / "README.md"};
  for (const auto& entry : fs::recursive_directory_iterator(ACTLAB_SOURCE_DIR "/docs")) {
    if (entry.path().extension() == ".md") paths.push_back(entry.path());
  }
  return paths;
}

std::string program_of(std::string command) {
  std::ranges::replace(command, '-', '_');
  return command;
}

std::string task_of(const std::string& arguments) {
  std::smatch task;
  return std::regex_search(arguments, task, std::regex("--task (\\w+)")) ? task.str() : "";
}

// What the program says of itself, of its subcommand and of the task that is named.
std::string help_of(const std::string& command, const std::string& arguments) {
  static std::map<std::string, std::string> known;
  std::smatch word;
  std::string sub;
  if (std::regex_search(arguments, word, std::regex("^ ([a-z0-9]+)"))) sub = word[1].str();
  const std::string task = task_of(arguments);
  std::string& help = known[command + " " + sub + " " + task];
  if (!help.empty()) return help;
  const std::string program = program_of(command);
  help = run(program + " " + task + " --help").output;
  if (!sub.empty()) help += run(program + " " + sub + " " + task + " --help").output;
  return help;
}

}  // namespace

TEST_CASE("documents: every flag of a command is one that the command has") {
  const std::regex command("\\./run ([a-z-]+)([^`|>#;&]*)");
  const std::regex flag("--[a-z][a-z0-9-]*");
  std::set<std::string> seen;
  for (const fs::path& document : documents()) {
    const std::string whole = read(document.string());
    const std::string text = std::regex_replace(whole, std::regex("\\\\\n *"), " ");
    for (std::sregex_iterator at(text.begin(), text.end(), command), end; at != end; ++at) {
      const std::string name = (*at)[1].str();
      const std::string line = (*at)[2].str();
      const std::string arguments = line.substr(0, line.find('\n'));
      if (!fs::is_regular_file(fs::path(ACTLAB_PROGRAMS) / program_of(name))) continue;
      for (std::sregex_iterator f(arguments.begin(), arguments.end(), flag); f != end; ++f) {
        if (f->str() == "--yes") continue;  // for ./run itself
        seen.insert(name);
        const bool there = help_of(name, arguments).find(f->str()) != std::string::npos;
        CHECK_MESSAGE(there, document.string(), ": ./run ", name, arguments, ": ", f->str());
      }
    }
  }
  CHECK(seen.size() >= 5);
}

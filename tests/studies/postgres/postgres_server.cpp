#include "tests/studies/postgres/postgres_server.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include <actlab/core/base/error.h>

namespace actlab::studies::test {
namespace {

namespace fs = std::filesystem;

// Debian keeps the programs of each version apart and out of PATH.
std::string find_programs() {
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", none)) {
    const fs::path programs = version.path() / "bin";
    if (fs::exists(programs / "initdb") && fs::exists(programs / "pg_ctl")) {
      found.push_back(programs.string());
    }
  }
  return found.empty() ? "" : *std::ranges::max_element(found);
}

}  // namespace

std::unique_ptr<PostgresServer> PostgresServer::start() {
  const std::string programs = find_programs();
  if (programs.empty()) return nullptr;
  return std::unique_ptr<PostgresServer>(new PostgresServer(programs));
}

PostgresServer::PostgresServer(const std::string& programs) : programs_(programs) {
  fs::permissions(folder_.path(), fs::perms::all);  // its user's, not ours
  run("initdb",
      text("-A trust -U postgres --no-sync -E UTF8 --locale=C -D ", folder_.file("data")));
  start_again();
}

PostgresServer::~PostgresServer() {
  try {
    stop();
  } catch (const Error&) {  // it was stopped already
  }
}

void PostgresServer::run(const std::string& program, const std::string& arguments) {
  const std::string user = geteuid() == 0 ? "runuser -u postgres -- " : "";
  const std::string log = folder_.file(program + ".log");
  const std::string command = text("cd ", folder_.path().string(), " && ", user, programs_, "/",
                                   program, " ", arguments, " > ", log, " 2>&1");
  if (std::system(command.c_str()) == 0) return;
  std::ifstream stream(log);
  throw Error(text("[postgres server] failed: ", command, "\n",
                   std::string(std::istreambuf_iterator<char>(stream), {})));
}

void PostgresServer::start_again() {
  run("pg_ctl", text("start -w -D ", folder_.file("data"), " -l ", folder_.file("data/server.log"),
                     " -o \"-k ", folder_.path().string(),
                     " -c listen_addresses='' -c fsync=off -c max_connections=100\""));
}

void PostgresServer::stop() {
  run("pg_ctl", text("stop -w -m immediate -D ", folder_.file("data")));
}

std::string PostgresServer::new_database() {
  const std::string name = text("studies", ++databases_);
  const std::string host = folder_.path().string();
  run("createdb", text("-h ", host, " -U postgres ", name));
  return text("postgresql:///", name, "?host=", host, "&user=postgres");
}

}  // namespace actlab::studies::test

// Every promise of a store, over a PostgreSQL server that this program starts. Exit code 77 (to
// CTest: skipped) where none is installed.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <iostream>

#include "tests/studies/contract/store_address.h"
#include "tests/studies/postgres/postgres_server.h"
#include "tests/studies/postgres/test_server.h"

namespace actlab::studies::test {
namespace {

PostgresServer* server = nullptr;

}  // namespace

PostgresServer& test_server() { return *server; }
std::string new_store_address() { return server->new_database(); }

}  // namespace actlab::studies::test

int main(int argc, char** argv) {
  using namespace actlab::studies::test;
  try {
    const auto started = PostgresServer::start();
    if (!started) {
      std::cout << "skipped: PostgreSQL's server is not installed (apt-get install postgresql)\n";
      return 77;
    }
    server = started.get();
    return doctest::Context(argc, argv).run();
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}

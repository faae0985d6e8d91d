// A PostgreSQL server of a test's own: made in a temporary folder, reached through a socket there,
// and gone with the object. Under root it runs as the user `postgres`, for it refuses root.
#pragma once

#include <memory>
#include <string>

#include "tests/support/temporary_folder.h"

namespace actlab::studies::test {

class PostgresServer {
 public:
  // Empty where PostgreSQL's server is not installed. Throws Error where it does not start.
  static std::unique_ptr<PostgresServer> start();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // postgresql://... of a database that was made for the caller.
  std::string new_database();

  // As pg_ctl does it: at once, clients are thrown out.
  void stop();
  void start_again();

 private:
  explicit PostgresServer(const std::string& programs);
  void run(const std::string& program, const std::string& arguments);

  actlab::test::TemporaryFolder folder_;
  std::string programs_;
  int databases_ = 0;
};

}  // namespace actlab::studies::test

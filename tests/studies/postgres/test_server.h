// The server that the test program has started.
#pragma once

#include "tests/studies/postgres/postgres_server.h"

namespace actlab::studies::test {

PostgresServer& test_server();

}  // namespace actlab::studies::test

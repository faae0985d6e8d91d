// The PostgreSQL seam (libpq): a store that workers of many machines share.
//
// Tables live in the schema `actlab` of the database that the address names. Leases run on the
// server's clock. If that is set forward beyond a lease, or back by any amount, live trials may be
// given to a second worker: work is done twice, but the first worker's late result is refused by
// its token, so nothing is lost or counted twice.
//
// A lost connection is StoreUnavailable; the next begin() connects again. The server ends
// transactions of a client that has been stopped for 30 s, so that it holds nobody up.
#pragma once

#include <memory>
#include <string>

#include <actlab/studies/store/database.h>

namespace actlab::studies {

// `address` as libpq has it: postgresql://user@host:port/database?option=value. Throws
// StoreUnavailable where nobody answers, Error where the server refuses or where waiting cannot
// help (an unknown host), and UsageError for a bad address or where this build has no PostgreSQL.
std::unique_ptr<Database> open_postgres_store(const std::string& address);

}  // namespace actlab::studies

// Where a store is: a path, or the address of a PostgreSQL database. What a person has typed is
// looked at before anything tries it, for two reasons: an address that is meant for a database must
// not become a file, and no message may show a password.
#pragma once

#include <string>

namespace actlab::studies {

bool is_postgres(const std::string& address);

// Throws UsageError where it cannot name a store: empty, another scheme, one slash for two, user
// and host without a scheme, libpq's keywords, or a PostgreSQL address whose password holds / @ ? %
// unescaped, so that a part of it would be taken for the host. No message repeats what may be a
// password.
void require_store_address(const std::string& address);

}  // namespace actlab::studies

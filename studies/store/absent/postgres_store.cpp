// Stands in for ../postgres_store.cpp where libpq is not installed.
#include <actlab/studies/store/postgres_store.h>

namespace actlab::studies {

std::unique_ptr<Database> open_postgres_store(const std::string&) {
  throw UsageError(
      "[store] this build has no PostgreSQL: install libpq-dev and build again, or use a file");
}

}  // namespace actlab::studies

// The tables of a study store, and their version.
//
//   study       one set of trials under one name, with its configuration
//   trial       one training: what, state, who has it until when, result
//   metric      (trial, step, name) -> value
//   controller  the searcher's state after each update, and how many proposals it has consumed
//   proposal    the searcher's proposals in order, each answered by a trial (several by one, if
//               equal functions were proposed)
//   driver      the one process that makes a study's trials now, and until when (since version 2)
#pragma once

#include <cstdint>

#include <actlab/studies/store/database.h>

namespace actlab::studies {

inline constexpr std::int64_t kSchemaVersion = 2;

// Makes the tables where there are none (Missing::create), adds what a store of an older version
// lacks, and checks the version. Throws Error where the store is of a newer version or another
// program's, UsageError where it is empty and may not be made.
void prepare_schema(Database& database, Missing missing);

}  // namespace actlab::studies

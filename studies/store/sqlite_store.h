// The SQLite seam: a store in one file on a local disk, shared by the processes of one machine.
//
// Durability: journal_mode=DELETE and synchronous=FULL. Not the write-ahead log: versions 3.7.0 to
// 3.51.2 can corrupt it (Debian 12 has 3.40.1), one store may be used by several versions at once
// (a container and its host), and trials end too seldom for its speed to matter.
//
// Locks: a write transaction takes its lock at once (begin immediate), for a read transaction that
// upgrades bypasses the busy timeout. A lock is waited for 30 s, then StoreUnavailable. Network
// file systems break these locks, so they are refused; workers on several machines share
// PostgreSQL.
//
// Leases run on the machine's steady clock (seconds since it started, without sleep) under the name
// of its boot, for all workers run on this machine. Setting the clock does nothing to them, a
// laptop that sleeps loses none, and a restart of the machine ends them all at once.
#pragma once

#include <memory>
#include <string>

#include <actlab/studies/store/database.h>

namespace actlab::studies {

// Throws Error with the reason: no such file (without `create`), not writable, damaged, another
// program's; UsageError on a network file system.
std::unique_ptr<Database> open_sqlite_store(const std::string& path, Missing missing);

}  // namespace actlab::studies

// What a store in a local file, and the processes that use it, must know of the machine.
#pragma once

#include <string>

namespace actlab::studies {

// A name for the time since this machine was started; another after every restart. Empty where the
// system does not tell.
std::string boot_name();

// The kind of network file system that holds `path` (or its folder): "NFS", "SMB"...; empty for a
// local one.
std::string network_file_system(const std::string& path);

// Host and process number: "laptop-4711".
std::string process_name();
// True where `name` is that of a process of this machine which has ended.
bool is_dead_process(const std::string& name);

}  // namespace actlab::studies

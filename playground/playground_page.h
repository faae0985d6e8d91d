// The playground as one HTML file, with the core inside as WebAssembly: it opens from disk, needs
// no network, and may not use one.
#pragma once

#include <string>
#include <string_view>

namespace actlab::playground {

// What a build for the browser makes (./run wasm).
struct CoreModule {
  std::string gzip_script;  // playground_module.js
  std::string gzip_wasm;    // playground_module.wasm, both compressed by gzip
};

// Throws Error where these are no such files.
std::string playground_page(const CoreModule& module);

}  // namespace actlab::playground

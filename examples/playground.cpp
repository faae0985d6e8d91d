// The playground as one HTML file. ./run playground builds the core for the browser and calls this.
#include <filesystem>
#include <iostream>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/core/io/read_file.h>
#include <actlab/playground/playground_page.h>
#include "examples/program.h"

using namespace actlab;

namespace {

std::string part_of_module(const std::string& path) {
  if (!std::filesystem::is_regular_file(path)) {
    throw UsageError(text("[playground] there is no ", path,
                          "; ./run playground builds the core for the browser (./run wasm) and "
                          "names its files"));
  }
  return read_file(path);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "One HTML file in which two networks train beside each other in the browser, with any\n"
      "activation. It opens from disk and needs no network.",
      "./run playground");
  std::string script, wasm;
  std::string output = "playground.html";
  app.add_option("--module", script,
                 "playground_module.js of a build for the browser, compressed by gzip")
      ->required();
  app.add_option("--wasm", wasm, "its playground_module.wasm, compressed by gzip")->required();
  app.add_option("-o,--output", output, "the page, HTML")->capture_default_str();
  return run_program(app, argc, argv, [&] {
    write_file(output, playground::playground_page({part_of_module(script), part_of_module(wasm)}));
    std::cout << "written to " << output << ": open it in a browser\n";
  });
}

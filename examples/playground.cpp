// The playground as one HTML file. ./run playground builds the core for the browser and calls this.
#include <iostream>
#include <string>

#include <actlab/core/io/atomic_file.h>
#include <actlab/core/io/read_file.h>
#include <actlab/playground/playground_page.h>
#include "examples/program.h"

using namespace actlab;

int main(int argc, char** argv) {
  CLI::App app(
      "One HTML file in which two networks train beside each other in the browser, with any\n"
      "activation. It opens from disk and needs no network.",
      "./run playground");
  std::string script, wasm;
  std::string output = "playground.html";
  app.add_option("--module", script, "playground.js of a build for the browser")->required();
  app.add_option("--wasm", wasm, "its playground.wasm, compressed by gzip")->required();
  app.add_option("-o,--output", output, "the page, HTML")->capture_default_str();
  return run_program(app, argc, argv, [&] {
    write_file(output, playground::playground_page({read_file(script), read_file(wasm)}));
    std::cout << "written to " << output << ": open it in a browser\n";
  });
}

// What every program of this folder does around its body: read the command line, turn what is
// thrown into one line on stderr, and choose the exit code. The one seam of CLI11.
//
// Exit codes: 0 done; 2 for what the user typed (an unknown flag, a typo in a formula); 1 for
// everything else that went wrong (files, data, memory, divergence).
#pragma once

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "core/base/error.h"

namespace actlab {

// `app` is named as it is called, "./run train".
template <class Body>
int run_program(CLI::App& app, int argc, char** argv, const Body& body) {
  try {
    app.parse(argc, argv);
    body();
    return 0;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help
    std::cerr << "error: " << error.what() << "; see " << app.get_name() << " --help\n";
    return 2;
  } catch (const UsageError& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 1;
  }
}

}  // namespace actlab

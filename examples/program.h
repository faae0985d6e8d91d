// What every program of this folder does around its body: read the command line, turn what is
// thrown into one line on stderr, and choose the exit code.
//
// Exit codes: 0 done; 2 for what the user typed (an unknown flag, a typo in a formula); 1 for
// everything else that went wrong (files, data, memory, divergence, an output that nobody got).
#pragma once

#include <cstdio>
#include <exception>
#include <functional>
#include <iostream>
#include <string>
#include <type_traits>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/suggest.h>
#include "examples/command_line.h"

namespace actlab {

// "; did you mean '--epochs'?" for the first argument that the program does not know.
inline std::string flag_suggestion(const CLI::App& app) {
  std::vector<std::string> known;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  }
  const std::vector<std::string> unknown = app.remaining();
  return unknown.empty() ? "" : did_you_mean(unknown.front(), known);
}

// What is wrong. CLI11 names the arguments that nobody knows last to first; this as they were
// typed.
inline std::string parse_error_text(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = app.remaining(true);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) == nullptr || unknown.empty()) {
    return error.what();
  }
  std::string list;
  for (const std::string& word : unknown) list += " " + word;
  return "not expected:" + list;
}

// `code`, but 1 and a sentence where what was printed did not arrive: the disk is full, or whoever
// read the pipe is gone.
inline int printed(int code) {
  std::cout.flush();
  if (std::cout.good() && std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  std::cerr << "error: the output could not be written whole (disk full, or pipe closed?)\n";
  return code == 0 ? 1 : code;
}

// `app` is named as it is called, "./run train". `body` may return an exit code of its own. `hint`
// may know more about an unknown flag: the end of a message, or nothing.
template <class Body>
int run_program(
    CLI::App& app, int argc, char** argv, const Body& body,
    const std::function<std::string(const std::string&)>& hint = [](const std::string&) {
      return std::string();
    }) {
  try {
    app.parse(argc, argv);
    if constexpr (std::is_void_v<decltype(body())>) {
      body();
      return printed(0);
    } else {
      return printed(body());
    }
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return printed(app.exit(error));  // --help
    const std::vector<std::string> unknown = app.remaining();
    const std::string known = unknown.empty() ? "" : hint(unknown.front());
    std::cerr << "error: " << parse_error_text(app, error)
              << (known.empty() ? flag_suggestion(app) : known) << "; see " << app.get_name()
              << " --help\n";
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

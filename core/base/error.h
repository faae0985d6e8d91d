// The two kinds of failure, and the one way to build their messages.
//
// A message says what was wrong, where, and what to do:
//   [conv2d] input channels must match the weight: got 3 (input [8, 32, 32, 3]), expected 16 (...)
// Programs print the message and exit with 2 for UsageError (what the user typed) and with 1 for
// every other Error (files, data, memory, divergence).
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

namespace actlab {

class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What the user asked for cannot be: an unknown name, a typo in a formula, a bad flag.
class UsageError : public Error {
 public:
  using Error::Error;
};

// Joins values into one string: text("got ", 3, ", expected ", 16).
template <class... Parts>
std::string text(const Parts&... parts) {
  std::ostringstream stream;
  (stream << ... << parts);
  return stream.str();
}

}  // namespace actlab

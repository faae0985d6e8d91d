// The message of the Error that `action` throws, or a sentence that no expectation matches.
#pragma once

#include <string>

#include <actlab/core/base/error.h>

namespace actlab::test {

template <class Action>
std::string error_text(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "(no error was thrown)";
}

// The message of the Error that `body` throws; "" where it throws none.
template <class Body>
std::string error_of(const Body& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

// As error_text, for mistakes of the user's.
template <class Action>
std::string usage_error_text(const Action& action) {
  try {
    action();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "(no usage error was thrown)";
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace actlab::test

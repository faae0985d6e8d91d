// What a checker says of an answer: a line for each thing it tries, then a verdict.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <string>

#include <actlab/core/base/formatted.h>

namespace actlab::exercises {

class Check {
 public:
  void expect(bool right, const std::string& what) {
    std::printf("%s %s\n", right ? "right:  " : "not yet:", what.c_str());
    all_right_ = all_right_ && right;
  }

  // `tolerance` is relative to the larger of |expected| and 1. NaN is never right.
  void equal(double got, double expected, double tolerance, const std::string& what) {
    const double allowed = tolerance * std::max(std::abs(expected), 1.0);
    const bool right = std::abs(got - expected) <= allowed;
    expect(right, what + (right ? formatted(" = %.7g", got)
                                : formatted(" is %.7g, should be %.7g", got, expected)));
  }

  // The exit code: 0 where all is right.
  int verdict() const {
    std::puts(all_right_ ? "All of it is right." : "Not all of it is right yet.");
    return all_right_ ? 0 : 1;
  }

 private:
  bool all_right_ = true;
};

template <class Body>
int check_answer(const Body& body) {
  Check check;
  try {
    body(check);
  } catch (const std::exception& error) {
    check.expect(false, std::string("your answer ended with: ") + error.what());
  }
  return check.verdict();
}

}  // namespace actlab::exercises

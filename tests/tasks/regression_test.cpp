#include <actlab/tasks/regression.h>

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include <actlab/training/setup.h>
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::tasks;
using namespace actlab::training;
using test::contains;
using test::usage_error_text;

namespace {

std::string refusal(const std::string& target, const std::string& range) {
  return usage_error_text([&] {
    RegressionConfig config;
    config.target = target;
    config.range = range;
    training::check(config);
    Regression task(config);
  });
}

std::string csv_refusal(const std::string& path, const std::string& column) {
  return test::error_text([&] {
    RegressionConfig config;
    config.data = "csv:" + path;
    config.target_column = column;
    config.batch_size = 2;
    Regression task(config);
  });
}

}  // namespace

TEST_CASE("regression: a perceptron fits a formula and draws it") {
  RegressionConfig config;
  config.activation = "tanh";
  Regression task(config);
  const auto optimizer = make_optimizer(config, task.model());
  const double before = find_measure(task.evaluate(Part::test), "mse").value();
  make_loop(config, task, *optimizer).run();
  const double after = find_measure(task.evaluate(Part::test), "mse").value();
  CHECK(before > 0.3);
  CHECK(after < 0.002);
  CHECK(task.goal().is_better(after, before));
  CHECK(task.goal().reward(after) > task.goal().reward(before));
  const test::TemporaryFolder folder;
  CHECK(task.draw(folder.path().string()) == std::vector<std::string>{"fit.svg"});
  std::ifstream picture(folder.file("fit.svg"));
  const std::string svg{std::istreambuf_iterator<char>(picture), {}};
  CHECK(contains(svg, "prediction"));
}

TEST_CASE("regression: mse is in the target's own units") {
  RegressionConfig config;
  config.target = "100 * x";
  Regression task(config);
  const Measures measures = task.evaluate(Part::test);
  // x is even on [-3, 3]: the variance of 100 x is 30,000
  CHECK(find_measure(measures, "mse").value() ==
        doctest::Approx(30000.0 * find_measure(measures, "loss").value()).epsilon(0.1));
}

TEST_CASE("regression: targets and ranges that cannot be are refused") {
  CHECK(contains(refusal("log(x)", "-3,3"), "the target log(x) is not defined at x = -"));
  CHECK(contains(refusal("1/(x - x)", "-3,3"), "choose a --range on which it is finite"));
  CHECK(contains(refusal("beta * x", "-3,3"), "the target may have no parameters"));
  CHECK(contains(refusal("sin(3*y)", "-3,3"), "y"));
  for (const char* range : {"3", "3,-3", "1,1", "a,b", "0,inf", "0,1,2", ""}) {
    CHECK(contains(refusal("x", range), "--range must be LOW,HIGH"));
  }
}

TEST_CASE("regression: a target is finite between the samples too") {
  CHECK(contains(refusal("1/x", "-3,3"), "the target 1/x is infinite at x = 0; choose a --range"));
  CHECK(contains(refusal("1/x", "0,3"), "infinite at x = 0"));
  CHECK(contains(refusal("log(x)", "0,3"), "infinite at x = 0"));
  CHECK(contains(refusal("exp(x)", "-3,100"), "beyond 1e30 at x = "));
  const std::vector<std::string> poles = {"1/(x - 0.123456789)",
                                          "1/(x - 0.123456789)^2",
                                          "1/cos(x)",
                                          "log(abs(x - 0.123456789))",
                                          "10 + log(abs(x - 0.123456789))",
                                          "1/sqrt(abs(x - 0.123456789))",
                                          "sin(50*x) + 1e-3/(x + 2.9999)",
                                          "1/(x + 2.9999)^2",
                                          "1/abs(x - 2.99998765)"};
  for (const std::string& target : poles) {
    CHECK_MESSAGE(contains(refusal(target, "-3,3"), "unbounded near x = "),
                  text(target, ": ", refusal(target, "-3,3")));
  }
  CHECK(contains(refusal("1/(x - 0.123456789)", "-3,3"), "unbounded near x = 0.123457; choose"));
  const std::vector<std::string> finite = {
      "sin(x)/x",     "1/(x^2 + 1e-4)",         "1/(x + 3.001)", "sin(300*x)",
      "sqrt(abs(x))", "1 - sqrt(abs(x - 0.1))", "relu(x)",       "(exp(x) - 1)/x",
      "1e29*x",       "abs(x - 0.5)",           "exp(-1e6*x^2)"};
  for (const std::string& target : finite) {
    CHECK_MESSAGE(refusal(target, "-3,3") == "(no usage error was thrown)",
                  text(target, ": ", refusal(target, "-3,3")));
  }
  CHECK(refusal("1/x", "0.001,3") == "(no usage error was thrown)");
  CHECK(refusal("x*log(x)", "0,3") == "(no usage error was thrown)");
}

TEST_CASE("regression: columns of a file are learned and mistakes named") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("a.csv");
  std::ofstream(path) << "size,age,price\n1,2,3\n4,5,6\n7,8,9\n1,2,3\n4,5,6\n7,8,9\n1,2,3\n4,5,6\n"
                         "7,8,9\n4,5,6\n";
  CHECK_FALSE(contains(csv_refusal(path, "price"), "[regression]"));
  CHECK_FALSE(contains(csv_refusal(path, "price"), "[csv]"));
  CHECK(contains(csv_refusal(path, "prise"), "has no column \"prise\"; it has: size, age, price"));
  CHECK(contains(csv_refusal(path, "prise"), "did you mean 'price'?"));
  std::ofstream(path) << "x,y\n1,2\n";
  CHECK(contains(csv_refusal(path, "y"), "has 2 columns and 1 rows"));
  RegressionConfig config;
  config.data = "cifar10";
  CHECK(contains(usage_error_text([&] { training::check(config); }), "--data must be csv:FILE"));
  config.data = "csv:a";
  CHECK(contains(usage_error_text([&] { training::check(config); }), "needs --target-column NAME"));
}

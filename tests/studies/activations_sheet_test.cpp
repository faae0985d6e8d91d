// Activations beside each other: what is alike, what it costs, places, groups and the picture.
#include <actlab/studies/report/activations_sheet.h>

#include <doctest/doctest.h>

#include <actlab/core/base/error.h>
#include <actlab/studies/findings/alike_functions.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::studies;
using actlab::test::contains;
using actlab::test::error_text;
using actlab::test::usage_error_text;
using doctest::Approx;

namespace {

OwnRow row_of(const std::string& activation, const std::vector<double>& values) {
  OwnRow row;
  row.activation = activation;
  row.choice.tried = {{0.1, 0.7, false}};
  row.values = values;
  for (std::size_t i = 0; i < values.size(); ++i) row.seeds.push_back(static_cast<int>(i));
  return row;
}

OwnColumn small_column() {
  OwnColumn column{
      .study = "s",
      .data = "cifar10",
      .model = "resnet20",
      .for_data = "cifar10",
      .for_network = "resnet164",
      .setting = "",
      .batch = "128",
      .part = "test",
      .measure = "accuracy",
      .steps = 800,
      .rows = {row_of("relu", {60.0, 61.0, 62.0}), row_of("swish1", {65.0, 64.0, 63.0}),
               row_of("gcu", {0.0, 0.0, 0.0}), row_of("x * sigmoid(x)", {})},
      .spread = 0.8,
      .freedom = 4};
  column.rows[0].letters = {"b"};
  column.rows[1].letters = {"a"};
  column.rows[2].remark = "3 diverged: 0";
  return column;
}

std::string alike_to(const std::string& activation, const std::vector<std::string>& among) {
  std::vector<std::string> all = {activation};
  all.insert(all.end(), among.begin(), among.end());
  return alike_text(alike_functions(all).front());
}

}  // namespace

TEST_CASE("alike functions: one function under two names, however it is written") {
  CHECK(contains(alike_to("x * sigmoid(x)", {}), "same as swish1"));
  CHECK(contains(alike_to("x / (1 + exp(-x))", {}), "same as swish1"));
  CHECK(contains(alike_to("relu", {"max(0, x)"}), "same as max(0, x)"));
  CHECK(contains(alike_to("tanhexp", {}), "same as telu"));
  CHECK(alike_to("softsign", {}).empty());
  CHECK(alike_to("relu6", {"relu"}).empty());  // equal on most of what a network sees
}

TEST_CASE("alike functions: what starts as another, and what is near it") {
  CHECK(contains(alike_to("swish", {}), "starts as swish1"));
  CHECK(!contains(alike_to("swish", {}), "same as swish1"));
  CHECK(contains(alike_to("gelu_tanh", {}), "within 5e-04 of gelu"));
  CHECK(!contains(alike_to("quick_gelu", {}), "of gelu"));
}

TEST_CASE("activation costs: the median of the turns' ratios, from lines and back") {
  const ActivationCost cost{.data = "cifar10",
                            .model = "resnet20",
                            .activation = "max(x, 0.1 * x)",
                            .seconds = {1.2, 2.6, 9.0, 1.3},
                            .relu_seconds = {1.0, 2.0, 1.0, 1.0},
                            .batch = 128,
                            .threads = 2,
                            .processor = "P"};
  CHECK(cost.over_relu() == Approx(1.3));
  CHECK(cost.over_relu_span().low == Approx(1.2));
  CHECK(cost.over_relu_span().high == Approx(9.0));
  const auto again = parse_costs(to_json_line(cost) + "\n\n" + to_json_line(cost) + "\n", "c");
  REQUIRE(again.size() == 2);
  CHECK(again[1].seconds == cost.seconds);
  CHECK(find_cost(again, "cifar10", "resnet20", "max(x, 0.1 * x)") == &again[1]);
  CHECK(find_cost(again, "cifar100", "resnet20", "max(x, 0.1 * x)") == nullptr);
}

TEST_CASE("activation costs: what cannot be read is refused with its line") {
  const auto text_of = [](const std::string& line) {
    return error_text([&] { parse_costs("\n" + line, "c.jsonl"); });
  };
  CHECK(contains(text_of("{"), "[cost] c.jsonl line 2: "));
  CHECK(contains(text_of("{}"), "[cost] c.jsonl line 2: "));
  const std::string begin = R"({"data":"d","model":"m","activation":"a","batch":1,"threads":1,)"
                            R"("processor":"p","relu_seconds":[1.0],"seconds":)";
  CHECK(parse_costs(begin + "[2.0]}", "c").size() == 1);
  CHECK(contains(text_of(begin + "[]}"), "seconds must be times above 0"));
  CHECK(contains(text_of(begin + "[-1.0]}"), "seconds must be times above 0"));
  CHECK(contains(text_of(begin + "[1.0, 2.0]}"), "seconds has 2 turns and relu_seconds 1"));
}

TEST_CASE("activations sheet: best first, with groups, costs and what is missing") {
  const std::vector<ActivationCost> costs = {
      {"cifar10", "resnet20", "swish1", {1.1, 1.1}, {1.0, 1.0}, 128, 2, "P"}};
  const Sheet sheet = activations_sheet(small_column(), costs, {{"relu", "swish1", "elu"}, 4});
  REQUIRE(sheet.lines.size() == 5);
  for (const auto& line : sheet.lines) CHECK(line.size() == sheet.head.size());
  const std::string alike = "same as x * sigmoid(x); starts as swish; starts as acon_c";
  CHECK(sheet.lines[0] == std::vector<std::string>{"1", "swish1", "64.00", "63.00 to 65.00",
                                                   "3 of 4", "a", "0.1", "1.10 (1.10 to 1.10)",
                                                   alike, ""});
  CHECK(sheet.lines[1][1] == "relu");
  CHECK(sheet.lines[2][1] == "gcu");
  CHECK(sheet.lines[2][9] == "3 diverged: 0");
  CHECK(sheet.lines[3][2] == "not run");
  CHECK(sheet.lines[4][1] == "elu");
  CHECK(sheet.lines[4][2] == "not run");
  CHECK(sheet.lines[4][4] == "0 of 4");
  CHECK(contains(sheet.notes[1], "a: swish1; b: relu."));
}

TEST_CASE("medians: the best on top, a bar where the spread is known, the diverged said") {
  const OwnColumn column = small_column();
  const std::string svg = medians_picture({&column, 1});
  CHECK(svg.find(">swish1<") < svg.find(">relu<"));
  CHECK(svg.find(">relu<") < svg.find(">gcu<"));
  CHECK(contains(svg, "3 of 3 diverged"));
  CHECK(contains(svg, "64.00 a<"));
  CHECK(contains(svg, "test accuracy, %"));
  OwnColumn empty = column;
  empty.rows = {row_of("relu", {})};
  CHECK(usage_error_text([&] {
          medians_picture({&empty, 1});
        }) == "[page] there is no result yet to draw");
}

#include <actlab/tasks/row_classification.h>

#include <doctest/doctest.h>

#include <actlab/layers/activation.h>
#include <actlab/layers/initialise.h>
#include <actlab/layers/linear.h>
#include <actlab/layers/sequential.h>
#include <actlab/optim/adam.h>
#include <actlab/optim/groups.h>
#include <actlab/training/loop.h>
#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::tasks;
using actlab::training::Part;
using test::contains;

namespace {

// Is the first of three numbers the largest?
Rows make_rows(std::int64_t count, std::uint64_t seed) {
  Rows rows{.width = 3};
  Random random(seed, Purpose::test);
  for (std::int64_t i = 0; i < count; ++i) {
    const float a = random.uniform(), b = random.uniform(), c = random.uniform();
    rows.inputs.insert(rows.inputs.end(), {a, b, c});
    rows.labels.push_back(a > b && a > c ? 1 : 0);
  }
  return rows;
}

std::unique_ptr<layers::Layer> make_network() {
  auto network = std::make_unique<layers::Sequential>();
  network->append<layers::Linear>(3, 8);
  network->append<layers::Activation>(formula::compile("tanh(x)"), 8);
  network->append<layers::Linear>(8, 2);
  layers::initialise(*network, layers::InitScheme::he, 1);
  return network;
}

// What a task of these parts is refused with.
std::string refusal(RowParts parts) {
  return test::usage_error_text(
      [&] { RowClassification task(std::move(parts), make_network(), {.batch_size = 2}); });
}

}  // namespace

TEST_CASE("rows: a network of the caller's own learns rows of the caller's own") {
  RowClassification task({make_rows(500, 1), {}, make_rows(200, 2)}, make_network(),
                         {.batch_size = 50, .seed = 1});
  CHECK(task.steps_per_epoch() == 10);
  CHECK(task.description().empty());
  CHECK(task.shown("accuracy", 0.9) == "90.00 %");
  optim::Adam optimizer(optim::groups_of(task.model()));
  CHECK(training::Loop(task, optimizer, optim::constant(0.02), {.steps = 400}).run().finished);
  CHECK(training::find_measure(task.evaluate(training::Part::test), "accuracy").value() > 0.9);
}

TEST_CASE("rows: parts without rows and of other widths are refused") {
  const Rows good = make_rows(4, 1);
  CHECK(refusal({Rows{.width = 3}, {}, {}}) ==
        "[rows] the train part: there are no rows; leave the part out where it has none");
  CHECK(contains(refusal({good, {}, Rows{.width = 3}}), "the test part: there are no rows"));
  CHECK(contains(refusal({good, Rows{}, {}}),
                 "the validation part: a row needs one number or "
                 "more, got a width of 0"));
  CHECK(Rows{}.size() == 0);
  Rows wide = make_rows(4, 1);
  wide.width = 4;
  CHECK(contains(refusal({wide, {}, {}}), "3 rows need as many labels, got 4"));
  wide.labels.pop_back();
  CHECK(contains(refusal({good, {}, wide}), "rows of width 4, but those of training have 3"));
}

TEST_CASE("rows: inputs, labels and targets of different counts are refused") {
  const Rows good = make_rows(4, 1);
  Rows few_labels = good, no_labels = good, below = good, broken = good, targets = good;
  few_labels.labels.resize(2);
  no_labels.labels.clear();
  below.labels[2] = -1;
  broken.inputs.pop_back();
  targets.targets = {1.0f};
  for (const bool in_test : {false, true}) {
    const auto why = [&](const Rows& rows) {
      return in_test ? refusal({good, {}, rows}) : refusal({rows, {}, good});
    };
    CHECK(contains(why(few_labels), "part: 4 rows need as many labels, got 2"));
    CHECK(contains(why(no_labels), "part: there are no labels; classes need one a row"));
    CHECK(contains(why(below), "part: row 2 has the label -1; labels count from 0"));
    CHECK(contains(why(broken), "part: 11 inputs are no whole number of rows of width 3"));
    CHECK(contains(why(targets), "part: 4 rows need as many targets, got 1"));
  }
  CHECK(contains(test::error_text([&] { few_labels.subset({0}); }), "need as many labels"));
  CHECK(test::error_text([&] {
          good.subset({1, 4});
        }) == "[rows] there is no row 4; there are 4, from 0");
  CHECK(contains(test::error_text([&] { good.subset({-1}); }), "there is no row -1"));
}

TEST_CASE("rows: calls that cannot be are sentences") {
  RowClassification task({make_rows(4, 1), {}, {}}, make_network(), {.batch_size = 2});
  const auto why = [](const auto& call) { return test::error_text(call); };
  CHECK(why([&] { task.forward(); }) ==
        "[rows] there is no batch yet: next() takes one, then forward()");
  CHECK(why([&] { task.forward_items(Part::test, {0}); }) == "[rows] there is no test part");
  CHECK(why([&] { task.forward_slice(Part::test, 0); }) == "[rows] there is no test part");
  CHECK(why([&] { task.forward_items(Part::train, {99}); }) ==
        "[rows] the train part has no item 99: there are 4, from 0");
  CHECK(contains(why([&] { task.forward_items(Part::train, {0, -1}); }), "no item -1"));
  CHECK(contains(why([&] { task.forward_items(Part::train, {}); }), "no items were named"));
  CHECK(contains(why([&] { task.forward_slice(Part::train, 99); }), "no slice 99: there are 1"));
  CHECK(contains(why([&] { task.forward_slice(Part::train, -1); }), "no slice -1"));
  CHECK(test::usage_error_text([] {
          RowClassification without({make_rows(4, 1), {}, {}}, nullptr);
        }) == "[rows] a task needs a network, got none");
  task.next();
  CHECK(task.forward().items == 2);
}

TEST_CASE("rows: the usual batch is never more than there is, another one is refused") {
  RowClassification task({make_rows(4, 1), {}, {}}, make_network());
  CHECK(task.steps_per_epoch() == 1);
  REQUIRE(task.notes().size() == 1);
  CHECK(task.notes().front() ==
        "a batch is all 4 rows: the usual batch of 100 is more than there are");
  task.next();
  CHECK(task.forward().items == 4);
  CHECK(contains(
      test::usage_error_text([] {
        RowClassification named({make_rows(4, 1), {}, {}}, make_network(), {.batch_size = 5});
      }),
      "a batch of 5 is more than the 4 rows"));
  CHECK(RowClassification({make_rows(100, 1), {}, {}}, make_network()).notes().empty());
}

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

TEST_CASE("rows: no rows are refused") {
  CHECK(test::usage_error_text([] {
          RowClassification task({Rows{.width = 3}, {}, {}}, make_network());
        }) != "(no usage error was thrown)");
}

// Data, a network and a loop: points of the plane, learned with an activation that is typed as a
// formula. docs/library.md builds such a program outside of this repository.
#include <iostream>

#include <actlab/actlab.h>

using namespace actlab;

tasks::Rows make_points(std::int64_t count, std::uint64_t seed) {
  tasks::Rows points{.width = 2};
  Random random(seed, Purpose::shapes_data);
  for (std::int64_t i = 0; i < count; ++i) {
    const float x = 4.0F * random.uniform() - 2.0F;
    const float y = 4.0F * random.uniform() - 2.0F;
    points.inputs.insert(points.inputs.end(), {x, y});
    points.labels.push_back(x * x + y * y < 2.0F ? 1 : 0);  // inside a circle, or outside
  }
  return points;
}

int main() {
  auto network = std::make_unique<layers::Sequential>();
  network->append<layers::Linear>(2, 16);
  network->append<layers::Activation>(formula::compile("x * sigmoid(beta * x)"), 16);
  network->append<layers::Linear>(16, 2);
  layers::initialise(*network, layers::InitScheme::he, /*seed=*/1);

  tasks::RowClassification task({make_points(2000, 1), {}, make_points(500, 2)}, std::move(network),
                                {.batch_size = 100, .seed = 1});
  optim::Adam optimizer(optim::groups_of(task.model()));
  training::Loop loop(task, optimizer, optim::constant(/*lr=*/0.01), {.steps = 200});
  training::Evaluation evaluation;
  training::Progress progress(std::cout, training::Progress::Style::lines);
  training::ProgressLine progress_line(progress);
  loop.with(evaluation).with(progress_line).run();
}

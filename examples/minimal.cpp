// The whole of it in forty lines: points in a plane, a network with an activation typed as a
// formula, and the loop that trains it. In a project of your own: docs/library.md.
#include <iostream>

#include <actlab/actlab.h>

using namespace actlab;

// Points of the square from -2 to 2: label 1 inside a circle around (0, 0), 0 outside.
struct Points {
  Tensor inputs;
  Indices labels;
};

Points make_points(std::int64_t count, std::uint64_t seed) {
  Tensor inputs = Tensor::zeros({count, 2});
  Random random(seed, Purpose::shapes_data);
  for (float& coordinate : inputs.values()) coordinate = 4.0F * random.uniform() - 2.0F;
  std::vector<std::int32_t> labels;
  const auto at = inputs.values();
  for (std::size_t i = 0; i < at.size(); i += 2) {
    labels.push_back(at[i] * at[i] + at[i + 1] * at[i + 1] < 2.0F ? 1 : 0);
  }
  return {inputs, Indices(labels)};
}

int main() {
  layers::Sequential network;
  network.append<layers::Linear>(2, 16);
  network.append<layers::Activation>(formula::compile("x * sigmoid(beta * x)"), 16);
  network.append<layers::Linear>(16, 2);
  layers::initialise(network, layers::InitScheme::he, /*seed=*/1);
  optim::SGD optimizer(optim::groups_of(network), {.momentum = 0.9});

  const Points points = make_points(512, 1);
  for (int step = 0; step < 500; ++step) {
    const Tensor loss = cross_entropy(network.forward(points.inputs), points.labels);
    backward(loss);
    optimizer.step(/*lr=*/0.1);
    optimizer.clear_gradients();
    if (step % 100 == 99) std::cout << "step " << step + 1 << ": loss " << loss.item() << '\n';
  }
  const Points fresh = make_points(512, 2);
  const Tensor scores = network.forward(fresh.inputs);
  std::int64_t right = 0;
  for (std::int64_t i = 0; i < 512; ++i) {
    const int guess = scores.data()[2 * i + 1] > scores.data()[2 * i] ? 1 : 0;
    right += guess == fresh.labels[i] ? 1 : 0;
  }
  std::cout << "new points right: " << right << " of 512\n";
}

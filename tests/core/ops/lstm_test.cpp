// A recurrent controller trained by policy gradient needs nothing beyond the basic operations:
// three steps of an LSTM (Hochreiter and Schmidhuber 1997, with forget gates) that feeds its own
// choices back in, and the REINFORCE loss (Williams 1992) of these choices.
//
//   [i f g o] = [embedding(choice), h] weight^T + bias
//   c' = sigmoid(f) c + sigmoid(i) tanh(g),   h' = sigmoid(o) tanh(c')
//   loss = -mean over the batch and the steps of advantage * log softmax(h' head^T)[choice]
#include <cmath>

#include <actlab/core/ops/activation.h>
#include <actlab/core/ops/arithmetic.h>
#include <actlab/core/ops/concat.h>
#include <actlab/core/ops/embedding.h>
#include <actlab/core/ops/linear.h>
#include <actlab/core/ops/pick.h>
#include <actlab/core/ops/reduce.h>
#include <actlab/core/ops/slice.h>
#include <actlab/core/ops/softmax.h>
#include "tests/support/gradient_check.h"

using namespace actlab;
using namespace actlab::test;

namespace {

constexpr std::int64_t kBatch = 2;
constexpr std::int64_t kChoices = 4;
constexpr std::int64_t kWidth = 3;  // of the embedding and of the state
constexpr std::int64_t kSteps = 3;

// What was chosen at each step, one a batch entry; the first row starts the sequence.
const std::vector<Indices> kChosen{{0, 1}, {2, 2}, {3, 0}, {1, 2}};
const std::vector<float> kAdvantages{0.75f, -1.5f};

Tensor controller_loss(const std::vector<Tensor>& parameters) {
  const Tensor& table = parameters[0];
  const Tensor& weight = parameters[1];
  const Tensor& bias = parameters[2];
  const Tensor& head = parameters[3];
  const auto sigmoid = formula::compile("sigmoid(x)");
  const auto tanh = formula::compile("tanh(x)");
  Tensor h = Tensor::zeros({kBatch, kWidth});
  Tensor c = Tensor::zeros({kBatch, kWidth});
  Tensor log_probability = Tensor::zeros({kBatch});
  for (std::size_t step = 0; step < static_cast<std::size_t>(kSteps); ++step) {
    const Tensor input = concat({embedding(table, kChosen[step]), h}, 1);
    const Tensor gates = linear(input, weight, bias);
    const auto gate = [&](std::int64_t i) { return slice(gates, 1, i * kWidth, (i + 1) * kWidth); };
    c = activation(gate(1), sigmoid) * c + activation(gate(0), sigmoid) * activation(gate(2), tanh);
    h = activation(gate(3), sigmoid) * activation(c, tanh);
    log_probability = log_probability + pick(log_softmax(linear(h, head)), kChosen[step + 1]);
  }
  return -mean(log_probability * Tensor::from({kBatch}, kAdvantages)) / float{kSteps};
}

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

// log softmax(h head^T)[choice]
double log_probability_of(const double* h, const NaiveTensor& head, std::int64_t choice) {
  double sum = 0.0;
  double chosen = 0.0;
  for (std::int64_t k = 0; k < kChoices; ++k) {
    double logit = 0.0;
    for (std::int64_t j = 0; j < kWidth; ++j) logit += h[j] * head.at({k, j});
    sum += std::exp(logit);
    if (k == choice) chosen = logit;
  }
  return chosen - std::log(sum);
}

NaiveTensor naive_controller_loss(const std::vector<NaiveTensor>& in) {
  NaiveTensor loss{Shape{}};
  for (std::int64_t n = 0; n < kBatch; ++n) {
    double h[kWidth] = {};
    double c[kWidth] = {};
    for (std::size_t step = 0; step < static_cast<std::size_t>(kSteps); ++step) {
      double gates[4 * kWidth];
      for (std::int64_t g = 0; g < 4 * kWidth; ++g) {
        gates[g] = in[2][g];
        for (std::int64_t j = 0; j < kWidth; ++j) {
          gates[g] +=
              in[0].at({kChosen[step][n], j}) * in[1].at({g, j}) + h[j] * in[1].at({g, kWidth + j});
        }
      }
      for (std::int64_t j = 0; j < kWidth; ++j) {
        c[j] = sigmoid(gates[kWidth + j]) * c[j] +
               sigmoid(gates[j]) * std::tanh(gates[2 * kWidth + j]);
        h[j] = sigmoid(gates[3 * kWidth + j]) * std::tanh(c[j]);
      }
      loss[0] -= static_cast<double>(kAdvantages[static_cast<std::size_t>(n)]) *
                 log_probability_of(h, in[3], kChosen[step + 1][n]) / (kBatch * kSteps);
    }
  }
  return loss;
}

std::vector<Tensor> controller_parameters() {
  return {random_tensor({kChoices, kWidth}, 1), random_tensor({4 * kWidth, 2 * kWidth}, 2),
          random_tensor({4 * kWidth}, 3), random_tensor({kChoices, kWidth}, 4)};
}

}  // namespace

TEST_CASE("lstm: loss and gradients of an unrolled controller agree with double") {
  check_operation(controller_parameters(), controller_loss, naive_controller_loss);
}

TEST_CASE("lstm: a step along the gradient makes the better choices likelier") {
  const std::vector<Tensor> parameters = as_parameters(controller_parameters());
  const Tensor before = controller_loss(parameters);
  backward(before);
  for (Tensor parameter : parameters) {
    const Tensor gradient = parameter.gradient();
    for (std::int64_t i = 0; i < parameter.elements(); ++i) {
      parameter.data()[i] -= 0.1f * gradient.data()[i];
    }
  }
  CHECK(controller_loss(parameters).item() < before.item());
}

// Puts a model into evaluation mode, and back however the scope is left.
#pragma once

#include <actlab/layers/module.h>

namespace actlab::training {

class EvaluationMode {
 public:
  explicit EvaluationMode(layers::Module& model) : model_(model), was_training_(model.training()) {
    model_.eval();
  }
  ~EvaluationMode() {
    if (was_training_) model_.train();
  }
  EvaluationMode(const EvaluationMode&) = delete;
  EvaluationMode& operator=(const EvaluationMode&) = delete;

 private:
  layers::Module& model_;
  bool was_training_;
};

}  // namespace actlab::training

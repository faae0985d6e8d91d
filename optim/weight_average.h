// Moving average of weights (Polyak & Juditsky 1992), for judging a network whose weights are still
// on their way; as TensorFlow's ExponentialMovingAverage with a number of updates:
//
//   a = a + (1 - d) (w - a)      d = min(decay, (1 + n) / (10 + n)) after update n, 1 the first
//
// a begins as w is. The smaller d of the first updates lets a short run forget its start. Running
// statistics belong to what is averaged, since those of w do not fit a.
//
//   WeightAverage average(tensors, 0.9999);
//   optimizer.step(lr);
//   average.update(1);
//   const auto use = average.use();      the model has a, until `use` goes, and then w again
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <actlab/core/tensor/tensor.h>

namespace actlab::optim {

class WeightAverage {
 public:
  // Of these tensors by name, which must keep their shapes; copies of their values. Throws
  // UsageError where decay is not from 0 to below 1.
  WeightAverage(std::map<std::string, Tensor> weights, double decay);

  // After update n. The same bits at any number of threads. Throws Error inside use().
  void update(std::int64_t n);

  // While it lives, the tensors hold the averages. Several may live at once. Of none: does nothing.
  class Use {
   public:
    explicit Use(WeightAverage* average);
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    WeightAverage* average_;
  };
  Use use() { return Use(this); }
  bool in_use() const { return uses_ > 0; }

  // The averages, copied. load_state() throws Error naming the first that is missing, left over or
  // of another shape; nothing has changed then.
  std::map<std::string, Tensor> state() const;
  void load_state(const std::map<std::string, Tensor>& state);

 private:
  void exchange();

  std::map<std::string, Tensor> weights_;
  std::map<std::string, Tensor> averages_;
  double decay_;
  int uses_ = 0;
};

}  // namespace actlab::optim

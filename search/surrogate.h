// A surrogate between a method and its candidates: it predicts rewards before any training from
// what a function does to normal inputs, and proposes what it predicts to be best (the idea of
// AQuaSurF, Bingham and Miikkulainen, 2301.05785, who also use the eigenvalues of the Fisher
// information).
//
//   features    of a function: its values at 64 fixed inputs drawn from N(0, 1), brought to mean 0
//               and variance 1, and its derivatives there in the same scale, at the starting values
//               of its parameters
//   prediction  mean reward of the 5 nearest candidates that have a reward, each weighted by the
//               inverse square of its distance in features; 0 for what screen() refuses
//
// For each proposal the method draws 8 candidates; of those whose function has not been proposed
// before, the one of highest prediction is taken (of none, the first). Until 20 rewards are known,
// the first that is not refused is taken.
//
// The method learns from the candidates that were taken as if it had drawn nothing else.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include <actlab/search/method.h>

namespace actlab::search {

class Surrogate : public Method {
 public:
  Surrogate(const Space& space, std::unique_ptr<Method> method)
      : space_(space), method_(std::move(method)) {}

  std::vector<Draw> draw(std::int64_t count, Random& random) override;
  void learn(std::span<const Draw> draws, std::span<const double> rewards) override;
  std::string weights() const override;
  std::string optimizer() const override { return method_->optimizer(); }
  void restore(const std::string& weights, const std::string& optimizer) override;
  std::int64_t usual_batch() const override { return method_->usual_batch(); }
  double baseline() const override { return method_->baseline(); }
  Distribution distribution() const override { return method_->distribution(); }

 private:
  struct Function {
    std::string hash;
    std::vector<float> features;  // empty where it is refused
  };
  struct Known {
    Candidate candidate;
    double reward = 0.0;
  };

  const Function& function_of(const Candidate& candidate);
  double predict(const Function& function);
  // Which of the candidates to take.
  std::size_t choose(std::span<const Draw> pool);

  const Space space_;
  const std::unique_ptr<Method> method_;
  std::vector<Known> known_;
  std::set<std::string> proposed_;  // hashes
  // What has been computed; not part of the state.
  std::unordered_map<std::int64_t, Function> functions_;  // by number of the candidate
};

}  // namespace actlab::search

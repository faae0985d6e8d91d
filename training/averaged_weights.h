// AveragedWeights: judges a run by the mean of its weights after the latest epochs (Vaswani et al.,
// "Attention is all you need", 2017, section 6.1, average the last five checkpoints).
//
// At the end of an epoch the model holds the mean of what it was after the latest N epochs, while
// evaluation looks at it and best.safetensors is written; then it holds its own weights again, and
// training goes on from them, with the same bits as without. Running statistics are averaged like
// weights. A checkpoint holds what the mean is made of.
//
// Give it to the loop first: it brings the weights for all others, and takes them away before a
// checkpoint is written.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include <actlab/layers/state.h>
#include <actlab/training/listener.h>

namespace actlab::training {

class AveragedWeights : public Listener {
 public:
  // `epochs` of 1 leaves all as it is.
  explicit AveragedWeights(std::int64_t epochs) : epochs_(epochs) {}

  void after_epoch(Loop& loop, Record& record) override;
  void settled(Loop& loop) override;
  void save(Checkpoint& checkpoint) const override;
  void load(const Checkpoint& checkpoint) override;

 private:
  std::int64_t epochs_;
  std::deque<layers::State> latest_;    // after whole epochs, the newest last; at most epochs_ - 1
  std::optional<layers::State> own_{};  // while the model holds the mean
};

}  // namespace actlab::training

#include <actlab/datasets/loader.h>

namespace actlab::datasets {

void require_position(Position position, std::int64_t batches) {
  constexpr std::int64_t kEpochs = std::int64_t{1} << 31;
  if (position.epoch >= 0 && position.epoch < kEpochs && position.batch >= 0 &&
      position.batch < batches) {
    return;
  }
  throw Error(text("[loader] no batch ", position.batch, " in epoch ", position.epoch,
                   "; an epoch has ", batches, " batches"));
}

}  // namespace actlab::datasets

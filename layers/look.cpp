#include <actlab/layers/look.h>

namespace actlab::layers {

Look::Look(Module& model) {
  for (const NamedModule& entry : model.modules()) {
    modes_.push_back({entry.module, entry.module->training()});
  }
  for (const NamedBuffer& entry : model.buffers()) {
    copies_.push_back({entry.tensor, entry.tensor.clone()});
  }
  model.train();
}

Look::~Look() {
  for (Copy& copy : copies_) copy.buffer.copy_from(copy.values);
  // A module stands before its descendants, whose own mode comes after.
  for (const Mode& mode : modes_) mode.training ? mode.module->train() : mode.module->eval();
}

}  // namespace actlab::layers

// A row of the table of optimizers.
#include <actlab/optim/signum.h>
#include <actlab/optim/table.h>

namespace actlab::optim {

OptimizerRow signum_row();
OptimizerRow signum_row() {
  // the example
}

}  // namespace actlab::optim

// The networks of a page in the browser, which is to stay small: in place of rows.cpp.
#include <actlab/layers/models/perceptron.h>
#include <actlab/layers/models/resnet.h>
#include <actlab/layers/models/table.h>

namespace actlab::layers {

std::vector<ModelRow> model_rows() { return {resnet_row(), perceptron_row()}; }

}  // namespace actlab::layers

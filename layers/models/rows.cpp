#include <actlab/layers/models/densenet.h>
#include <actlab/layers/models/inception_resnet_v2.h>
#include <actlab/layers/models/inception_v3.h>
#include <actlab/layers/models/inception_v4.h>
#include <actlab/layers/models/mobilenet.h>
#include <actlab/layers/models/nasnet.h>
#include <actlab/layers/models/perceptron.h>
#include <actlab/layers/models/pre_activation_resnet.h>
#include <actlab/layers/models/resnet.h>
#include <actlab/layers/models/table.h>

namespace actlab::layers {

std::vector<ModelRow> model_rows() {
  return {resnet164_row(), resnet_row(),       preact_resnet_row(), wide_resnet_row(),
          densenet_row(),  densenet_bc_row(),  mobilenet_row(),     nasnet_mobile_row(),
          nasnet_row(),    inception_v3_row(), inception_v4_row(),  inception_resnet_v2_row(),
          perceptron_row()};
}

}  // namespace actlab::layers

// A setting of a section that has a field of that name.
#include <actlab/core/base/setting.h>

namespace {

using namespace actlab;

struct Section {
  double dropout = 0.0;
};

[[maybe_unused]] Settings settings(Section& c) {
  return {
      // the example
  };
}

}  // namespace

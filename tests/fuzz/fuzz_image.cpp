// Any bytes are either decoded into an image of the size that the header states, and can then be
// resized, or refused by an Error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include <actlab/core/base/error.h>
#include <actlab/datasets/images/image_file.h>
#include <actlab/datasets/images/resize.h>

using namespace actlab::datasets;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const RgbImage image = decode_image({data, size}, "input");
    if (image.height < 1 || image.width < 1) std::abort();
    if (static_cast<std::int64_t>(image.pixels.size()) != image.height * image.width * 3) {
      std::abort();
    }
    resize_to_square(image, 16);
  } catch (const actlab::Error&) {
    // refused with a sentence
  }
  return 0;
}

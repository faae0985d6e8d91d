// ./run summary: counts of every kind of network, and what it refuses.
#include <doctest/doctest.h>

#include <string>

#include "tests/examples/program_run.h"

using namespace actlab::test;

namespace {

std::string last_line(const std::string& arguments) {
  const Run result = run("summary " + arguments);
  CHECK_MESSAGE(result.code == 0, result.output);
  const std::string output = result.output.substr(0, result.output.find_last_not_of('\n') + 1);
  return output.substr(output.rfind('\n') + 1);
}

void check_refused(const std::string& arguments, const std::string& message) {
  const Run result = run("summary " + arguments);
  CHECK(result.code == 2);
  CHECK_MESSAGE(contains(result, message), result.output);
}

}  // namespace

TEST_CASE("summary: the last line is one JSON object with the counts") {
  CHECK(last_line("resnet20 --activation swish") ==
        R"({"parameters":270410,"activation_parameters":688,"activation_sites":19,)"
        R"("multiply_adds":40551040})");
  CHECK(last_line("densenet-bc100-12 --classes 100 --activation relu") ==
        R"({"parameters":800032,"activation_parameters":0,"activation_sites":99,)"
        R"("multiply_adds":287960472})");
  CHECK(last_line("mobilenet --classes 1000 --activation relu") ==
        R"({"parameters":4231976,"activation_parameters":0,"activation_sites":27,)"
        R"("multiply_adds":568740352})");
  CHECK(last_line("nasnet-mobile --classes 1000 --activation prelu") ==
        R"({"parameters":5320443,"activation_parameters":30465,"activation_sites":192,)"
        R"("multiply_adds":563638816})");
}

TEST_CASE("summary: each layer has a row with its output and what it costs") {
  const Run result = run("summary mobilenet --width-multiplier 0.25 --image-side 64 --classes 200");
  CHECK(contains(result, "mobilenet with swish, 200 classes, one image of 64 x 64 pixels"));
  CHECK(contains(result, "blocks.4.1.conv_pw"));
  CHECK(contains(result, "[1, 2, 2, 256]"));
}

TEST_CASE("summary: what cannot be is refused with what can") {
  check_refused("nasnet-mobile --image-side 12",
                "[model] nasnet-mobile needs images of at least 19 x 19 pixels");
  check_refused("mobilnet", "unknown model 'mobilnet'; did you mean 'mobilenet'?");
  check_refused("nasnet4-1000", "any nasnetN-P with P = 96n");
  check_refused("mobilenet --image-side 0", "--image-side must be from 1 to 4096, got 0");
  check_refused("mobilenet --classes 0", "--classes must be from 1 to 1000000, got 0");
  check_refused("mobilenet --shortcut b", "--shortcut belongs to resnetD");
  check_refused("mobilenet --activation swsh", "did you mean 'swish'?");
}

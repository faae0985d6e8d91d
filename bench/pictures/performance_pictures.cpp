// The pictures of docs/performance.md.
//
//   performance_pictures KERNELS.json FOLDER     writes FOLDER/roofline.svg and FOLDER/winograd.svg
//
// KERNELS.json is what ./run bench kernels wrote.
#include <fstream>
#include <iostream>
#include <iterator>

#include <actlab/core/base/error.h>
#include <actlab/core/io/atomic_file.h>
#include "bench/pictures/roofline.h"
#include "bench/pictures/winograd_path.h"

using namespace actlab;

int main(int argc, char** argv) {
  try {
    if (argc != 3) throw UsageError("usage: performance_pictures KERNELS.json FOLDER");
    const std::string source = argv[1], folder = argv[2];
    std::ifstream file(source);
    if (!file) throw Error("[roofline] cannot read " + source);
    const std::string content(std::istreambuf_iterator<char>(file), {});
    write_file(folder + "/roofline.svg", bench::roofline(parse_json(content, source)));
    write_file(folder + "/winograd.svg", bench::winograd_path());
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << "\n";
    return dynamic_cast<const UsageError*>(&error) != nullptr ? 2 : 1;
  }
}

// safetensors: the file format in which weights travel (huggingface/safetensors).
//
//   u64 little-endian N | N bytes of JSON | values, little-endian, row-major, packed
//   {"__metadata__": {"key": "value"},
//    "conv1.weight": {"dtype": "F32", "shape": [16, 3, 3, 3], "data_offsets": [0, 1728]}, ...}
//
// Every file is taken for hostile: nothing is allocated before the header has been checked against
// the size of the file, so memory stays in proportion to it.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>

#include <actlab/core/tensor/tensor.h>

namespace actlab {

using NamedTensors = std::map<std::string, Tensor>;
using Metadata = std::map<std::string, std::string>;

struct Safetensors {
  NamedTensors tensors;  // F32; F16, BF16 and F64 are converted
  Metadata metadata;
  // Tensors of whole numbers and booleans, which no layer here takes: name -> dtype. PyTorch
  // writes BatchNorm's num_batches_tracked so.
  std::map<std::string, std::string> skipped;
};

// Throws Error naming the file, the tensor and the rule that is broken.
Safetensors read_safetensors(const std::string& path);
// The same from memory; `source` names it in messages.
Safetensors parse_safetensors(std::span<const std::byte> bytes, const std::string& source);

// Writes F32 tensors in the order of their names, whole or not at all (atomic_file.h). Throws Error
// for a name that is not UTF-8 or is "__metadata__", and where the file cannot be written.
void write_safetensors(const std::string& path, const NamedTensors& tensors,
                       const Metadata& metadata = {});
// The bytes before the values: N, the JSON, and spaces so that N is a multiple of 8.
std::string safetensors_header(const NamedTensors& tensors, const Metadata& metadata);

}  // namespace actlab

// Cases with another program's values, read from tests/golden/NAME.json, or where it is not there
// from ACTLAB_GOLDEN/NAME.json: nested lists of numbers as tensors. Those of transformer/ are
// PyTorch 2.15.0's in double precision; their inputs are float32 numbers, so that we start from the
// very same values.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <actlab/core/io/json.h>
#include <actlab/core/tensor/indices.h>
#include <actlab/core/tensor/tensor.h>
#include "tests/support/naive.h"

namespace actlab::test {

// Null, with the reason said, where the file is in neither folder.
inline Json golden_json(const std::string& name) {
  std::string path = ACTLAB_SOURCE_DIR "/tests/golden/" + name + ".json";
  const char* folder = std::getenv("ACTLAB_GOLDEN");
  if (!std::filesystem::exists(path) && folder != nullptr) {
    path = std::string(folder) + "/" + name + ".json";
  }
  std::ifstream file(path);
  if (!file) {
    MESSAGE("skipped: no ", name, ".json in the folder that ACTLAB_GOLDEN names");
    return {};
  }
  std::ostringstream content;
  content << file.rdbuf();
  return parse_json(content.str(), path);
}

// null becomes NaN, which no comparison holds for: leave such places out.
inline void append_numbers(const Json& json, std::vector<double>& to) {
  if (json.is_array()) {
    for (const Json& element : json) append_numbers(element, to);
  } else {
    to.push_back(json.is_null() ? NAN : json.get<double>());
  }
}

// What float32 cannot hold is 0 in it.
inline NaiveTensor golden_values(const Json& json) {
  std::vector<std::int64_t> sizes;
  for (const Json* inner = &json; inner->is_array(); inner = &inner->front()) {
    sizes.push_back(static_cast<std::int64_t>(inner->size()));
    if (inner->empty()) break;
  }
  NaiveTensor result{Shape(std::move(sizes))};
  result.values.clear();
  append_numbers(json, result.values);
  for (double& value : result.values) {
    if (std::abs(value) < 1e-44) value = 0.0;
  }
  return result;
}

inline Tensor golden_tensor(const Json& json) {
  const NaiveTensor values = golden_values(json);
  Tensor result = Tensor::uninitialised(values.shape);
  std::ranges::transform(values.values, result.data(),
                         [](double value) { return static_cast<float>(value); });
  return result;
}

inline Tensor golden_parameter(const Json& json) {
  return golden_tensor(json).set_requires_gradient(true);
}

inline Indices golden_indices(const Json& json) {
  const NaiveTensor values = golden_values(json);
  std::vector<std::int32_t> numbers;
  for (const double value : values.values) numbers.push_back(static_cast<std::int32_t>(value));
  return {values.shape, std::move(numbers)};
}

// The relative L2 distance.
inline double distance(const Tensor& got, const Json& json) {
  return relative_l2(got, golden_values(json));
}

// The largest relative L2 distance of a row along the last axis: a small row counts as much as a
// large one. Rows that are 0 in `expected` are compared with 0.
inline double worst_row(const Tensor& got, const Json& json) {
  const NaiveTensor expected = golden_values(json);
  if (!(got.shape() == expected.shape)) return NAN;
  const std::int64_t width = got.rank() == 0 ? 1 : got.size(-1);
  double worst = 0.0;
  for (std::int64_t at = 0; at < got.elements(); at += width) {
    const auto begin = static_cast<std::size_t>(at);
    const auto count = static_cast<std::size_t>(width);
    const double error = relative_l2(got.values().subspan(begin, count),
                                     std::span(expected.values).subspan(begin, count));
    if (!(error <= worst)) worst = error;
  }
  return worst;
}

}  // namespace actlab::test

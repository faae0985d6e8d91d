// What a network, or one of its units, says all over its inputs, as the network sees them
// (standardised).
//
//   two inputs   size x size places from -reach to reach, rows from above
//   one input    size places from -reach to reach
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <actlab/tasks/table_task.h>

namespace actlab::playground {

// A unit of a layer that the network announces (layers/watch.h): "layers.0.act", 3.
struct Unit {
  std::string site;
  std::int64_t index = 0;
};

// So far from 0 that all rows are inside, with a margin.
float reach(const tasks::TableTask& task);

// The network's outputs, place by place: [places, outputs]. Evaluation mode, nothing recorded.
// Throws UsageError for more than two inputs.
Tensor outputs_over_plane(tasks::TableTask& task, std::int64_t size);
// What the unit makes of each place: [places]. Throws UsageError for a unit that does not exist.
std::vector<float> unit_over_plane(tasks::TableTask& task, std::int64_t size, const Unit& unit);

}  // namespace actlab::playground

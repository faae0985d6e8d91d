#include <actlab/training/result.h>

#include <cmath>

#include <actlab/core/base/error.h>
#include <actlab/core/base/platform.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/core/io/json.h>

namespace actlab::training {

RunResult run_result(const Loop& loop, const Evaluation& evaluation) {
  RunResult result;
  result.steps = loop.steps_done();
  result.measure = loop.task().goal().measure;
  for (const Part part : {Part::test, Part::validation, Part::train}) {
    const auto last = evaluation.last(part);
    if (!last) continue;
    result.part = part;
    result.value_step = last->step;
    const auto value = find_measure(last->measures, result.measure);
    result.known = value.has_value();
    result.value = value.value_or(0.0);
    result.measures = last->measures;
    break;
  }
  return result;
}

std::string result_text(const RunResult& result, const Task& task) {
  std::string line = text(result.steps, " steps");
  if (!result.known) return line;
  line += text(", ", part_name(result.part), " ", result.measure, " ",
               task.shown(result.measure, result.value));
  if (result.value_step != result.steps) {
    line += result.value_step ? text(" (of step ", *result.value_step, ")")
                              : " (of the last whole epoch)";
  }
  return line;
}

void write_result(const std::string& folder, const RunResult& result, const Task& task,
                  std::int64_t seed) {
  Json json = Json::object();
  json["task"] = task.name();
  json["measure"] = result.measure;
  json["part"] = part_name(result.part);
  json["value"] = result.known && std::isfinite(result.value) ? Json(result.value) : Json();
  json["measures"] = Json::object();
  for (const auto& [name, value] : result.measures) {
    json["measures"][name] = std::isfinite(value) ? Json(value) : Json();
  }
  json["seed"] = seed;
  json["steps"] = result.steps;
  for (const auto& [name, count] : task.counts()) json[name] = std::llround(count);
  json["processor"] = processor_name();
  write_file(folder + "/result.json", json.dump(2) + "\n");
}

}  // namespace actlab::training

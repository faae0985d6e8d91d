#include <actlab/training/evaluation.h>

#include <actlab/training/checkpoint.h>
#include <actlab/training/loop.h>

namespace actlab::training {
namespace {

constexpr Part kParts[] = {Part::train, Part::validation, Part::test};
constexpr Part kJudged[] = {Part::validation, Part::test};

std::string key_of(Part part) { return "evaluated." + std::string(part_name(part)); }

}  // namespace

std::optional<Evaluation::Result> Evaluation::last(Part part) const {
  const auto found = last_.find(part);
  if (found == last_.end()) return {};
  return found->second;
}

void Evaluation::after_epoch(Loop& loop, Record& record) {
  last_[Part::train] = {loop.epoch_means(), loop.steps_done()};
  for (const Part part : kJudged) {
    if (loop.task().slices(part) == 0) continue;
    if (part == Part::test && !loop.task().tests_each_epoch()) continue;
    const Measures measures = loop.task().evaluate(part);
    require_measure(measures, loop.task().goal().measure);
    last_[part] = {measures, loop.steps_done()};
    for (const auto& [name, value] : measures) {
      record.values.emplace_back(std::string(part_name(part)) + "_" + name, value);
    }
  }
}

void Evaluation::test_best(Task& task, const std::string& weights, std::int64_t step) {
  if (task.tests_each_epoch() || task.slices(Part::test) == 0) return;
  load_weights(task.model(), weights);
  last_[Part::test] = {task.evaluate(Part::test), step};
}

void Evaluation::save(Checkpoint& checkpoint) const {
  for (const auto& [part, result] : last_) {
    checkpoint.put_measures(key_of(part), result.measures);
    if (result.step) checkpoint.put("evaluated_step." + std::string(part_name(part)), *result.step);
  }
}

void Evaluation::load(const Checkpoint& checkpoint) {
  last_.clear();
  for (const Part part : kParts) {
    if (!checkpoint.has(key_of(part))) continue;
    Result& result = last_[part];
    result.measures = checkpoint.measures(key_of(part));
    const std::string step_key = "evaluated_step." + std::string(part_name(part));
    if (checkpoint.has(step_key)) result.step = checkpoint.whole(step_key);
  }
}

std::optional<Score> score(const Record& record, const Goal& goal) {
  for (const Part part : kJudged) {
    const std::string column = std::string(part_name(part)) + "_" + goal.measure;
    if (const auto value = find_measure(record.values, column)) return Score{part, *value};
  }
  return {};
}

}  // namespace actlab::training

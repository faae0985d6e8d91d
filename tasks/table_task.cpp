#include <actlab/tasks/table_task.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <span>
#include <sstream>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/base/random.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/task_checks.h>

namespace actlab::tasks {
namespace {

using training::Part;

constexpr std::int64_t kSlice = 1000;  // rows that are evaluated together

// The usual batch is never more than there is; another one, which somebody named, is refused.
bool is_fitted(const RowOptions& options, const Rows& rows) {
  return options.batch_size == RowOptions().batch_size && rows.size() < options.batch_size;
}

std::shared_ptr<const datasets::Sampler> sampler(const RowOptions& options, const Rows& rows,
                                                 const std::string& items) {
  return std::make_shared<datasets::EqualCounts>(
      rows.size(),
      datasets::SamplerOptions{
          .batch_size = is_fitted(options, rows) ? rows.size() : options.batch_size,
          .shuffle = options.shuffle,
          .seed = options.seed},
      items);
}

RowOptions row_options(const training::Config& config) {
  return {.batch_size = config.batch_size,
          .shuffle = config.shuffle,
          .seed = static_cast<std::uint64_t>(config.seed)};
}

std::unique_ptr<layers::Layer> given(std::unique_ptr<layers::Layer> model) {
  if (model == nullptr) throw UsageError("[rows] a task needs a network, got none");
  return model;
}

template <class Value>
std::uint64_t hashed(std::uint64_t hash, const std::vector<Value>& values) {
  for (const std::byte byte : std::as_bytes(std::span(values))) {
    hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001B3u;
  }
  return hash;
}

std::uint64_t hash_of(const Rows& rows) {
  const std::uint64_t inputs = hashed(0xCBF29CE484222325u, rows.inputs);
  return hashed(hashed(inputs, rows.targets), rows.labels);
}

// The lines of a fingerprint, by part.
std::map<std::string, std::pair<std::int64_t, std::string>> lines_of(const std::string& text) {
  std::map<std::string, std::pair<std::int64_t, std::string>> lines;
  std::istringstream stream(text);
  std::string part, hash;
  for (std::int64_t rows = 0; stream >> part >> rows >> hash;) lines[part] = {rows, hash};
  return lines;
}

}  // namespace

RowParts split_rows(const training::Config& config, Rows train, Rows test) {
  RowParts parts{std::move(train), {}, {}};
  if (config.evaluate) parts.test = std::move(test);
  if (config.validation == 0) return parts;
  const std::int64_t rows = parts.train.size();
  if (config.validation >= rows) {
    throw UsageError(text("[data] --validation ", config.validation, " leaves none of the ", rows,
                          " rows of training"));
  }
  const datasets::Items order =
      Random(training::data_seed(config), Purpose::validation_split).permutation(rows);
  const auto cut = order.begin() + static_cast<std::ptrdiff_t>(config.validation);
  parts.validation = parts.train.subset({order.begin(), cut});
  parts.train = parts.train.subset({cut, order.end()});
  return parts;
}

TableTask::TableTask(const RowOptions& options, RowParts parts,
                     std::unique_ptr<layers::Layer> model, const std::string& items)
    : parts_(std::make_shared<const RowParts>(checked(std::move(parts)))),
      model_(given(std::move(model))),
      loader_(sampler(options, parts_->train, items),
              [parts = parts_](std::int64_t, const datasets::Items& rows) {
                return parts->train.subset(rows);
              }) {
  if (!is_fitted(options, parts_->train)) return;
  notes_.push_back(text("a batch is all ", parts_->train.size(), " ", items,
                        ": the usual batch of ", options.batch_size, " is more than there are"));
}

TableTask::TableTask(RowParts parts, std::unique_ptr<layers::Layer> model,
                     const RowOptions& options)
    : TableTask(options, std::move(parts), std::move(model), "rows") {}

TableTask::TableTask(const training::Config& config, RowParts parts,
                     std::unique_ptr<layers::Layer> model, const std::string& items)
    : TableTask(row_options(config), std::move(parts), std::move(model), items) {
  activation_ = config.activation;
  if (!config.init.empty()) training::load_weights(*model_, config.init);
}

Metadata TableTask::description() const {
  return activation_.empty() ? Metadata{} : Metadata{{"activation", activation_}};
}

const Rows* TableTask::rows_of(Part part) const {
  const RowParts& all = *parts_;
  if (part == Part::train) return &all.train;
  const auto& rows = part == Part::validation ? all.validation : all.test;
  return rows ? &*rows : nullptr;
}

std::int64_t TableTask::size(Part part) const {
  const Rows* rows = rows_of(part);
  return rows == nullptr ? 0 : rows->size();
}

training::Outcome TableTask::forward() {
  training::require_batch(*this, batch_.size() > 0);
  return outcome(batch_);
}

training::Outcome TableTask::forward_items(Part part, const datasets::Items& items) {
  training::require_items(*this, part, items);
  return outcome(rows_of(part)->subset(items));
}

std::int64_t TableTask::slices(Part part) const { return chunk_count(size(part), kSlice); }

training::Outcome TableTask::forward_slice(Part part, std::int64_t slice) {
  training::require_slice(*this, part, slice);
  const std::int64_t begin = slice * kSlice;
  datasets::Items items(static_cast<std::size_t>(std::min(kSlice, size(part) - begin)));
  std::iota(items.begin(), items.end(), begin);
  return forward_items(part, items);
}

std::int64_t TableTask::data_bytes() const {
  std::int64_t bytes = 0;
  for (const Part part : {Part::train, Part::validation, Part::test}) {
    const Rows* rows = rows_of(part);
    if (rows == nullptr) continue;
    bytes +=
        static_cast<std::int64_t>(sizeof(float) * (rows->inputs.size() + rows->targets.size()) +
                                  sizeof(std::int32_t) * rows->labels.size());
  }
  return bytes;
}

std::string TableTask::data_fingerprint() const {
  std::ostringstream lines;
  for (const Part part : {Part::train, Part::validation, Part::test}) {
    const Rows* rows = rows_of(part);
    if (rows == nullptr) continue;
    lines << part_name(part) << ' ' << std::dec << rows->size() << ' ' << std::hex << hash_of(*rows)
          << '\n';
  }
  return lines.str();
}

std::string TableTask::data_changes(const std::string& before) const {
  const auto now = lines_of(data_fingerprint());
  for (const auto& [part, old] : lines_of(before)) {
    const auto found = now.find(part);
    if (found == now.end() || found->second == old) continue;
    const std::int64_t rows = found->second.first;
    return rows == old.first
               ? text("the data changed: other values in the ", rows, " rows of ", part)
               : text("the data changed: ", part, " had ", old.first, " rows and has ", rows);
  }
  return {};
}

Tensor TableTask::input_tensor(const Rows& rows) {
  const MemoryUseScope scope(MemoryUse::data);
  Tensor inputs = Tensor::uninitialised({rows.size(), rows.width});
  std::ranges::copy(rows.inputs, inputs.data());
  return inputs;
}

}  // namespace actlab::tasks

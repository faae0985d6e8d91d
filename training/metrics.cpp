#include <actlab/training/metrics.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>

#include <actlab/core/base/error.h>
#include <actlab/core/base/formatted.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/training/loop.h>
#include <actlab/training/recorded_run.h>

namespace actlab::training {
namespace {

// JSON has no NaN and no infinity.
std::string nine_digits(double value) {
  return std::isfinite(value) ? formatted("%.9g", value) : "null";
}

// The number behind `key` at the beginning of `line`, or -1.
std::int64_t number_after(std::string_view line, std::string_view key) {
  if (!line.starts_with(key)) return -1;
  std::int64_t number = -1;
  std::from_chars(line.data() + key.size(), line.data() + line.size(), number);
  return number;
}

bool is_kept(std::string_view line, MetricsKept kept) {
  const std::int64_t step = number_after(line, "{\"step\": ");
  const std::int64_t epoch = number_after(line, "{\"epoch\": ");
  return (step > 0 && step <= kept.steps) || (epoch > 0 && epoch <= kept.epochs);
}

// The bytes before the first line that is not kept, or that was cut short when a run was killed.
std::uintmax_t kept_bytes(const std::string& path, MetricsKept kept) {
  std::ifstream file(path, std::ios::binary);
  std::uintmax_t bytes = 0;
  for (std::string line; std::getline(file, line) && !file.eof();) {
    if (!is_kept(line, kept)) break;
    bytes += line.size() + 1;
  }
  return bytes;
}

std::ofstream open_to_append(const std::string& path) {
  std::ofstream file(path, std::ios::binary | std::ios::app);
  if (!file) throw Error(text("[metrics] cannot open ", path, ": ", std::strerror(errno)));
  return file;
}

std::ofstream open_after(const std::string& path, MetricsKept kept) {
  std::error_code error;
  if (std::filesystem::exists(path)) {
    if (!std::filesystem::is_regular_file(path)) {
      throw Error(text("[metrics] ", path, " is no regular file, and cannot be continued"));
    }
    std::filesystem::resize_file(path, kept_bytes(path, kept), error);
    if (error) throw Error(text("[metrics] cannot shorten ", path, ": ", error.message()));
  }
  return open_to_append(path);
}

void append(std::ofstream& file, const std::string& path, const std::string& line) {
  file << line << std::flush;
  if (!file) throw Error(text("[metrics] cannot write ", path, ": ", std::strerror(errno)));
}

std::string csv_line(const std::vector<std::string>& cells) { return joined(cells, ",") + '\n'; }

std::string json_line(const Record& record) {
  std::string object = text("{\"", record.unit, "\": ", record.at);
  for (const auto& [name, value] : record.values) {
    object += ", \"" + name + "\": " + nine_digits(value);
  }
  return object + "}\n";
}

// The first record of a column decides where it stands.
void add_columns(std::vector<std::string>& columns, const Record& record) {
  if (columns.empty()) columns.push_back(record.unit);
  for (const auto& [name, value] : record.values) {
    if (std::ranges::count(columns, name) == 0) columns.push_back(name);
  }
}

std::string csv_row(const std::vector<std::string>& columns, const Record& record) {
  std::vector<std::string> cells(columns.size());
  cells.front() = std::to_string(record.at);
  for (std::size_t i = 1; i < columns.size(); ++i) {
    const auto value = find_measure(record.values, columns[i]);
    if (value && std::isfinite(*value)) cells[i] = nine_digits(*value);
  }
  return csv_line(cells);
}

}  // namespace

MetricsFiles::MetricsFiles(const std::string& folder, MetricsKept kept)
    : folder_(folder), jsonl_(open_after(folder + "/metrics.jsonl", kept)) {
  for (const char* unit : {"step", "epoch"}) rebuild(unit);
}

void MetricsFiles::write(const Record& record) {
  append(jsonl_, folder_ + "/metrics.jsonl", json_line(record));
  Table& table = tables_[record.unit];
  const std::size_t before = table.columns.size();
  add_columns(table.columns, record);
  if (table.columns.size() != before) return rebuild(record.unit);
  append(table.file, csv_path(record.unit), csv_row(table.columns, record));
}

// Writes the table of one unit anew from all records: columns may have come, and what a run that
// was killed had written beyond its checkpoint is gone.
void MetricsFiles::rebuild(const std::string& unit) {
  std::vector<Record> records = read_records(folder_ + "/metrics.jsonl");
  std::erase_if(records, [&](const Record& record) { return record.unit != unit; });
  Table& table = tables_[unit];
  for (const Record& record : records) add_columns(table.columns, record);
  std::string content = table.columns.empty() ? "" : csv_line(table.columns);
  for (const Record& record : records) content += csv_row(table.columns, record);
  table.file.close();
  write_file(csv_path(unit), content);
  table.file = open_to_append(csv_path(unit));
}

void MetricsLog::begin(Loop& loop) {
  const MetricsKept kept{loop.steps_done(), loop.task().position().epoch};
  files_ = std::make_unique<MetricsFiles>(folder_, kept);
}

void MetricsLog::after_update(Loop& loop, const Update& update) {
  since_record_.add(update);
  if (update.step % every_ != 0) return;
  const std::string per_second = loop.task().unit() + "_per_second";
  files_->write(
      {"step",
       update.step,
       {{"loss", update.loss}, {"lr", update.lr}, {per_second, since_record_.items_per_second()}}});
  since_record_ = {};
}

void MetricsLog::after_epoch(Loop&, Record& record) { files_->write(record); }

}  // namespace actlab::training

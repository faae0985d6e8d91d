#include <actlab/training/metrics.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string_view>

#include <actlab/core/base/error.h>

namespace actlab::training {
namespace {

constexpr std::array kColumns = {"step",
                                 "epoch",
                                 "loss",
                                 "train_loss",
                                 "train_accuracy",
                                 "validation_loss",
                                 "validation_accuracy",
                                 "test_loss",
                                 "test_accuracy",
                                 "lr",
                                 "seconds",
                                 "images_per_second"};

// JSON has no NaN and no infinity.
std::string nine_digits(double value) {
  if (!std::isfinite(value)) return "null";
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.9g", value);
  return buffer.data();
}

std::string header_line() {
  std::string line;
  for (const char* column : kColumns) {
    if (!line.empty()) line += ',';
    line += column;
  }
  return line + '\n';
}

// The number behind `key` at the beginning of `line`, or -1.
std::int64_t number_after(std::string_view line, std::string_view key) {
  if (!line.starts_with(key)) return -1;
  std::int64_t number = -1;
  std::from_chars(line.data() + key.size(), line.data() + line.size(), number);
  return number;
}

bool is_kept(std::string_view line, MetricsKept kept) {
  if (line == header_line()) return true;
  // JSON: {"step": 7, ...} or {"epoch": 1, ...}; CSV: 7,,... or ,1,...
  const std::int64_t step = std::max(number_after(line, "{\"step\": "), number_after(line, ""));
  const std::int64_t epoch = std::max(number_after(line, "{\"epoch\": "), number_after(line, ","));
  return (step > 0 && step <= kept.steps) || (epoch > 0 && epoch <= kept.epochs);
}

// The bytes before the first line that is not kept, or that was cut short when a run was killed.
std::uintmax_t kept_bytes(const std::string& path, MetricsKept kept) {
  std::ifstream file(path, std::ios::binary);
  std::uintmax_t bytes = 0;
  for (std::string line; std::getline(file, line) && !file.eof();) {
    line += '\n';
    if (!is_kept(line, kept)) break;
    bytes += line.size();
  }
  return bytes;
}

std::ofstream open_after(const std::string& path, MetricsKept kept) {
  std::error_code error;
  if (std::filesystem::exists(path)) {
    std::filesystem::resize_file(path, kept_bytes(path, kept), error);
    if (error) throw Error(text("[metrics] cannot shorten ", path, ": ", error.message()));
  }
  std::ofstream file(path, std::ios::binary | std::ios::app);
  if (!file) throw Error(text("[metrics] cannot open ", path, ": ", std::strerror(errno)));
  return file;
}

void append(std::ofstream& file, const std::string& path, const std::string& line) {
  file << line << std::flush;
  if (!file) throw Error(text("[metrics] cannot write ", path, ": ", std::strerror(errno)));
}

}  // namespace

MetricsLog::MetricsLog(const std::string& folder, MetricsKept kept)
    : folder_(folder),
      jsonl_(open_after(folder + "/metrics.jsonl", kept)),
      csv_(open_after(folder + "/metrics.csv", kept)) {
  if (std::filesystem::file_size(folder + "/metrics.csv") == 0) {
    append(csv_, folder_ + "/metrics.csv", header_line());
  }
}

void MetricsLog::write(const Cells& cells) {
  std::string object;
  for (const auto& [name, number] : cells) {
    object += (object.empty() ? "{\"" : ", \"") + name + "\": " + number;
  }
  std::string row;
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    if (i > 0) row += ",";
    for (const auto& [name, number] : cells) {
      if (name == kColumns[i] && number != "null") row += number;
    }
  }
  append(jsonl_, folder_ + "/metrics.jsonl", object + "}\n");
  append(csv_, folder_ + "/metrics.csv", row + "\n");
}

void MetricsLog::write(const StepRecord& record) {
  write(Cells{{"step", std::to_string(record.step)},
              {"loss", nine_digits(record.loss)},
              {"lr", nine_digits(record.lr)},
              {"images_per_second", nine_digits(record.images_per_second)}});
}

void MetricsLog::write(const EpochRecord& record) {
  Cells cells = {{"epoch", std::to_string(record.epoch)},
                 {"train_loss", nine_digits(record.train_loss)},
                 {"train_accuracy", nine_digits(record.train_accuracy)}};
  const auto add = [&](const char* name, const std::optional<double>& value) {
    if (value) cells.emplace_back(name, nine_digits(*value));
  };
  add("validation_loss", record.validation_loss);
  add("validation_accuracy", record.validation_accuracy);
  add("test_loss", record.test_loss);
  add("test_accuracy", record.test_accuracy);
  add("lr", record.lr);
  add("seconds", record.seconds);
  add("images_per_second", record.images_per_second);
  write(cells);
}

}  // namespace actlab::training

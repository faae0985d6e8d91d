#include <actlab/dynamics/event_log.h>

#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <actlab/core/base/error.h>
#include <actlab/dynamics/record_files.h>
#include <actlab/training/checkpoint.h>
#include <actlab/training/loop.h>

namespace actlab::dynamics {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNameKey = "dynamics.events";
constexpr const char* kBytesKey = "dynamics.events_bytes";

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

double square(double value) { return value * value; }

void add_histograms(const Snapshot& snapshot, Summary& summary) {
  for (const SiteLook& site : snapshot.sites) {
    if (!site.activation) continue;
    const ActivationLook& a = *site.activation;
    summary.add("z/" + site.name, Scale::value, a.z, a.z_mean,
                square(a.z_mean) + square(a.z_deviation));
    summary.add("y/" + site.name, Scale::value, a.y, a.y_mean, a.y_square);
    summary.add("gradient/" + site.name, Scale::gradient, a.gradient, kNotMeasured,
                square(site.entering));
  }
  for (const ParameterLook& p : snapshot.parameters) {
    summary.add("parameter_gradient/" + p.name, Scale::gradient, p.gradients, kNotMeasured,
                square(p.gradient));
  }
}

}  // namespace

void EventLog::write(const Layout&, const Snapshot& snapshot) {
  Summary summary;
  for (const NamedStatistic& s : statistics(snapshot)) {
    if (std::isnan(s.value)) continue;
    summary.add(s.name.empty() ? "look/" + s.statistic : s.statistic + "/" + s.name, s.value);
  }
  add_histograms(snapshot, summary);
  append(summary, snapshot.step);
}

// What stands beyond the checkpoint's bytes goes with open().
void EventLog::begin(std::int64_t) { open(); }

void EventLog::after_update(training::Loop&, const training::Update& update) {
  if (update.step % every_ != 0) return;
  Summary summary;
  summary.add("loss", update.loss);
  summary.add("lr", update.lr);
  append(summary, update.step);
}

void EventLog::after_epoch(training::Loop& loop, training::Record& record) {
  Summary summary;
  for (const auto& [name, value] : record.values) summary.add("epoch/" + name, value);
  append(summary, loop.steps_done());
}

void EventLog::save(training::Checkpoint& checkpoint) const {
  if (name_.empty()) return;
  checkpoint.put(kNameKey, name_);
  checkpoint.put(kBytesKey, bytes_);
}

void EventLog::load(const training::Checkpoint& checkpoint) {
  name_.clear();
  bytes_ = 0;
  if (!checkpoint.has(kNameKey)) return;
  name_ = checkpoint.word(kNameKey);
  bytes_ = checkpoint.whole(kBytesKey);
}

void EventLog::open() {
  if (is_open_) return;
  is_open_ = true;
  std::error_code error;
  const fs::path known = fs::path(folder_) / name_;
  if (!name_.empty() && fs::is_regular_file(known, error) &&
      fs::file_size(known, error) >= static_cast<std::uintmax_t>(bytes_)) {
    fs::resize_file(known, static_cast<std::uintmax_t>(bytes_), error);
    if (!error) return;
  }
  const double now = seconds_now();
  name_ = text("events.out.tfevents.", static_cast<std::int64_t>(now), ".actlab");
  bytes_ = 0;
  append(version_record(now));
}

void EventLog::append(const Summary& summary, std::int64_t step) {
  open();
  if (!summary.empty()) append(summary.record(seconds_now(), step));
}

void EventLog::append(const std::string& bytes) {
  if (failed_) return;
  const std::string path = folder_ + "/" + name_;
  std::ofstream file(path, std::ios::binary | std::ios::app);
  file << bytes << std::flush;
  if (file) {
    bytes_ += std::ssize(bytes);
    return;
  }
  failed_ = true;
  say_(text("note: [dynamics] cannot write ", path, ": ", std::strerror(errno),
            "; training goes on, and nothing more is recorded there"));
}

}  // namespace actlab::dynamics

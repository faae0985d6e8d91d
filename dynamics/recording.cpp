#include <actlab/dynamics/recording.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <unordered_set>

#include <actlab/core/base/error.h>
#include <actlab/dynamics/snapshot_json.h>

namespace actlab::dynamics {
namespace {

template <class Entry>
bool has_name(const std::vector<Entry>& entries, const std::string& name) {
  return std::ranges::find(entries, name, &Entry::name) != entries.end();
}

bool same(const FormulaEntry& a, const FormulaEntry& b) {
  return a.name == b.name && a.text == b.text && a.parameters == b.parameters;
}

std::int64_t place_of(const FormulaEntry& entry, std::vector<FormulaEntry>& formulas) {
  const auto found = std::ranges::find_if(formulas, [&](const auto& f) { return same(f, entry); });
  const auto place = found - formulas.begin();
  if (found == formulas.end()) formulas.push_back(entry);
  return place;
}

// Adds what a further header names. What it says of the whole run is true from now on.
void unite(Layout& all, const Layout& more) {
  all.task = more.task;
  all.description = more.description;
  all.examples = more.examples;
  all.slices = more.slices;
  all.sequences = more.sequences;
  for (Site site : more.sites) {
    if (has_name(all.sites, site.name)) continue;
    if (site.formula) {
      const auto place = static_cast<std::size_t>(*site.formula);
      site.formula = place_of(more.formulas[place], all.formulas);
    }
    all.sites.push_back(std::move(site));
  }
  for (const ParameterEntry& entry : more.parameters) {
    if (!has_name(all.parameters, entry.name)) all.parameters.push_back(entry);
  }
}

template <class Look, class Entry>
void keep_named(std::vector<Look>& looks, const std::vector<Entry>& entries) {
  std::unordered_set<std::string_view> names;
  for (const Entry& entry : entries) names.insert(entry.name);
  std::erase_if(looks, [&](const Look& look) { return !names.contains(look.name); });
}

void add_look(Recording& recording, Snapshot snapshot) {
  keep_named(snapshot.sites, recording.layout.sites);
  keep_named(snapshot.parameters, recording.layout.parameters);
  std::erase_if(recording.snapshots,
                [&](const Snapshot& before) { return before.step >= snapshot.step; });
  recording.snapshots.push_back(std::move(snapshot));
}

}  // namespace

Recording read_recording(const std::string& path) {
  if (std::filesystem::is_directory(path)) {
    throw Error(text("[dynamics] cannot read ", path, ": ", std::strerror(EISDIR)));
  }
  if (std::filesystem::exists(path) && !std::filesystem::is_regular_file(path)) {
    throw Error(text("[dynamics] cannot read ", path, ": it is no regular file"));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(text("[dynamics] cannot read ", path, ": ", std::strerror(errno)));
  Recording recording;
  std::string line;
  for (std::int64_t number = 1; std::getline(file, line); ++number) {
    const std::string source = text(path, ", line ", number);
    try {
      if (file.eof()) throw Error(text("[dynamics] ", source, " is cut short"));
      if (is_header_line(line)) {
        unite(recording.layout, parse_header(line, source));
      } else if (number == 1) {
        throw Error(text("[dynamics] ", path, " is no record of a network: its first line must ",
                         "have \"actlab_dynamics\""));
      } else {
        add_look(recording, parse_snapshot(line, source));
      }
    } catch (const Error& error) {
      if (number == 1 && !file.eof()) throw;
      recording.remark = text(error.what(), "; what stands from there on is left out");
      break;
    }
  }
  return recording;
}

}  // namespace actlab::dynamics

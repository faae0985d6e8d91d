#include <actlab/datasets/images/fingerprint.h>

#include <algorithm>
#include <cstdint>
#include <ios>
#include <map>
#include <sstream>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>

namespace actlab::datasets {
namespace {

constexpr const char* kTrain = "train/";
constexpr const char* kTest = "test/";

struct Group {
  std::int64_t files = 0;
  std::uintmax_t bytes = 0;
  std::uint64_t hash = 0xCBF29CE484222325u;

  void add(const std::string& name, std::uintmax_t size) {
    ++files;
    bytes += size;
    for (const char c : text(name, '\n', size, '\n')) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    }
  }
  bool operator==(const Group&) const = default;
};

using Groups = std::map<std::string, Group>;

// A group's name ends its line: a folder's name may hold spaces, but no end of line.
std::string one_line(std::string name) {
  std::ranges::replace(name, '\n', '?');
  return name;
}

Groups parse(const std::string& fingerprint) {
  Groups groups;
  std::istringstream lines(fingerprint);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    Group group;
    std::string name;
    fields >> group.files >> group.bytes >> std::hex >> group.hash >> std::ws;
    std::getline(fields, name);
    groups[name.empty() ? line : name] = group;  // no such line: then as it stands
  }
  return groups;
}

bool has_part(const Groups& groups, const char* part) {
  return std::ranges::any_of(groups,
                             [&](const auto& entry) { return entry.first.starts_with(part); });
}

std::string difference(const std::string& name, const Group& before, const Group& now) {
  if (before.files != now.files) {
    return text(name, " had ", before.files, " files and has ", now.files);
  }
  return text(name, " has files of other names or sizes");
}

}  // namespace

std::string data_fingerprint(const std::string& name, const OpenOptions& options, Parts parts) {
  Groups groups;
  for (const Part part : {Part::train, Part::test}) {
    if (part == Part::test && parts == Parts::train) continue;
    const std::string part_name = part == Part::train ? kTrain : kTest;
    for (const DataFile& file : data_files(name, part, options)) {
      groups[one_line(part_name + file.group)].add(file.name, file.bytes);
    }
  }
  std::ostringstream lines;
  for (const auto& [group_name, group] : groups) {
    lines << std::dec << group.files << ' ' << group.bytes << ' ' << std::hex << group.hash << ' '
          << group_name << '\n';
  }
  return lines.str();
}

std::string data_changes(const std::string& before, const std::string& now) {
  constexpr std::size_t kMostTold = 5;
  Groups old_groups = parse(before);
  Groups new_groups = parse(now);
  for (const char* part : {kTrain, kTest}) {
    if (has_part(old_groups, part) && has_part(new_groups, part)) continue;
    const auto of_part = [&](const auto& entry) { return entry.first.starts_with(part); };
    std::erase_if(old_groups, of_part);
    std::erase_if(new_groups, of_part);
  }
  std::vector<std::string> changes;
  for (const auto& [name, group] : old_groups) {
    const auto found = new_groups.find(name);
    if (found == new_groups.end()) {
      changes.push_back(name + " is gone");
    } else if (found->second != group) {
      changes.push_back(difference(name, group, found->second));
    }
  }
  for (const auto& [name, group] : new_groups) {
    if (!old_groups.contains(name)) changes.push_back(name + " is new");
  }
  if (changes.empty()) return "";
  if (changes.size() > kMostTold) {
    const std::string left = text("and ", changes.size() - kMostTold, " more");
    changes.resize(kMostTold);
    changes.push_back(left);
  }
  return "the data changed: " + joined(changes, "; ");
}

}  // namespace actlab::datasets

// Settings of a search method: numbers and words by name, given as one JSON object.
//
//   Settings settings(R"({"population": 50})", "evolution");
//   settings.number("population", options.population, 2.0, 1e6);
//   settings.finish();
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace actlab::search {

class Settings {
 public:
  // Empty text is an empty object. UsageError for anything but numbers and words by name.
  Settings(std::string_view json, std::string method);

  // Overwrite `value` where it is given. UsageError outside [least, most], and for a part of a
  // whole number.
  void number(const std::string& name, double& value, double least, double most);
  void number(const std::string& name, std::int64_t& value, std::int64_t least, std::int64_t most);
  void word(const std::string& name, std::string& value, const std::vector<std::string>& known);

  // UsageError naming the first setting that nobody has asked for.
  void finish() const;

 private:
  [[noreturn]] void refuse(const std::string& why) const;

  std::string method_;
  std::map<std::string, double> numbers_;
  std::map<std::string, std::string> words_;
  std::vector<std::string> known_;
};

}  // namespace actlab::search

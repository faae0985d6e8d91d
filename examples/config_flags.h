// The flags of a program that trains or evaluates: one for each field of training::Config.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <actlab/training/config.h>
#include <actlab/training/config_text.h>

namespace actlab {

class ConfigFlags {
 public:
  // Adds flags for the fields named in `only`, or for all of them. `defaults` is for the help.
  explicit ConfigFlags(CLI::App& app, const std::vector<std::string>& only = {},
                       const training::Config& defaults = {}) {
    training::visit_fields(
        defaults, [&](const char* name, const auto& field, training::OnResume, const char* help) {
          if (!only.empty() && std::ranges::count(only, name) == 0) return;
          if (std::string_view(name) == "quiet") {  // the one switch: it stands alone
            app.add_flag_callback(
                "--quiet", [this] { words_["quiet"] = {"on"}; }, help);
            return;
          }
          using Field = std::decay_t<decltype(field)>;
          constexpr bool three = std::is_same_v<Field, std::optional<training::ThreeNumbers>>;
          // one flag, several times: the last one counts
          CLI::Option* option = app.add_option(std::string("--") + name, words_[name], help)
                                    ->type_name(type_name<Field>())
                                    ->expected(three ? 3 : 1)
                                    ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
          const std::string usual = training::field_text(defaults, name);
          if (!usual.empty()) option->default_str(usual);
        });
  }

  // Sets the fields whose flags were given.
  void apply(training::Config& config) const {
    for (const auto& [name, words] : words_) {
      if (!words.empty()) training::set_field(config, name, words);
    }
  }

 private:
  template <class Field>
  static std::string type_name() {
    if (std::is_same_v<Field, bool>) return "on|off";
    if (std::is_same_v<Field, std::string>) return "TEXT";
    if (std::is_same_v<Field, std::optional<training::ThreeNumbers>>) return "R G B";
    if (std::is_same_v<Field, std::vector<std::int64_t>>) return "N,N";
    const bool whole =
        std::is_same_v<Field, std::int64_t> || std::is_same_v<Field, std::optional<std::int64_t>>;
    return whole ? "N" : "NUMBER";
  }

  std::map<std::string, std::vector<std::string>> words_;
};

}  // namespace actlab

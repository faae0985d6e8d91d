// A setting: one named value of a configuration. A section of a configuration is a plain struct
// whose room lists its fields once, as settings; flags, JSON and help texts all come from that
// list.
//
//   struct ScheduleConfig { std::string schedule = "cosine"; ... };
//   Settings settings(ScheduleConfig& c) {
//     return {{"schedule", &c.schedule, OnResume::free, "constant, steps or cosine"}, ...};
//   }
//
// A setting "batch-size" is the flag --batch-size and the JSON key "batch_size".
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace actlab {

using ThreeNumbers = std::array<double, 3>;

// Where the value lies: one of the types that a setting may have.
using SettingField =
    std::variant<std::string*, bool*, std::int64_t*, double*, std::optional<std::string>*,
                 std::optional<bool>*, std::optional<std::int64_t>*, std::optional<double>*,
                 std::optional<ThreeNumbers>*, std::vector<std::int64_t>*>;

// Whether a run may be resumed with another value: `fixed` settings are part of what the run is.
enum class OnResume { fixed, free };

struct Setting {
  std::string name;
  SettingField field;
  OnResume on_resume = OnResume::fixed;
  std::string help;
  // Where the setting has no effect: why, as an error would say it. It is left out of files then.
  std::string idle = {};
};

// Valid as long as the struct whose fields they name.
using Settings = std::vector<Setting>;

}  // namespace actlab

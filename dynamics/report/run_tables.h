// A recording as tables: what was measured at each site and parameter, over all looks.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include <actlab/dynamics/recording.h>

namespace actlab::dynamics {

// Where sites and parameters stand in a layout.
class Rows {
 public:
  explicit Rows(const Layout& layout);

  std::size_t site(const std::string& name) const { return sites_.at(name); }
  std::size_t parameter(const std::string& name) const { return parameters_.at(name); }
  bool has_site(const std::string& name) const { return sites_.contains(name); }

 private:
  std::unordered_map<std::string, std::size_t> sites_, parameters_;
};

// One number of every row at every look; NaN where there is none.
struct Statistic {
  std::string name;      // "slope-square"
  bool of_sites = true;  // false: of parameters
  std::vector<std::vector<double>> rows;
};

// All of them at the looks `chosen`, in rising order. What counts events, deaths and revivals,
// counts those of the looks left out as well.
std::vector<Statistic> statistics_of(const Recording& recording, const Rows& rows,
                                     const std::vector<std::size_t>& chosen);

}  // namespace actlab::dynamics

// The legend of a figure, and which colour and dash each of its series has.
#pragma once

#include <string>
#include <vector>

#include <actlab/report/figure.h>
#include <actlab/report/svg.h>

namespace actlab::report {

struct Ink {
  std::string color;
  std::string dash;
};

class Legend {
 public:
  // One entry a label, in the order in which the panels name them.
  explicit Legend(const Figure& figure);

  bool empty() const { return entries_.empty(); }
  Ink ink_of(const Panel& panel, const Series& series) const;

  // Puts the entries in rows no wider than the figure, and draws them unless svg is null. Returns
  // the height of the rows.
  double lay(double top, double left, double width, Svg* svg) const;

 private:
  struct Entry {
    std::string label;
    Ink ink;
    bool dots;
    bool markers;
  };
  std::vector<Entry> entries_;
};

}  // namespace actlab::report

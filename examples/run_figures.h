// ./run figure 6|7|8: figures of "Searching for activation functions" (1710.05941) that show
// trained networks, drawn from one's own runs.
#pragma once

#include <string>
#include <vector>

#include "examples/command_line.h"

namespace actlab {

class RunFigures {
 public:
  explicit RunFigures(CLI::App& figure);

  bool asked() const;
  // Writes the picture, and says what is to be seen in it. Throws UsageError for folders that are
  // no runs, or that have not written down what the figure shows.
  void draw() const;

 private:
  CLI::App* add(CLI::App& figure, const std::string& number, const std::string& what);
  void draw_pre_activations() const;
  void draw_parameter() const;
  void draw_curves() const;
  void write(const std::string& svg) const;

  CLI::App* pre_activations_;
  CLI::App* parameter_values_;
  CLI::App* curves_;
  std::vector<std::string> runs_;
  std::string parameter_ = "beta";
  int smooth_ = 10;
  std::string output_;
};

}  // namespace actlab

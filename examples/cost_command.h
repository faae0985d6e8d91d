// ./run study cost: what each activation of a preset costs over ReLU, in its networks and here.
#pragma once

#include <cstdint>
#include <string>

#include <actlab/training/interrupt.h>
#include "examples/command_line.h"

namespace actlab {

class CostCommand {
 public:
  explicit CostCommand(CLI::App& study);
  bool asked() const { return command_->parsed(); }
  // Writes after each activation, whole; Ctrl-C ends with those that were timed.
  int run(const training::InterruptGuard& guard) const;

 private:
  CLI::App* command_;
  std::string preset_ = "catalog-cifar10";
  std::string activations_;
  std::string output_ = "costs.jsonl";
  std::string data_dir_;
  std::int64_t turns_ = 9;
  std::int64_t threads_ = 0;
};

}  // namespace actlab

// A folder with a small data set and room for a store, for programs around studies.
#pragma once

#include <string>

#include "tests/examples/program_run.h"
#include "tests/support/small_cifar.h"

namespace actlab::test {

struct SearchFolder : Folder {
  SearchFolder() { write_small_cifar(path); }

  std::string store() const { return *this / "s.db"; }
  std::string common() const {
    return " --store " + store() + " --data-dir " + path.string() + " --workers 2 --threads 1 ";
  }
  std::string child() const { return " --validation 20 --batch-size 10 --augment off --lr 0.05 "; }
  std::string search(int trials = 12) const {
    return "search" + common() + child() +
           "--data cifar10 --model resnet8 --name s --steps 6,12 --ahead 2 "
           "--confirm 1 --confirm-seeds 2 --trials " +
           std::to_string(trials);
  }
};

}  // namespace actlab::test

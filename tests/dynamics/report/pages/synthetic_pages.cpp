// synthetic_pages FOLDER: writes training reports of runs that never were, for open_pages.sh and
// for looking at them.
#include <cmath>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <actlab/core/io/atomic_file.h>
#include <actlab/dynamics/report/training_report.h>
#include "tests/dynamics/report/pages/synthetic_record.h"

using namespace actlab;
using namespace actlab::dynamics;
using namespace actlab::dynamics::test;

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: synthetic_pages FOLDER\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, const TrainingReport& report) {
    write_file((folder / name).string(), training_report(report));
  };
  const ReportedRun relu = synthetic_run({.activation = "relu", .drift = 2.0});
  const ReportedRun swish = synthetic_run({.activation = "swish"});
  write("one.html", {.runs = {swish}});
  write("two.html", {.runs = {relu, swish}});
  write("large.html", {.runs = {synthetic_run({.layers = 110, .looks = 500, .units = 32})}});
  write("attention.html", {.runs = {relu, synthetic_run({.layers = 3, .heads = 3})}});
  write("unprobed.html", {.runs = {unprobed_run()}});
  write("first-look.html", {.runs = {synthetic_run({.looks = 1}), unprobed_run()}, .refresh = 600});
  write("hostile.html", {.runs = {hostile_run(), hostile_run()}});
}

// Labelled points of the plane: generated, or from a CSV file.
//
//   moons         two half circles that reach into each other
//   circles       a circle inside another
//   spirals       two spirals of one and three quarter turns about each other
//   checkerboard  four times four squares of two colours
//   csv:FILE      columns x, y and the label (or class), in this order unless the first line names
//                 another; a label may be a word, and labels that say one number (1 and 1.0) are
//                 one class. A fifth of the rows, drawn by the seed, is the test part
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <actlab/core/base/random.h>

namespace actlab::datasets {

inline constexpr Purpose kPointsData{10};

struct Points {
  std::vector<float> coordinates;    // x, y of each
  std::vector<std::int32_t> labels;  // 0 .. class_names.size() - 1
  std::vector<std::string> class_names;

  std::int64_t size() const { return static_cast<std::int64_t>(labels.size()); }
};

struct PointsOptions {
  std::int64_t count = 1000;  // of generated points, in each part
  double noise = 0.02;        // standard deviation of what is added to generated coordinates
  std::uint64_t seed = 0;
};

struct TrainAndTestPoints {
  Points train;
  Points test;
};

// A function of the name and the options alone. Throws UsageError for an unknown name, with the
// nearest known one; Error for a file with other columns, values that are no numbers, one class
// alone or only in the test part, or fewer than ten rows.
TrainAndTestPoints open_points(const std::string& name, const PointsOptions& options);

// "moons, circles, spirals, checkerboard or csv:FILE"
std::string points_names();

// For --help: lines on each.
std::string points_help();

}  // namespace actlab::datasets

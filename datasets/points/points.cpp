#include <actlab/datasets/points/points.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <numbers>
#include <set>
#include <string_view>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>
#include <actlab/core/base/suggest.h>
#include <actlab/datasets/csv.h>

namespace actlab::datasets {
namespace {

constexpr double kPi = std::numbers::pi;

struct Place {
  double x, y;
  std::int64_t label;
};

// Where one point of a class lies, from two uniform numbers.
struct Kind {
  const char* name;
  Place (*place)(std::int64_t label, double u, double v);
};

Place moons(std::int64_t label, double u, double) {
  const double angle = kPi * u;
  if (label == 0) return {std::cos(angle) - 0.5, std::sin(angle) - 0.25, 0};
  return {0.5 - std::cos(angle), 0.25 - std::sin(angle), 1};
}

Place circles(std::int64_t label, double u, double) {
  const double radius = label == 0 ? 1.0 : 0.5;
  return {radius * std::cos(2.0 * kPi * u), radius * std::sin(2.0 * kPi * u), label};
}

Place spirals(std::int64_t label, double u, double) {
  const double along = std::sqrt(u);  // as dense outside as inside
  const double angle = 3.5 * kPi * along + kPi * static_cast<double>(label);
  const double radius = 0.1 + 0.9 * along;
  return {radius * std::cos(angle), radius * std::sin(angle), label};
}

Place checkerboard(std::int64_t, double u, double v) {
  const double x = 4.0 * u, y = 4.0 * v;
  const auto square = static_cast<std::int64_t>(x) + static_cast<std::int64_t>(y);
  return {2.0 * u - 1.0, 2.0 * v - 1.0, square % 2};
}

constexpr Kind kKinds[] = {
    {"moons", moons}, {"circles", circles}, {"spirals", spirals}, {"checkerboard", checkerboard}};

// Point i is a function of the seed and i alone.
Points generate(const Kind& kind, const PointsOptions& options, std::int64_t first) {
  Points points{{}, {}, {"0", "1"}};
  for (std::int64_t i = first; i < first + options.count; ++i) {
    Random random(options.seed, kPointsData, static_cast<std::uint64_t>(i));
    const double u = random.uniform_double(), v = random.uniform_double();
    const Place place = kind.place(i % 2, u, v);
    points.coordinates.push_back(static_cast<float>(place.x + options.noise * random.normal()));
    points.coordinates.push_back(static_cast<float>(place.y + options.noise * random.normal()));
    points.labels.push_back(static_cast<std::int32_t>(place.label));
  }
  return points;
}

void require_in_training(const Points& train, const std::string& path) {
  for (std::size_t label = 0; label < train.class_names.size(); ++label) {
    if (std::ranges::count(train.labels, static_cast<std::int32_t>(label)) > 0) continue;
    throw Error(
        text("[points] ", path, ": all rows of the class \"", train.class_names[label],
             "\" are in the test part, a fifth drawn by the seed; add rows, or try another ",
             "--data-seed"));
  }
}

// Where x, y and the label stand: as their names say in large or small letters, else in this order.
std::array<std::size_t, 3> columns_of(const CsvTable& table) {
  const auto meant = [](std::string name) {
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return name == "class" ? "label" : name;
  };
  constexpr std::array<std::string_view, 3> kNames = {"x", "y", "label"};
  std::array<std::size_t, 3> columns = {0, 1, 2};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const auto found = std::ranges::find(table.names, kNames[i], meant);
    const auto place = static_cast<std::size_t>(found - table.names.begin());
    for (std::size_t& column : columns) {
      if (column != place) continue;  // at most one: they are 0, 1 and 2 in some order
      std::swap(column, columns[i]);
      break;
    }
  }
  return columns;
}

// In the order of the lines: the first that is wrong is named.
std::vector<float> coordinates_of(const CsvTable& table,
                                  const std::array<std::size_t, 3>& columns) {
  std::vector<float> coordinates;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    for (std::size_t axis = 0; axis < 2; ++axis) {
      coordinates.push_back(static_cast<float>(csv_number(table, row, columns[axis])));
    }
  }
  return coordinates;
}

// The label of each row; of words for one number, as 1 and 1.0, the first in the order of texts.
std::vector<std::string> labels_of(const CsvTable& table, std::size_t column) {
  std::set<std::string> words;
  for (const auto& row : table.rows) words.insert(row[column]);
  std::map<double, std::string> numbers;
  for (const std::string& word : words) {
    if (const auto number = finite_number(word)) numbers.emplace(*number, word);
  }
  std::vector<std::string> labels;
  for (const auto& row : table.rows) {
    const auto number = finite_number(row[column]);
    labels.push_back(number ? numbers.at(*number) : row[column]);
  }
  return labels;
}

TrainAndTestPoints from_csv(const std::string& path, std::uint64_t seed) {
  if (path.empty()) throw UsageError("[points] --data csv:FILE needs the name of a file");
  const CsvTable table = read_csv(path);
  if (table.names.size() != 3) {
    throw Error(text("[points] ", path, " has ", table.names.size(),
                     " columns where points need three: x, y and the label"));
  }
  if (table.rows.size() < 10) {
    throw Error(text("[points] ", path, " has ", table.rows.size(), " rows; ten are the fewest"));
  }
  const auto columns = columns_of(table);
  std::map<std::string, std::int32_t> classes;
  const std::vector<std::string> labels = labels_of(table, columns[2]);
  for (const std::string& label : labels) classes.emplace(label, 0);
  if (classes.size() < 2) {
    throw Error(text("[points] ", path, ": all labels are \"", classes.begin()->first,
                     "\"; there is nothing to tell apart"));
  }
  if (classes.size() > 100) {
    throw Error(text("[points] ", path, ": the column of labels has ", classes.size(),
                     " different values; labels may have 100 (numbers are learned with --task "
                     "regression)"));
  }
  const std::vector<float> coordinates = coordinates_of(table, columns);
  TrainAndTestPoints parts;
  for (auto& [name, label] : classes) {
    label = static_cast<std::int32_t>(parts.train.class_names.size());
    parts.train.class_names.push_back(name);
  }
  parts.test.class_names = parts.train.class_names;
  const auto rows = static_cast<std::int64_t>(table.rows.size());
  const auto order = Random(seed, Purpose::validation_split).permutation(rows);
  for (std::int64_t i = 0; i < rows; ++i) {
    Points& part = i < rows / 5 ? parts.test : parts.train;
    const auto row = static_cast<std::size_t>(order[static_cast<std::size_t>(i)]);
    part.coordinates.push_back(coordinates[2 * row]);
    part.coordinates.push_back(coordinates[2 * row + 1]);
    part.labels.push_back(classes[labels[row]]);
  }
  require_in_training(parts.train, path);
  return parts;
}

}  // namespace

std::string points_names() {
  std::string names;
  for (const Kind& kind : kKinds) names += text(kind.name, ", ");
  return names.substr(0, names.size() - 2) + " or csv:FILE";
}

std::string points_help() {
  return "moons, circles, spirals, checkerboard: two classes, drawn by the seed\n"
         "csv:FILE: columns x, y and the class, ten rows or more; the first line may name them,\n"
         "in any order (x, y, label or class). A fifth of the rows, drawn by the seed, is for "
         "testing. 1 and 1.0 are one class";
}

TrainAndTestPoints open_points(const std::string& name, const PointsOptions& options) {
  std::vector<std::string> known;
  for (const Kind& kind : kKinds) {
    if (name == kind.name) return {generate(kind, options, 0), generate(kind, options, 1 << 30)};
    known.emplace_back(kind.name);
  }
  if (name.starts_with("csv:")) return from_csv(name.substr(4), options.seed);
  throw UsageError(text("[points] unknown data \"", name, "\"; there are ", points_names(),
                        did_you_mean(name, known)));
}

}  // namespace actlab::datasets

#include <actlab/tasks/points_classification.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/setting_checks.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/report/class_map.h>
#include <actlab/training/evaluation_mode.h>
#include <actlab/training/run_folder.h>

namespace actlab::tasks {
namespace {

constexpr std::int64_t kMapSide = 160;  // places along each side of the picture

struct Scale {
  float mean = 0.0f;
  float deviation = 1.0f;
};

// Of one coordinate of the training points.
Scale scale_of(const std::vector<float>& coordinates, std::size_t axis) {
  double sum = 0.0, squares = 0.0;
  const double count = static_cast<double>(coordinates.size()) / 2.0;
  for (std::size_t i = axis; i < coordinates.size(); i += 2) sum += coordinates[i];
  const double mean = sum / count;
  for (std::size_t i = axis; i < coordinates.size(); i += 2) {
    squares += (coordinates[i] - mean) * (coordinates[i] - mean);
  }
  const double deviation = std::sqrt(squares / count);
  return {static_cast<float>(mean), deviation > 0.0 ? static_cast<float>(deviation) : 1.0f};
}

Rows standardised(const datasets::Points& points, const std::array<Scale, 2>& scales) {
  Rows rows{.width = 2, .inputs = points.coordinates, .labels = points.labels};
  for (std::size_t i = 0; i < rows.inputs.size(); ++i) {
    rows.inputs[i] = (rows.inputs[i] - scales[i % 2].mean) / scales[i % 2].deviation;
  }
  return rows;
}

}  // namespace

PointsConfig::PointsConfig() {
  model = "perceptron";
  optimizer = "adam";
  lr = 0.01;
  batch_size = RowOptions().batch_size;
  max_steps = 2000;
}

std::unique_ptr<training::Config> PointsConfig::clone() const {
  return std::make_unique<PointsConfig>(*this);
}

std::string PointsConfig::run_name() const {
  return training::name_part(data) + "-" + training::name_part(activation);
}

Settings PointsConfig::own_settings() {
  const OnResume fixed = OnResume::fixed;
  const auto beside_file = [&](const char* name) {
    return data.starts_with("csv:")
               ? text("--", name, " belongs to generated points, not to --data csv:FILE")
               : std::string();
  };
  Settings all = {{"data", &data, fixed, datasets::points_names() + " (x, y, label)"},
                  {"count", &count, fixed, "generated points of each part", beside_file("count")},
                  {"noise", &noise, fixed, "standard deviation added to generated coordinates",
                   beside_file("noise")}};
  for (const Setting& setting : layers::settings(*this, layers::ModelInput::rows)) {
    all.push_back(setting);
  }
  return all;
}

void PointsConfig::resolve_own() { layers::fill_in(*this); }

void PointsConfig::check_own() const {
  layers::check(*this, layers::ModelInput::rows);
  require_range<std::int64_t>("count", count, 10, 10'000'000);
  require_range("noise", noise, 0.0, 100.0);
}

struct PointsClassification::Prepared {
  RowParts parts;
  std::vector<std::string> class_names;
};

PointsClassification::PointsClassification(const PointsConfig& config)
    : PointsClassification(config, [&] {
        const auto points = datasets::open_points(
            config.data, {config.count, config.noise, training::data_seed(config)});
        const std::array<Scale, 2> scales = {scale_of(points.train.coordinates, 0),
                                             scale_of(points.train.coordinates, 1)};
        return Prepared{split_rows(config, standardised(points.train, scales),
                                   standardised(points.test, scales)),
                        points.train.class_names};
      }()) {}

PointsClassification::PointsClassification(const PointsConfig& config, Prepared prepared)
    : RowClassification(
          config, std::move(prepared.parts),
          layers::make_model(config, {2}, static_cast<std::int64_t>(prepared.class_names.size()),
                             config.activation, static_cast<std::uint64_t>(config.seed)),
          "points of " + config.data),
      title_(config.data + ", " + config.activation),
      class_names_(std::move(prepared.class_names)) {}

std::vector<std::string> PointsClassification::draw(const std::string& folder) {
  const NoGradient no_gradient;
  const training::EvaluationMode evaluation_mode(model());
  const Rows& points = parts().test ? *parts().test : parts().train;
  float reach = 1.0f;
  for (const float coordinate : points.inputs) reach = std::max(reach, std::abs(coordinate));
  reach *= 1.1f;
  Rows places{.width = 2};
  const float step = 2.0f * reach / static_cast<float>(kMapSide);
  for (std::int64_t row = 0; row < kMapSide; ++row) {  // from above
    for (std::int64_t column = 0; column < kMapSide; ++column) {
      places.inputs.push_back(-reach + (static_cast<float>(column) + 0.5f) * step);
      places.inputs.push_back(reach - (static_cast<float>(row) + 0.5f) * step);
    }
  }
  const Tensor logits = network().forward(input_tensor(places));
  report::ClassMap map{title_, class_names_, kMapSide, reach, {}, {}};
  const auto classes = static_cast<std::size_t>(logits.size(1));
  for (std::size_t place = 0; place < places.inputs.size() / 2; ++place) {
    const auto row = logits.values().subspan(place * classes, classes);
    map.classes.push_back(static_cast<int>(std::ranges::max_element(row) - row.begin()));
  }
  for (std::size_t i = 0; i < points.labels.size(); ++i) {
    map.dots.push_back({points.inputs[2 * i], points.inputs[2 * i + 1], points.labels[i]});
  }
  write_file(folder + "/boundary.svg", report::draw(map));
  return {"boundary.svg"};
}

}  // namespace actlab::tasks

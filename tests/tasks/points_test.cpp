#include <actlab/tasks/points_classification.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include <actlab/training/checkpoint.h>
#include <actlab/training/setup.h>
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::tasks;
using namespace actlab::training;
using test::contains;

namespace {

PointsConfig small_config() {
  PointsConfig config;
  config.activation = "sine";
  config.count = 200;
  config.max_steps = 30;
  return config;
}

std::vector<float> weights_after(const PointsConfig& config, std::int64_t cut) {
  std::vector<float> values;
  const test::TemporaryFolder folder;
  const std::string path = folder.file("cut.safetensors");
  for (const bool second : {false, true}) {
    PointsClassification task(config);
    const auto optimizer = make_optimizer(config, task.model());
    Loop loop = make_loop(config, task, *optimizer);
    if (second) loop.load(Checkpoint::read(path));
    while ((second || loop.steps_done() < cut) && loop.step()) {
    }
    Checkpoint checkpoint;
    loop.save(checkpoint);
    checkpoint.write(path);
    values.clear();
    for (const auto& parameter : task.model().parameters()) {
      std::ranges::copy(parameter.tensor.values(), std::back_inserter(values));
    }
  }
  return values;
}

}  // namespace

TEST_CASE("points: a sine perceptron learns the spirals") {
  PointsConfig config;
  config.activation = "sine";
  PointsClassification task(config);
  const auto optimizer = make_optimizer(config, task.model());
  CHECK(make_loop(config, task, *optimizer).run().finished);
  CHECK(find_measure(task.evaluate(Part::test), "accuracy").value() >= 0.99);
  const test::TemporaryFolder folder;
  CHECK(task.draw(folder.path().string()) == std::vector<std::string>{"boundary.svg"});
  std::ifstream picture(folder.file("boundary.svg"));
  const std::string svg{std::istreambuf_iterator<char>(picture), {}};
  CHECK(contains(svg, "spirals, sine"));
}

// What docs/lessons/first.md shows.
TEST_CASE("points: in ten layers sigmoid learns nothing and swish and batch norm do") {
  const auto accuracy = [](const std::string& activation, const std::string& batch_norm) {
    PointsConfig config;
    config.activation = activation;
    config.of_model.set("batch-norm", batch_norm);
    config.of_model.set("depth", 10);
    config.of_model.set("width", 16);
    config.max_steps = 500;
    PointsClassification task(config);
    const auto optimizer = make_optimizer(config, task.model());
    make_loop(config, task, *optimizer).run();
    return find_measure(task.evaluate(Part::test), "accuracy").value();
  };
  CHECK(accuracy("sigmoid", "off") == 0.5);
  CHECK(accuracy("swish", "off") > 0.85);
  CHECK(accuracy("sigmoid", "on") > 0.85);
  CHECK(accuracy("relu", "on") > 0.95);
}

TEST_CASE("points: every kind of data and network makes steps") {
  for (const char* data : {"moons", "circles", "spirals", "checkerboard"}) {
    for (const char* norm : {"on", "off", "no-scale"}) {
      PointsConfig config = small_config();
      config.data = data;
      config.of_model.set("batch-norm", norm);
      config.of_model.set("skip", true);
      config.max_steps = 3;
      PointsClassification task(config);
      const auto optimizer = make_optimizer(config, task.model());
      Loop loop = make_loop(config, task, *optimizer);
      CHECK(loop.run().finished);
      CHECK(task.slices(Part::test) == 1);
      CHECK(task.slices(Part::validation) == 0);
    }
  }
}

TEST_CASE("points: cut at any step and resumed, a run ends with the same bits") {
  const std::vector<float> whole = weights_after(small_config(), 30);
  for (const std::int64_t cut : {0, 1, 2, 7, 29}) {
    const bool same = weights_after(small_config(), cut) == whole;
    CHECK_MESSAGE(same, "cut at ", cut);
  }
}

TEST_CASE("points: generated ones are a function of the seed, two classes, half each") {
  const auto a = datasets::open_points("spirals", {.count = 50, .noise = 0.1, .seed = 3});
  const auto more = datasets::open_points("spirals", {.count = 80, .noise = 0.1, .seed = 3});
  CHECK(std::equal(a.train.coordinates.begin(), a.train.coordinates.end(),
                   more.train.coordinates.begin()));
  CHECK(a.train.coordinates != a.test.coordinates);
  CHECK(a.train.coordinates !=
        datasets::open_points("spirals", {.count = 50, .noise = 0.1, .seed = 4}).train.coordinates);
  CHECK(std::ranges::count(a.train.labels, 0) == 25);
}

TEST_CASE("points: a file gives classes by name and four fifths to training") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("a.csv");
  const auto refusal = [&](const std::string& content) {
    std::ofstream(path) << content;
    return test::error_text([&] { datasets::open_points("csv:" + path, {}); });
  };
  std::string rows = "x,y,kind\n";
  for (int i = 0; i < 20; ++i) rows += text(i, ",", -i, ",", i % 3 == 0 ? "oak" : "elm", "\n");
  CHECK_FALSE(contains(refusal(rows), "[points]"));
  const auto points = datasets::open_points("csv:" + path, {});
  CHECK(points.train.class_names == std::vector<std::string>{"elm", "oak"});
  CHECK(points.train.size() == 16);
  CHECK(points.test.size() == 4);
  std::string numbers = "x,y,kind\n";
  for (int i = 0; i < 20; ++i)
    numbers += text(i, ",", -i, i % 3 == 0 ? ",1.0\n" : i % 3 == 1 ? ",1\n" : ",2\n");
  CHECK_FALSE(contains(refusal(numbers), "[points]"));
  CHECK(datasets::open_points("csv:" + path, {}).train.class_names ==
        std::vector<std::string>{"1", "2"});
  CHECK(contains(refusal("x,y,kind\n1,2,a\n"), "has 1 rows; ten are the fewest"));
  CHECK(contains(refusal("a,b\n1,2\n"), "has 2 columns where points need three"));
  std::string same = "x,y,kind\n", many = same;
  for (int i = 0; i < 200; ++i) same += "1,2,a\n", many += text("1,2,", i, "\n");
  CHECK(contains(refusal(same), "all labels are \"a\"; there is nothing to tell apart"));
  CHECK(contains(refusal(many), "200 different values; labels may have 100"));
  CHECK(contains(test::usage_error_text([] { datasets::open_points("moon", {}); }),
                 "did you mean 'moons'?"));
}

TEST_CASE("points: columns that are named stand in any order") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("a.csv");
  const auto read = [&](const std::string& head, const std::string& row) {
    std::ofstream file(path, std::ios::binary);
    file << head;
    for (int i = 0; i < 5; ++i) file << row << '\n' << "2,2,2\n";
    file.close();
    return datasets::open_points("csv:" + path, {}).train;
  };
  const auto usual = read("", "5,7,1");
  for (const auto& each : {std::pair{"label,x,y\n", "1,5,7"},
                           {"Class,Y,X\n", "1,7,5"},
                           {"y,label,x\n", "7,1,5"},
                           {"width,height,kind\n", "5,7,1"}}) {
    CAPTURE(each.first);
    const auto points = read(each.first, each.second);
    CHECK(points.coordinates == usual.coordinates);
    CHECK(points.labels == usual.labels);
  }
}

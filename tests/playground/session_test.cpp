#include <actlab/playground/session.h>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include <actlab/core/io/json.h>
#include <actlab/tasks/table.h>
#include <actlab/training/config_text.h>
#include <actlab/training/setup.h>
#include "tests/support/temporary_folder.h"

using namespace actlab;
using namespace actlab::playground;

namespace {

class Asked {
 public:
  Json operator()(const Json& request) { return Json::parse(session_.answer(request.dump())); }
  std::string error(const Json& request) { return (*this)(request).value("error", ""); }
  std::string raw(const std::string& request) { return session_.answer(request); }

 private:
  test::TemporaryFolder folder_;
  Session session_{folder_.path().string()};
};

const Json kSmall = {
    {"data", "moons"}, {"count", 60}, {"width", 6}, {"depth", 2}, {"batch_size", 20}};

Json open_request(const std::vector<std::string>& activations) {
  return {{"do", "open"}, {"task", "points"}, {"config", kSmall}, {"activations", activations}};
}

std::vector<double> losses_of_training(const char* task_name, const Json& settings, int steps) {
  const training::TaskTable table = tasks::table();
  const training::TaskKind& kind = training::find_task(table, task_name);
  const auto config = kind.config();
  training::apply_json(*config, settings.dump(), "test");
  const auto task = kind.open(*config);
  const auto optimizer = training::make_optimizer(*config, task->model());
  training::Loop loop = training::make_loop(*config, *task, *optimizer);
  struct Losses : training::Listener {
    std::vector<double> all;
    void after_update(training::Loop&, const training::Update& update) override {
      all.push_back(update.loss);
    }
  } losses;
  loop.with(losses);
  for (int step = 0; step < steps; ++step) loop.step();
  return losses.all;
}

std::vector<double> losses(const Json& stepped, std::size_t side) {
  return stepped["sides"][side]["losses"].get<std::vector<double>>();
}

}  // namespace

TEST_CASE("playground: a side makes the losses of ./run train") {
  Asked ask;
  ask(open_request({"swish", "relu"}));
  const Json stepped = ask({{"do", "step"}, {"count", 12}});
  const std::vector<double> expected = losses_of_training("points", kSmall, 12);
  CHECK(losses(stepped, 0) == expected);
  CHECK(losses(stepped, 1) != expected);
}

TEST_CASE("playground: images are learned as ./run train learns them") {
  Asked ask;
  const Json config = {{"data", "shapes"}, {"count", 20}, {"model", "resnet8"}, {"batch_size", 5}};
  const Json opened = ask(
      {{"do", "open"}, {"task", "images"}, {"config", config}, {"activations", {"relu", "swish"}}});
  CHECK(opened["unit"] == "images");
  const Json stepped = ask({{"do", "step"}, {"count", 2}, {"measure", false}});
  CHECK(losses(stepped, 1) == losses_of_training("images", config, 2));
  CHECK(!stepped["sides"][0].contains("test"));
  const Json shown = ask({{"do", "pictures"}, {"count", 24}});
  CHECK(shown["labels"] == Json({6, 7, 8, 9}));  // a fifth of 20 is for testing
  CHECK(shown["sides"][1]["says"].size() == 4);
  CHECK(shown["pixels"].get<std::string>().size() == 4 * 32 * 32 * 3 * 4 / 3);
  CHECK(ask({{"do", "look"}})["sides"][0]["curves"].contains("layer1.0.act1"));
  CHECK(ask({{"do", "command"}})["commands"][1] ==
        "./run train --task images --count 20 --model resnet8 --batch-size 5");
  CHECK(ask.error({{"do", "plane"}}) == "[playground] the task images has no rows to show this of");
}

TEST_CASE("playground: the same function on both sides is the same run") {
  Asked ask;
  ask(open_request({"gelu", "gelu"}));
  const Json stepped = ask({{"do", "step"}, {"count", 10}});
  CHECK(stepped["sides"][0] == stepped["sides"][1]);
  CHECK(stepped["sides"][0]["step"] == 10);
}

TEST_CASE("playground: looking at a run changes none of its losses") {
  Asked plain, watched;
  plain(open_request({"swish"}));
  watched(open_request({"swish"}));
  for (int round = 0; round < 3; ++round) {
    for (const char* look : {"look", "plane", "passage", "command"}) {
      CHECK(!watched({{"do", look}}).contains("error"));
    }
    const Json step = {{"do", "step"}, {"count", 4}};
    CHECK(plain(step) == watched(step));
  }
}

TEST_CASE("playground: a passage obeys the chain rule, through BatchNorm too") {
  Asked ask;
  Json request = open_request({"x * sigmoid(beta * x)"});
  request["config"]["batch_norm"] = "on";
  ask(request);
  ask({{"do", "step"}, {"count", 30}});
  const Json passage = ask({{"do", "passage"}, {"row", 7}});
  const Json& layers = passage["sides"][0]["layers"];
  REQUIRE(layers.size() == 3);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto of = [&](const char* name) { return layers[i][name].get<std::vector<double>>(); };
    const auto near = [](double value) { return doctest::Approx(value).epsilon(1e-4).scale(1e-4); };
    for (std::size_t unit = 0; unit < 6; ++unit) {
      const double centred = of("sum")[unit] - of("mean")[unit];
      CHECK(of("z")[unit] ==
            near(of("scale")[unit] * centred / of("deviation")[unit] + of("shift")[unit]));
      CHECK(of("d_z")[unit] == near(of("d_y")[unit] * of("slope")[unit]));
      CHECK(of("d_sum")[unit] == near(of("d_z")[unit] * of("scale")[unit] / of("deviation")[unit]));
      CHECK(of("d_weights")[unit * of("input").size()] == near(of("d_sum")[unit] * of("input")[0]));
    }
  }
}

TEST_CASE("playground: what is wrong with pasted points is told as it stands in the box") {
  Asked ask;
  Json request = open_request({"relu"});
  request["config"] = {{"batch_size", 50}};
  const auto error = [&](const std::string& csv) {
    request["csv"] = csv;
    return ask.error(request);
  };
  std::string rows = "0,1,many\n\n1e-1,2,few\n";
  for (int i = 0; i < 8; ++i) rows += text(i, ",", i * i, i % 2 == 0 ? ",many\n" : ",few\n");
  CHECK(error(rows) == "");  // ten rows without a head: no batch of 50
  CHECK(ask({{"do", "step"}})["sides"][0]["step"] == 1);
  CHECK(error(rows + "3,up,few\n") ==
        "[csv] the box line 12: column 2 needs a finite number, got \"up\"");
  std::string wrong = rows;
  for (int i = 0; i < 9; ++i) wrong += "3,up,few\n";
  CHECK(error(wrong).starts_with("[csv] the box line 12: column 2"));  // the first of them
  CHECK(error("nan,1,0\n" + rows).starts_with("[csv] the box line 1: column 1 needs a finite"));
  CHECK(error("1,1,0\n") == "[points] the box has 1 rows; ten are the fewest");
  CHECK(error("0,5;1,5;1\n").starts_with("[csv] the box: cells seem to be separated by semi"));
  CHECK(error("").starts_with("[csv] cannot read the box: it is empty"));
}

TEST_CASE("playground: a function to fit is sent with what its numbers were") {
  Asked ask;
  const Json opened = ask({{"do", "open"},
                           {"task", "regression"},
                           {"config", {{"target", "100 * x"}, {"count", 500}}},
                           {"activations", {"relu"}}});
  const Json &input = opened["scales"]["inputs"][0], &target = opened["scales"]["target"];
  const double ratio = target["deviation"].get<double>() / input["deviation"].get<double>();
  CHECK(ratio == doctest::Approx(100.0));
  CHECK(input["deviation"].get<double>() == doctest::Approx(1.73).epsilon(0.05));  // of -3 to 3
  CHECK(!ask(open_request({"relu"})).contains("scales"));
}

TEST_CASE("playground: the plane shows the network, or one of its units") {
  Asked ask;
  const Json opened = ask(open_request({"relu"}));
  CHECK(opened["train"]["inputs"].size() == 120);
  const Json plane = ask({{"do", "plane"}, {"size", 8}});
  CHECK(plane["sides"][0]["values"].size() == 2 * 64);
  const Json unit =
      ask({{"do", "plane"}, {"size", 8}, {"unit", {{"site", "layers.1.act"}, {"index", 5}}}});
  CHECK(unit["sides"][0]["values"].size() == 64);
  CHECK(ask.error({{"do", "plane"}, {"unit", {{"site", "layers.1.act"}, {"index", 6}}}}) ==
        "[playground] layers.1.act has 6 units, got number 6");
  CHECK(ask.error({{"do", "plane"}, {"unit", {{"site", "layers.9.act"}, {"index", 0}}}}) ==
        "[playground] the network has no layer layers.9.act");
}

TEST_CASE("playground: a formula shows its curves, or what is wrong with it") {
  Asked ask;
  const Json swish = ask({{"do", "formula"}, {"text", "x * sigmoid(beta * x)"}});
  CHECK(swish["parameters"][0]["name"] == "beta");
  CHECK(swish["curve"].size() == 161);
  CHECK(swish["curve"][160].get<double>() == doctest::Approx(8.0 / (1.0 + std::exp(-8.0))));
  CHECK(ask.error({{"do", "formula"}, {"text", "x * sigmod(x)"}}).find("sigmoid") !=
        std::string::npos);
  CHECK(ask({{"do", "formula"}, {"text", "0.5"}})["warning"] != "");
  CHECK(ask({{"do", "formula"}, {"text", "log(x)"}})["curve"][0] == nullptr);
  CHECK(ask({{"do", "catalog"}})["rows"].size() > 50);
}

TEST_CASE("playground: the command names what is not usual, quoted for a shell") {
  Asked ask;
  ask(open_request({"x * sigmoid(x)"}));
  const std::string command = ask({{"do", "command"}})["commands"][0];
  CHECK(command ==
        "./run train --task points --data moons --count 60 --depth 2 --width 6 "
        "--activation 'x * sigmoid(x)' --batch-size 20");
}

TEST_CASE("playground: the command leaves out what is as usual, however it was set") {
  Asked ask;
  Json request = open_request({"swish"});
  request["config"] = {{"batch_norm", "off"}, {"skip", false},    {"optimizer", "sgd"},
                       {"lr", 0.1},           {"beta1", nullptr}, {"init_scheme", "lecun"}};
  CHECK(ask(request).value("error", "") == "");
  CHECK(ask({{"do", "command"}})["commands"][0] ==
        "./run train --task points --init-scheme lecun --optimizer sgd --lr 0.1");
  request["csv"] =
      "x,y,label\n0,0,a\n1,1,b\n0,1,a\n1,0,b\n0,2,a\n3,1,b\n2,2,a\n1,3,b\n0,3,a\n4,4,b\n";
  request["config"] = {{"batch_size", 4}};
  CHECK(ask(request).value("error", "") == "");
  CHECK(ask({{"do", "command"}})["commands"][0] ==
        "./run train --task points --data csv:points.csv --batch-size 4");
}

TEST_CASE("playground: what cannot be is said, and the session stays as it was") {
  Asked ask;
  CHECK(ask.error({{"do", "step"}}) == "[playground] no network is open; ask to open one first");
  ask(open_request({"relu"}));
  const Json before = ask({{"do", "step"}, {"count", 2}});
  CHECK(ask.error({{"do", "jump"}}) == "[playground] nothing is called 'jump'");
  CHECK(ask.raw("{").find("\"error\"") != std::string::npos);
  CHECK(!ask.error(open_request({"rleu"})).empty());
  CHECK(!ask.error(open_request({})).empty());
  Json wide = open_request({"relu"});
  wide["config"]["width"] = "many";
  CHECK(!ask.error(wide).empty());
  Json pasted = open_request({"relu"});
  pasted["csv"] = "x,y,label\n1,2,one\n";
  CHECK(!ask.error(pasted).empty());
  CHECK(!ask.error({{"do", "step"}, {"count", -1}}).empty());
  CHECK(!ask.error({{"do", "open"}, {"task", "translation"}, {"activations", {"relu"}}}).empty());
  CHECK(ask.error({{"do", "pictures"}}) == "[playground] pictures belong to the task images");
  CHECK(ask({{"do", "step"}, {"count", 1}})["sides"][0]["step"] == 3);
}

TEST_CASE("playground: a run that ends says why") {
  Asked ask;
  Json request = open_request({"relu", "exp(exp(x))"});
  request["config"]["max_steps"] = 5;
  request["config"]["lr"] = 50;
  ask(request);
  const Json stepped = ask({{"do", "step"}, {"count", 10}});
  CHECK(stepped["sides"][0]["step"] == 5);
  CHECK(stepped["sides"][0]["ended"] == "all 5 steps are made");
  CHECK(stepped["sides"][1]["ended"].get<std::string>().find("finite") != std::string::npos);
}

#include <actlab/playground/session.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/language/catalog.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/dynamics/experiments/backprop.h>
#include <actlab/dynamics/report/function_curves.h>
#include <actlab/dynamics/snapshot_json.h>
#include <actlab/layers/activation.h>
#include <actlab/playground/formula_card.h>
#include <actlab/playground/plane.h>
#include <actlab/tasks/row_tasks.h>
#include <actlab/training/config_text.h>
#include <actlab/training/evaluation_mode.h>

namespace actlab::playground {
namespace {

using training::Part;

constexpr std::int64_t kMostSteps = 10'000;  // of one request
constexpr std::int64_t kLargestPlane = 200;
constexpr int kCurvePoints = 161;
constexpr int kLayerPoints = 65;
constexpr int kIconPoints = 33;

// A number as JSON has them: null where it is not finite.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
template <class Values>
Json numbers(const Values& values) {
  Json list = Json::array();
  for (const auto value : values) list.push_back(number(static_cast<double>(value)));
  return list;
}

std::int64_t whole(const Json& request, const char* key, std::int64_t usual, std::int64_t most) {
  if (!request.contains(key)) return usual;
  const Json& value = request[key];
  if (!value.is_number_integer() || value < 0 || value > most) {
    throw UsageError(text("[playground] '", key, "' is a whole number from 0 to ", most));
  }
  return value.get<std::int64_t>();
}

std::string word(const Json& request, const char* key) {
  if (!request.contains(key) || !request[key].is_string()) {
    throw UsageError(text("[playground] '", key, "' must be there and be text"));
  }
  return request[key].get<std::string>();
}

Json rows_json(const tasks::Rows& rows) {
  return {{"inputs", numbers(rows.inputs)},
          {"labels", rows.labels},
          {"targets", numbers(rows.targets)},
          {"width", rows.width}};
}

Json measures_json(const training::Measures& measures) {
  Json all = Json::object();
  for (const auto& [name, value] : measures) all[name] = number(value);
  return all;
}

// f and f' of each activation, with the means over units of what its parameters are now.
Json curves_json(const Side& side) {
  Json curves = Json::object();
  for (const layers::NamedModule& named : side.task().model().modules()) {
    const auto* activation = dynamic_cast<const layers::Activation*>(named.module);
    if (activation == nullptr) continue;
    std::unordered_map<std::string, double> means;
    for (const NamedParameter& parameter : activation->parameters()) {
      double sum = 0.0;
      for (const float value : parameter.tensor.values()) sum += static_cast<double>(value);
      means[parameter.name] = sum / static_cast<double>(parameter.tensor.elements());
    }
    const auto both =
        dynamics::FunctionCurves(activation->formula()->text).sample(kLayerPoints, means);
    const auto middle = both.begin() + kLayerPoints;
    curves[named.name] = {{"f", numbers(std::vector(both.begin(), middle))},
                          {"slope", numbers(std::vector(middle, both.end()))}};
  }
  return curves;
}

// "--lr 0.01", quoted where a shell would change it.
std::string flag_text(const std::string& name, const std::string& value) {
  const bool plain = !value.empty() && std::ranges::all_of(value, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == ':' ||
           c == '_' || c == '/';
  });
  std::string quoted = value;
  if (!plain) {
    quoted = "'";
    for (const char c : value) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    quoted += "'";
  }
  return " --" + name + " " + quoted;
}

// The settings in which the configuration is not the task's usual one.
std::string command_of(const training::Config& config, const training::TaskKind& kind) {
  const auto usual = kind.config();
  const auto own = config.clone();
  std::string command = "./run train --task " + kind.name;
  for (const Setting& setting : own->settings()) {
    const std::string value = training::field_text(setting);
    if (value != training::field_text(*usual, setting.name)) {
      command += flag_text(setting.name, value);
    }
  }
  return command;
}

}  // namespace

Session::Session(std::string folder) : folder_(std::move(folder)), table_(tasks::row_tasks()) {}

Session::Answer Session::find(const std::string& action) {
  static const std::array<std::pair<const char*, Answer>, 8> kActions = {
      {{"formula", &Session::formula},
       {"catalog", &Session::catalog},
       {"open", &Session::open},
       {"step", &Session::step},
       {"look", &Session::look},
       {"plane", &Session::plane},
       {"passage", &Session::passage},
       {"command", &Session::command}}};
  for (const auto& [name, answer] : kActions) {
    if (action == name) return answer;
  }
  throw UsageError(text("[playground] nothing is called '", action, "'"));
}

std::string Session::answer(std::string_view request) {
  Json reply;
  try {
    const Json parsed = parse_json(request, "the request");
    reply = (this->*find(word(parsed, "do")))(parsed);
  } catch (const Error& error) {
    reply = {{"error", error.what()}};
  } catch (const Json::exception& error) {
    reply = {{"error", text("[playground] the request cannot be read: ", error.what())}};
  }
  return reply.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void Session::require_open() const {
  if (sides_.empty()) throw UsageError("[playground] no network is open; ask to open one first");
}

Json Session::formula(const Json& request) {
  const FormulaCard card = formula_card(word(request, "text"), kCurvePoints);
  Json parameters = Json::array();
  for (const auto& [name, initial] : card.parameters) {
    parameters.push_back({{"name", name}, {"initial", number(initial)}});
  }
  return {{"name", card.name},
          {"text", card.text},
          {"derivative", card.derivative},
          {"warning", card.warning},
          {"parameters", parameters},
          {"low", card.low},
          {"high", card.high},
          {"curve", numbers(card.curve)},
          {"slope", numbers(card.slope)}};
}

Json Session::catalog(const Json&) {
  Json rows = Json::array();
  for (const formula::CatalogRow& row : formula::catalog()) {
    const FormulaCard card = formula_card(std::string(row.name), kIconPoints);
    rows.push_back({{"name", row.name},
                    {"formula", row.formula},
                    {"source", row.source},
                    {"curve", numbers(card.curve)}});
  }
  return {{"rows", rows}};
}

Json Session::open(const Json& request) {
  const training::TaskKind& kind = training::find_task(table_, word(request, "task"));
  Json settings = request.value("config", Json::object());
  if (request.contains("csv")) {
    const std::string path = folder_ + "/points.csv";
    write_file(path, word(request, "csv"));
    settings["data"] = "csv:" + path;
  }
  const Json& activations = request.at("activations");
  if (!activations.is_array() || activations.empty() || activations.size() > 2) {
    throw UsageError("[playground] 'activations' names one or two functions");
  }
  std::vector<std::unique_ptr<Side>> sides;
  Json opened = Json::array();
  for (const Json& activation : activations) {
    auto config = kind.config();
    settings["activation"] = activation;
    training::apply_json(*config, settings.dump(), "the page");
    training::check(*config);
    sides.push_back(std::make_unique<Side>(kind, std::move(config)));
    const Side& side = *sides.back();
    std::int64_t parameters = 0;
    for (const NamedParameter& parameter : side.task().model().parameters()) {
      parameters += parameter.tensor.elements();
    }
    opened.push_back({{"activation", side.config().activation}, {"parameters", parameters}});
  }
  sides_ = std::move(sides);
  const tasks::TableTask& task = sides_.front()->task();
  Json answer = {{"sides", opened},
                 {"goal", task.goal().measure},
                 {"unit", task.unit()},
                 {"reach", reach(task)},
                 {"train", rows_json(task.parts().train)}};
  if (task.parts().test) answer["test"] = rows_json(*task.parts().test);
  return answer;
}

Json Session::step(const Json& request) {
  require_open();
  const std::int64_t count = whole(request, "count", 1, kMostSteps);
  Json sides = Json::array();
  for (const auto& side : sides_) {
    const std::size_t before = side->losses().size();
    side->step(count);
    const std::vector<double> losses(side->losses().begin() + static_cast<std::ptrdiff_t>(before),
                                     side->losses().end());
    sides.push_back({{"step", side->steps_done()},
                     {"losses", numbers(losses)},
                     {"test", measures_json(side->task().evaluate(Part::test))},
                     {"ended", side->ended()}});
  }
  return {{"sides", sides}};
}

Json Session::look(const Json&) {
  require_open();
  Json sides = Json::array();
  for (const auto& side : sides_) {
    const std::string line = dynamics::snapshot_line(side->look());
    Json findings = Json::array();
    for (const dynamics::Finding& finding : side->findings()) {
      findings.push_back({{"accuses", finding.accuses}, {"sentence", finding.sentence}});
    }
    sides.push_back({{"curves", curves_json(*side)},
                     {"layout", Json::parse(dynamics::header_line(side->layout()))},
                     {"look", Json::parse(line)},
                     {"findings", findings}});
  }
  return {{"sides", sides}};
}

Json Session::plane(const Json& request) {
  require_open();
  const std::int64_t size = std::max<std::int64_t>(2, whole(request, "size", 64, kLargestPlane));
  Json sides = Json::array();
  for (const auto& side : sides_) {
    if (request.contains("unit")) {
      const Json& unit = request["unit"];
      const Unit of{word(unit, "site"), whole(unit, "index", 0, 1'000'000)};
      sides.push_back({{"values", numbers(unit_over_plane(side->task(), size, of))}});
      continue;
    }
    const Tensor outputs = outputs_over_plane(side->task(), size);
    sides.push_back({{"values", numbers(outputs.values())}, {"outputs", outputs.size(1)}});
  }
  return {{"size", size}, {"sides", sides}};
}

Json Session::passage(const Json& request) {
  require_open();
  Json sides = Json::array();
  for (const auto& side : sides_) {
    tasks::TableTask& task = side->task();
    const std::int64_t row = whole(request, "row", 0, task.size(Part::train) - 1);
    const training::EvaluationMode evaluation_mode(task.model());
    double loss = 0.0;
    const auto passed = dynamics::pass(task.network(), [&] {
      const training::Outcome outcome = task.forward_items(Part::train, {row});
      loss = static_cast<double>(outcome.loss.item());
      return outcome.loss;
    });
    for (NamedParameter& parameter : task.model().parameters()) parameter.tensor.clear_gradient();
    Json layers = Json::array();
    for (const dynamics::LayerPassage& layer : passed) {
      layers.push_back({{"name", layer.name},
                        {"input", numbers(layer.input)},
                        {"z", numbers(layer.z)},
                        {"y", numbers(layer.y)},
                        {"slope", numbers(layer.slope)},
                        {"weights", numbers(layer.weights)},
                        {"biases", numbers(layer.biases)},
                        {"d_y", numbers(layer.d_y)},
                        {"d_z", numbers(layer.d_z)},
                        {"d_weights", numbers(layer.d_weights)},
                        {"d_biases", numbers(layer.d_biases)}});
    }
    sides.push_back({{"loss", number(loss)}, {"layers", layers}});
  }
  return {{"sides", sides}};
}

Json Session::command(const Json&) {
  require_open();
  Json commands = Json::array();
  for (const auto& side : sides_) {
    const training::TaskKind& kind = training::find_task(table_, side->config().task());
    commands.push_back(command_of(side->config(), kind));
  }
  return {{"commands", commands}};
}

}  // namespace actlab::playground

#include <actlab/playground/session.h>

#include <algorithm>
#include <array>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/formula/language/catalog.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/datasets/csv.h>
#include <actlab/dynamics/experiments/backprop.h>
#include <actlab/dynamics/report/packing.h>
#include <actlab/dynamics/snapshot_json.h>
#include <actlab/playground/answers.h>
#include <actlab/playground/command.h>
#include <actlab/playground/pictures.h>
#include <actlab/playground/plane.h>
#include <actlab/tasks/image_tasks.h>
#include <actlab/tasks/regression.h>
#include <actlab/tasks/row_tasks.h>
#include <actlab/training/config_text.h>
#include <actlab/training/evaluation_mode.h>

namespace actlab::playground {
namespace {

using training::Part;

constexpr std::int64_t kMostSteps = 10'000;  // of one request
constexpr std::int64_t kLargestPlane = 200;
constexpr std::int64_t kMostPictures = 100;
constexpr int kCurvePoints = 161;
constexpr int kIconPoints = 33;
constexpr const char* kPointsBox = "the box";  // as messages call the pasted points

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

// Pasted points as a file; no batch is larger than what is left for training.
void take_points(const std::string& csv, const std::string& path, Json& settings) {
  write_file(path, csv);
  settings["data"] = "csv:" + path;
  const auto rows = static_cast<std::int64_t>(datasets::read_csv(path).rows.size());
  if (!settings.contains("batch_size") || !settings["batch_size"].is_number_integer()) return;
  settings["batch_size"] = std::min(settings["batch_size"].get<std::int64_t>(), rows - rows / 5);
}

// A message that names the file speaks of where the reader put the points.
std::string without_path(std::string message, const std::string& path) {
  for (const std::string& name : {"csv:" + path, path}) {
    for (auto at = message.find(name); at != std::string::npos; at = message.find(name, at)) {
      message.replace(at, name.size(), kPointsBox);
    }
  }
  return message;
}

Json scale_json(const tasks::ColumnScale& scale) {
  return {{"mean", scale.mean}, {"deviation", scale.deviation}};
}

training::TaskTable page_tasks() {
  training::TaskTable table = tasks::row_tasks();
  table.push_back(tasks::images_kind());
  return table;
}

}  // namespace

Session::Session(std::string folder) : folder_(std::move(folder)), table_(page_tasks()) {}

Session::Answer Session::find(const std::string& action) {
  static const std::array<std::pair<const char*, Answer>, 9> actions = {
      {{"formula", &Session::formula},
       {"catalog", &Session::catalog},
       {"open", &Session::open},
       {"step", &Session::step},
       {"look", &Session::look},
       {"plane", &Session::plane},
       {"pictures", &Session::pictures},
       {"passage", &Session::passage},
       {"command", &Session::command}}};
  for (const auto& [name, answer] : actions) {
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
    reply = {{"error", without_path(error.what(), points_path())}};
  } catch (const Json::exception& error) {
    reply = {{"error", text("[playground] the request cannot be read: ", error.what())}};
  }
  return reply.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string Session::points_path() const { return folder_ + "/" + kPointsFile; }

void Session::require_open() const {
  if (sides_.empty()) throw UsageError("[playground] no network is open; ask to open one first");
}

Json Session::formula(const Json& request) {
  return card_json(formula_card(word(request, "text"), kCurvePoints));
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
    take_points(word(request, "csv"), points_path(), settings);
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
  const Side& side = *sides_.front();
  Json answer = {
      {"sides", opened}, {"goal", side.task().goal().measure}, {"unit", side.task().unit()}};
  if (side.images() != nullptr) return answer;
  const tasks::TableTask& task = side.table();
  answer["reach"] = reach(task);
  answer["train"] = rows_json(task.parts().train);
  if (task.parts().test) answer["test"] = rows_json(*task.parts().test);
  if (const auto* regression = dynamic_cast<const tasks::Regression*>(&task)) {
    answer["scales"] = {{"target", scale_json(regression->target_scale())}};
    for (const tasks::ColumnScale& scale : regression->input_scales()) {
      answer["scales"]["inputs"].push_back(scale_json(scale));
    }
  }
  return answer;
}

Json Session::step(const Json& request) {
  require_open();
  const std::int64_t count = whole(request, "count", 1, kMostSteps);
  const bool measures = request.value("measure", true);
  Json sides = Json::array();
  for (const auto& side : sides_) {
    const std::size_t before = side->losses().size();
    side->step(count);
    const std::vector<double> losses(side->losses().begin() + static_cast<std::ptrdiff_t>(before),
                                     side->losses().end());
    sides.push_back(
        {{"step", side->steps_done()}, {"losses", numbers(losses)}, {"ended", side->ended()}});
    if (measures) sides.back()["test"] = measures_json(side->task().evaluate(Part::test));
  }
  return {{"sides", sides}};
}

Json Session::look(const Json&) {
  require_open();
  Json sides = Json::array();
  for (const auto& side : sides_) {
    const std::string line = dynamics::snapshot_line(side->look());
    sides.push_back({{"curves", curves_json(*side)},
                     {"layout", Json::parse(dynamics::header_line(side->layout()))},
                     {"look", Json::parse(line)},
                     {"findings", findings_json(*side)}});
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
      sides.push_back({{"values", numbers(unit_over_plane(side->table(), size, of))}});
      continue;
    }
    const Tensor outputs = outputs_over_plane(side->table(), size);
    sides.push_back({{"values", numbers(outputs.values())}, {"outputs", outputs.size(1)}});
  }
  return {{"size", size}, {"sides", sides}};
}

Json Session::pictures(const Json& request) {
  require_open();
  const std::int64_t count = whole(request, "count", 24, kMostPictures);
  Json sides = Json::array();
  for (const auto& side : sides_) {
    if (side->images() == nullptr) {
      throw UsageError("[playground] pictures belong to the task images");
    }
    sides.push_back({{"says", said_of_pictures(*side->images(), count)}});
  }
  const Pictures shown = playground::pictures(*sides_.front()->images(), count);
  return {{"sides", sides},         {"height", shown.height},
          {"width", shown.width},   {"pixels", dynamics::base64(shown.pixels)},
          {"labels", shown.labels}, {"names", shown.class_names}};
}

Json Session::passage(const Json& request) {
  require_open();
  Json sides = Json::array();
  for (const auto& side : sides_) {
    tasks::TableTask& task = side->table();
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
    for (const dynamics::LayerPassage& layer : passed) layers.push_back(layer_json(layer));
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

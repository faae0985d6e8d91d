#include <actlab/layers/models/model_config.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include <actlab/core/base/joined.h>

namespace actlab::layers {
namespace {

// The row that is named; none where the name is unknown, which check() says.
template <class Row>
const Row* chosen(const Row& (*find)(std::string_view), const std::string& name) {
  try {
    return &find(name);
  } catch (const UsageError&) {
    return nullptr;
  }
}

bool takes(const ModelRow& row, ModelInput input) {
  return row.input == ModelInput::rows || row.input == input;
}

// "resnet164: ...; resnetD: ..."
std::string model_help(ModelInput input) {
  return joined_nonempty(models(), "; ", [&](const ModelRow& row) -> std::string {
    if (!takes(row, input)) return "";
    return text(row.pattern, row.rule.empty() ? "" : ", ", row.rule, ": ", row.help);
  });
}

std::string init_help() {
  return joined(init_schemes(), "; ",
                [](const InitRow& row) { return row.name + ": " + row.help; });
}

}  // namespace

Settings settings(ModelConfig& c, ModelInput input) {
  const OnResume fixed = OnResume::fixed;
  std::vector<RowOfTable> model_rows;
  const ModelRow* model = chosen(&find_model, c.model);
  for (const ModelRow& row : models()) {
    if (takes(row, input)) model_rows.push_back({row.pattern, row.settings, &row == model});
  }
  std::vector<RowOfTable> init_rows;
  for (const InitRow& row : init_schemes()) {
    init_rows.push_back({row.name, row.settings, row.name == c.init_scheme});
  }
  Settings all = {{"model", &c.model, fixed, model_help(input)}};
  std::ranges::move(settings_of(model_rows, c.of_model, fixed), std::back_inserter(all));
  all.push_back({"init-scheme", &c.init_scheme, fixed, init_help()});
  std::ranges::move(settings_of(init_rows, c.of_init, fixed), std::back_inserter(all));
  return all;
}

void check(const ModelConfig& config, ModelInput input) {
  const ModelRow& row = find_model(config.model);
  if (!takes(row, input)) {
    throw UsageError(text("[model] ", config.model, " takes images, and these examples are none; ",
                          "what takes them: ", model_help(input)));
  }
  row.check(config.of_model.only(row.settings));
  const InitRow& scheme = find_init_scheme(config.init_scheme);
  scheme.make(config.of_init.only(scheme.settings));
}

void fill_in(ModelConfig& config) {
  config.of_model.fill_in(find_model(config.model).settings);
  config.of_init.fill_in(find_init_scheme(config.init_scheme).settings);
}

std::unique_ptr<Layer> make_model(const ModelConfig& config, const Shape& input,
                                  std::int64_t classes, const std::string& activation,
                                  std::uint64_t seed) {
  const InitRow& scheme = find_init_scheme(config.init_scheme);
  return make_model(config.model,
                    {.classes = classes,
                     .activation = activation,
                     .settings = config.of_model.only(find_model(config.model).settings),
                     .init_scheme = scheme.make(config.of_init.only(scheme.settings)),
                     .seed = seed,
                     .input = input});
}

}  // namespace actlab::layers

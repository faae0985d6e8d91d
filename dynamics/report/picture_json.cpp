#include <actlab/dynamics/report/picture_json.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <unordered_map>

#include <actlab/dynamics/report/function_curves.h>
#include <actlab/dynamics/report/packing.h>

namespace actlab::dynamics {
namespace {

// Points of a function whose parameters move; fine enough for a kink at a quarter.
constexpr int kMovedPoints = 65;
// More frames than this no movie needs.
constexpr std::size_t kMostFrames = 200;

bool has_weight_histogram(const ParameterEntry& entry) {
  return entry.group != "norms" && entry.group != "biases" && entry.group != "activations";
}

// All histograms of a look one after the other, in the order of rows.
struct HistogramRows {
  std::vector<std::size_t> activations;  // three each: z, y, gradient
  std::vector<std::size_t> parameters;   // one each

  explicit HistogramRows(const Layout& layout) {
    for (std::size_t i = 0; i < layout.sites.size(); ++i) {
      if (layout.sites[i].kind == SiteKind::activation) activations.push_back(i);
    }
    for (std::size_t i = 0; i < layout.parameters.size(); ++i) {
      if (has_weight_histogram(layout.parameters[i])) parameters.push_back(i);
    }
  }
};

std::string look_bytes(const Rows& places, const HistogramRows& rows, const Snapshot& look) {
  std::map<std::size_t, const ActivationLook*> sites;
  for (const SiteLook& site : look.sites) {
    if (site.activation) sites[places.site(site.name)] = &*site.activation;
  }
  std::map<std::size_t, const ParameterLook*> parameters;
  for (const ParameterLook& parameter : look.parameters) {
    parameters[places.parameter(parameter.name)] = &parameter;
  }
  std::string bytes;
  for (const std::size_t row : rows.activations) {
    const auto found = sites.find(row);
    const ActivationLook absent;
    const ActivationLook& site = found == sites.end() ? absent : *found->second;
    for (const Histogram* histogram : {&site.z, &site.y, &site.gradient}) {
      bytes += histogram_bytes(*histogram);
    }
  }
  for (const std::size_t row : rows.parameters) {
    const auto found = parameters.find(row);
    bytes += histogram_bytes(found == parameters.end() ? Histogram{} : found->second->gradients);
  }
  return bytes;
}

// The values of a parameter at a look, as many as `channels`, with NaN where there are fewer.
std::vector<double> values_at(const Snapshot& look, const std::string& name, std::size_t channels) {
  std::vector<double> values;
  if (const ParameterLook* parameter = find_parameter(look, name)) {
    values.assign(parameter->values.begin(), parameter->values.end());
  }
  values.resize(channels, kNotMeasured);
  return values;
}

// {lowest, highest} of finite numbers; zeros of none.
std::pair<double, double> range_of(std::span<const double> numbers) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double number : numbers) {
    if (!std::isfinite(number)) continue;
    low = std::min(low, number);
    high = std::max(high, number);
  }
  return low > high ? std::pair(0.0, 0.0) : std::pair(low, high);
}

// Channels of the first frame, then of the second, and so on.
Json channel_json(const ShownLooks& looks, const std::vector<std::size_t>& frames, std::size_t row,
                  std::size_t channels) {
  const std::string& name = looks.layout().parameters[row].name;
  std::vector<double> values;
  for (const std::size_t frame : frames) {
    const std::vector<double> now = values_at(looks[frame], name, channels);
    values.insert(values.end(), now.begin(), now.end());
  }
  const auto [low, high] = range_of(values);
  return {{"parameter", row},
          {"channels", channels},
          {"low", low},
          {"high", high},
          {"packed", base64(level_bytes(values, low, high))}};
}

// How many channels each parameter has that was recorded by channel, by its row.
std::map<std::size_t, std::size_t> channels_of(const ShownLooks& looks) {
  std::map<std::size_t, std::size_t> channels;
  for (std::size_t column = 0; column < looks.size(); ++column) {
    for (const ParameterLook& parameter : looks[column].parameters) {
      if (parameter.values.empty()) continue;
      std::size_t& most = channels[looks.rows.parameter(parameter.name)];
      most = std::max(most, parameter.values.size());
    }
  }
  return channels;
}

// The mean over channels of each parameter of the formula; those not recorded are left out.
std::unordered_map<std::string, double> mean_parameters(const Site& site, const FormulaEntry& entry,
                                                        const Snapshot& look) {
  std::unordered_map<std::string, double> means;
  for (const FormulaEntry::Parameter& parameter : entry.parameters) {
    const ParameterLook* found = find_parameter(look, site.name + "." + parameter.name);
    if (found == nullptr || found->values.empty()) continue;
    const double sum = std::accumulate(found->values.begin(), found->values.end(), 0.0);
    means[parameter.name] = sum / static_cast<double>(found->values.size());
  }
  return means;
}

Json curves_json(const ShownLooks& looks, const std::vector<std::size_t>& frames) {
  const Layout& layout = looks.layout();
  std::vector<FunctionCurves> functions;
  for (const FormulaEntry& entry : layout.formulas) functions.emplace_back(entry.text);
  Json curves = Json::array();
  for (std::size_t row = 0; row < layout.sites.size(); ++row) {
    const Site& site = layout.sites[row];
    if (!site.formula) continue;
    const auto place = static_cast<std::size_t>(*site.formula);
    if (layout.formulas[place].parameters.empty() || !functions[place].problem().empty()) continue;
    std::vector<double> numbers;
    for (const std::size_t frame : frames) {
      const std::vector<double> now = functions[place].sample(
          kMovedPoints, mean_parameters(site, layout.formulas[place], looks[frame]));
      numbers.insert(numbers.end(), now.begin(), now.end());
    }
    curves.push_back(
        {{"site", row}, {"points", kMovedPoints}, {"packed", base64(number_bytes(numbers))}});
  }
  return curves;
}

std::size_t moved_sites(const Layout& layout) {
  return static_cast<std::size_t>(std::ranges::count_if(layout.sites, [&](const Site& site) {
    return site.formula &&
           !layout.formulas[static_cast<std::size_t>(*site.formula)].parameters.empty();
  }));
}

// Those of a site that have the sizes of its last one: {column, look}.
std::vector<std::pair<std::size_t, const AttentionLook*>> attention_of(const ShownLooks& looks,
                                                                       const std::string& site) {
  std::vector<std::pair<std::size_t, const AttentionLook*>> found;
  for (std::size_t column = 0; column < looks.size(); ++column) {
    const SiteLook* look = find_site(looks[column], site);
    if (look != nullptr && look->attention) found.emplace_back(column, &*look->attention);
  }
  std::erase_if(found, [&](const auto& entry) {
    const AttentionLook &look = *entry.second, &last = *found.back().second;
    return look.heads != last.heads || look.queries != last.queries || look.keys != last.keys;
  });
  return found;
}

std::string weight_bytes(const AttentionLook& look) {
  std::string bytes;
  for (const float weight : look.weights) {
    bytes += static_cast<char>(std::lround(255.0f * std::clamp(weight, 0.0f, 1.0f)));
  }
  return bytes;
}

Json attention_map_json(const ShownLooks& looks, std::size_t row, std::size_t most_looks) {
  const auto all = attention_of(looks, looks.layout().sites[row].name);
  if (all.empty()) return {};
  const AttentionLook& last = *all.back().second;
  Json json = {{"site", row},       {"heads", last.heads},    {"queries", last.queries},
               {"keys", last.keys}, {"looks", Json::array()}, {"packed", Json::array()}};
  for (const std::size_t place : evenly_chosen(all.size(), most_looks)) {
    json["looks"].push_back(all[place].first);
    json["packed"].push_back(base64(weight_bytes(*all[place].second)));
  }
  return json;
}

}  // namespace

Json attention_json(const ShownLooks& looks, std::size_t most_bytes) {
  Json json = {{"sequences", looks.layout().sequences}, {"maps", Json::array()}};
  std::size_t bytes = 1;
  for (std::size_t column = 0; column < looks.size(); ++column) {
    std::size_t of_look = 0;
    for (const SiteLook& site : looks[column].sites) {
      if (site.attention) of_look += site.attention->weights.size();
    }
    bytes = std::max(bytes, of_look);
  }
  const std::size_t most_looks = std::max<std::size_t>(2, most_bytes / bytes);
  for (std::size_t row = 0; row < looks.layout().sites.size(); ++row) {
    Json map = attention_map_json(looks, row, most_looks);
    if (!map.is_null()) json["maps"].push_back(std::move(map));
  }
  return json;
}

Json histograms_json(const ShownLooks& looks, std::size_t most_bytes) {
  const HistogramRows rows(looks.layout());
  std::vector<std::string> packed;
  std::size_t bytes = 1;
  for (std::size_t column = 0; column < looks.size(); ++column) {
    packed.push_back(look_bytes(looks.rows, rows, looks[column]));
    bytes += packed.back().size();
  }
  Json json = {{"activations", rows.activations},
               {"parameters", rows.parameters},
               {"looks", Json::array()},
               {"packed", Json::array()}};
  const std::size_t count = std::max<std::size_t>(2, looks.size() * most_bytes / bytes);
  for (const std::size_t column : evenly_chosen(looks.size(), count)) {
    json["looks"].push_back(column);
    json["packed"].push_back(base64(packed[column]));
  }
  return json;
}

Json channels_json(const ShownLooks& looks, std::size_t most_numbers) {
  const std::map<std::size_t, std::size_t> channels = channels_of(looks);
  std::size_t numbers = 1 + 2 * kMovedPoints * moved_sites(looks.layout());
  for (const auto& [row, count] : channels) numbers += count;
  const std::vector<std::size_t> frames =
      evenly_chosen(looks.size(), std::clamp<std::size_t>(most_numbers / numbers, 2, kMostFrames));
  Json json = {{"looks", frames}, {"parameters", Json::array()}};
  for (const auto& [row, count] : channels) {
    json["parameters"].push_back(channel_json(looks, frames, row, count));
  }
  json["curves"] = curves_json(looks, frames);
  return json;
}

}  // namespace actlab::dynamics

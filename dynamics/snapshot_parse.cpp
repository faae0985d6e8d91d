// The reading half of snapshot_json.h.
#include <actlab/dynamics/snapshot_json.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_set>

#include <actlab/core/base/error.h>
#include <actlab/core/io/json.h>

namespace actlab::dynamics {
namespace {

constexpr std::string_view kStepKey = "{\"step\": ";
constexpr std::uint64_t kLargestCount = std::uint64_t{1}
                                        << 53;  // JSON's numbers are doubles elsewhere

// ---- values that may be missing or null --------------------------------------------------------

double number(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? kNotMeasured : found->get<double>();
}

std::int64_t count(const Json& number, const char* key) {
  if (!number.is_number_unsigned() || number.get<std::uint64_t>() > kLargestCount) {
    throw Error(text("\"", key, "\" must be a whole number from 0 on"));
  }
  return number.get<std::int64_t>();
}

std::int64_t whole(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? 0 : count(*found, key);
}

std::string word(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? "" : found->get<std::string>();
}

const Json& part(const Json& object, const char* key) {
  static const Json none = Json::object();
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

std::vector<float> floats(const Json& list) {
  std::vector<float> values;
  for (const Json& value : list) {
    values.push_back(static_cast<float>(value.is_null() ? kNotMeasured : value.get<double>()));
  }
  return values;
}

Histogram histogram(const Json& object, Scale scale) {
  Histogram result{whole(object, "first"), {}};
  for (const Json& number : part(object, "counts")) {
    result.counts.push_back(count(number, "counts"));
  }
  if (result.first > std::ssize(edges(scale)) - 1 - std::ssize(result.counts)) {
    throw Error("a histogram leaves its edges");
  }
  return result;
}

// A header of this version names these edges, for other readers.
void require_edges(const Json& list, Scale scale) {
  const std::vector<double>& known = edges(scale);
  const auto same = [](const Json& number, double edge) {
    return std::abs(number.get<double>() - edge) <= 1e-6 * std::abs(edge);
  };
  if (!list.empty() && !std::equal(list.begin(), list.end(), known.begin(), known.end(), same)) {
    throw Error("its histograms have other edges than this version");
  }
}

template <class Entry>
void require_different(const std::vector<Entry>& entries) {
  std::unordered_set<std::string_view> names;
  for (const Entry& entry : entries) {
    if (!names.insert(entry.name).second) throw Error(text("two are called ", entry.name));
  }
}

SiteKind kind_of(const std::string& name) {
  for (const SiteKind kind : {SiteKind::activation, SiteKind::normalisation, SiteKind::weights,
                              SiteKind::block, SiteKind::attention}) {
    if (name == kind_name(kind)) return kind;
  }
  return SiteKind::other;
}

FormulaEntry formula_entry(const Json& json) {
  const Json& theory = part(json, "theory");
  FormulaEntry entry{.name = word(json, "name"),
                     .text = word(json, "text"),
                     .slope_limit = number(json, "slope_limit"),
                     .slope_limit_is_supremum = word(json, "slope_limit_is") == "supremum",
                     .bounded_left = part(json, "bounded").value("left", false),
                     .bounded_right = part(json, "bounded").value("right", false),
                     .mean = number(theory, "mean"),
                     .square = number(theory, "square"),
                     .slope_square = number(theory, "slope_square"),
                     .flat = number(theory, "flat")};
  for (const Json& p : part(json, "parameters")) {
    entry.parameters.push_back(
        {word(p, "name"), number(p, "initial"), p.value("per_channel", true)});
  }
  return entry;
}

Site site(const Json& json) {
  Site result{.name = word(json, "name"),
              .kind = kind_of(word(json, "kind")),
              .class_name = word(json, "class"),
              .units = whole(json, "units"),
              .places = whole(json, "places")};
  if (json.contains("formula") && !json["formula"].is_null()) {
    result.formula = whole(json, "formula");
  }
  return result;
}

ParameterEntry parameter_entry(const Json& json) {
  return {word(json, "name"), word(json, "site"), word(json, "group"),
          Shape(part(json, "shape").get<std::vector<std::int64_t>>())};
}

AttentionLook attention_look(const Json& json) {
  constexpr std::int64_t kMost = 1 << 16;  // of each, so that their product is a number
  AttentionLook look{whole(json, "heads"), whole(json, "queries"), whole(json, "keys"), {}};
  for (const Json& thousandths : part(json, "weights")) {
    look.weights.push_back(static_cast<float>(count(thousandths, "weights")) / 1000.0f);
  }
  if (std::max({look.heads, look.queries, look.keys}) > kMost ||
      std::ssize(look.weights) != look.heads * look.queries * look.keys) {
    throw Error("attention has another number of weights than its sizes say");
  }
  return look;
}

SiteLook site_look(const std::string& name, const Json& json) {
  const Json& gradient = part(json, "gradient");
  SiteLook look{.name = name,
                .entering = number(gradient, "entering"),
                .leaving = number(gradient, "leaving")};
  if (json.contains("attention")) look.attention = attention_look(json["attention"]);
  if (!json.contains("z")) return look;
  const Json &z = part(json, "z"), &y = part(json, "y"), &slope = part(json, "slope");
  ActivationLook& a = look.activation.emplace();
  a.z_mean = number(z, "mean");
  a.z_deviation = number(z, "std");
  a.bump = number(z, "bump");
  a.not_finite = whole(z, "not_finite");
  a.z = histogram(part(z, "histogram"), Scale::value);
  a.y_mean = number(y, "mean");
  a.y_square = number(y, "square");
  a.y = histogram(part(y, "histogram"), Scale::value);
  a.slope_square = number(slope, "square");
  a.flat = number(slope, "flat");
  a.dead = whole(slope, "dead");
  a.saturated = whole(slope, "saturated");
  a.died = whole(slope, "died");
  a.revived = whole(slope, "revived");
  a.gradient = histogram(part(gradient, "histogram"), Scale::gradient);
  return look;
}

ParameterLook parameter_look(const std::string& name, const Json& json) {
  return {.name = name,
          .mean = number(json, "mean"),
          .deviation = number(json, "std"),
          .gradient = number(json, "gradient"),
          .gradients = histogram(part(json, "gradient_histogram"), Scale::gradient),
          .signal_over_noise = number(json, "signal_over_noise"),
          .update = number(json, "update"),
          .cosine = number(json, "cosine"),
          .values = floats(part(json, "values")),
          .value_gradients = floats(part(json, "gradients"))};
}

// The JSON library's message without the name of its exception.
std::string_view reason(std::string_view message) {
  const std::size_t prefix = message.starts_with("[json.exception.") ? message.find("] ") : 0;
  return prefix == 0 || prefix == message.npos ? message : message.substr(prefix + 2);
}

// What is thrown for a value of another kind becomes an Error that names the source.
template <class Parse>
auto parsed(std::string_view line, const std::string& source, const Parse& parse) {
  const Json json = parse_json(line, source);
  try {
    if (!json.is_object()) throw Error("a line is no object");
    return parse(json);
  } catch (const std::exception& error) {
    throw Error(text("[dynamics] ", source, ": ", reason(error.what())));
  }
}

}  // namespace

std::int64_t step_of_line(std::string_view line) {
  if (!line.starts_with(kStepKey)) return -1;
  std::int64_t step = -1;
  std::from_chars(line.data() + kStepKey.size(), line.data() + line.size(), step);
  return step;
}

// Among the first keys, however they are spaced: other programs write JSON in their own way.
bool is_header_line(std::string_view line) {
  return line.substr(0, line.find('{', 1)).find("\"actlab_dynamics\"") != line.npos;
}

Layout parse_header(std::string_view line, const std::string& source) {
  return parsed(line, source, [&](const Json& json) {
    if (json.value("actlab_dynamics", Json()) != kRecordVersion) {
      throw Error(text("version ", json.value("actlab_dynamics", Json()).dump(),
                       " of the record; this program reads version ", kRecordVersion));
    }
    require_edges(part(part(json, "edges"), "value"), Scale::value);
    require_edges(part(part(json, "edges"), "gradient"), Scale::gradient);
    Layout layout{.task = word(json, "task"),
                  .description = {},
                  .examples = whole(json, "examples"),
                  .slices = whole(json, "slices")};
    for (const auto& [key, value] : part(json, "description").items()) {
      layout.description.emplace_back(key, value.get<std::string>());
    }
    for (const Json& texts : part(json, "sequences")) {
      layout.sequences.push_back(texts.get<std::vector<std::string>>());
    }
    for (const Json& f : part(json, "formulas")) layout.formulas.push_back(formula_entry(f));
    for (const Json& s : part(json, "sites")) layout.sites.push_back(site(s));
    for (const Json& p : part(json, "parameters")) layout.parameters.push_back(parameter_entry(p));
    for (const Site& s : layout.sites) {
      if (s.formula.value_or(0) >= std::ssize(layout.formulas) && s.formula) {
        throw Error(text(s.name, " has a formula that is not listed"));
      }
    }
    require_different(layout.sites);
    require_different(layout.parameters);
    return layout;
  });
}

Snapshot parse_snapshot(std::string_view line, const std::string& source) {
  return parsed(line, source, [&](const Json& json) {
    Snapshot snapshot{.step = whole(json, "step"), .loss = number(json, "loss")};
    for (const auto& [name, value] : part(json, "sites").items()) {
      snapshot.sites.push_back(site_look(name, value));
    }
    for (const auto& [name, value] : part(json, "parameters").items()) {
      snapshot.parameters.push_back(parameter_look(name, value));
    }
    return snapshot;
  });
}

}  // namespace actlab::dynamics

#include <actlab/dynamics/snapshot_json.h>

#include <cmath>

#include <actlab/core/base/formatted.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/io/json.h>
#include <actlab/dynamics/statistics.h>
#include <actlab/training/run_folder.h>

namespace actlab::dynamics {
namespace {

// ---- writing: by hand, so that numbers have the digits that they need and no more --------------

std::string digits(double value, int count) {
  return std::isfinite(value) ? formatted("%.*g", count, value) : "null";
}

std::string number(double value) { return digits(value, 9); }
std::string quoted(const std::string& word) {
  return Json(word).dump(-1, ' ', false, Json::error_handler_t::replace);
}

// {"a": 1, "b": [...]}, member by member.
class Object {
 public:
  Object& member(const std::string& key, const std::string& value) {
    content_ += (content_.empty() ? "" : ", ") + quoted(key) + ": " + value;
    return *this;
  }
  Object& member(const std::string& key, double value) { return member(key, number(value)); }
  Object& member(const std::string& key, std::int64_t value) {
    return member(key, std::to_string(value));
  }
  std::string text() const { return "{" + content_ + "}"; }

 private:
  std::string content_;
};

template <class Values, class Text>
std::string list(const Values& values, const Text& text_of) {
  return "[" + joined(values, ",", text_of) + "]";
}

std::string list(const std::vector<float>& values) {
  return list(values, [](float value) { return digits(static_cast<double>(value), 6); });
}

std::string words(const std::vector<std::string>& texts) { return list(texts, quoted); }

std::string boolean(bool value) { return value ? "true" : "false"; }

std::string object(const Histogram& histogram) {
  return Object()
      .member("first", histogram.first)
      .member("counts", list(histogram.counts, [](std::int64_t n) { return std::to_string(n); }))
      .text();
}

std::string object(const FormulaEntry& f) {
  const auto parameter = [](const FormulaEntry::Parameter& p) {
    return Object()
        .member("name", quoted(p.name))
        .member("initial", p.initial)
        .member("per_channel", boolean(p.per_channel))
        .text();
  };
  const std::string theory = Object()
                                 .member("mean", f.mean)
                                 .member("square", f.square)
                                 .member("slope_square", f.slope_square)
                                 .member("gain", 1.0 / std::sqrt(f.square))
                                 .member("gradient_factor", f.slope_square / f.square)
                                 .member("flat", f.flat)
                                 .member("bump", kBumpOfNormal)
                                 .text();
  const std::string bounded = Object()
                                  .member("left", boolean(f.bounded_left))
                                  .member("right", boolean(f.bounded_right))
                                  .text();
  return Object()
      .member("name", quoted(f.name))
      .member("text", quoted(f.text))
      .member("parameters", list(f.parameters, parameter))
      .member("slope_limit", f.slope_limit)
      .member("slope_limit_is", quoted(f.slope_limit_is_supremum ? "supremum" : "quantile"))
      .member("bounded", bounded)
      .member("theory", theory)
      .text();
}

std::string object(const Site& site) {
  Object result;
  result.member("name", quoted(site.name))
      .member("kind", quoted(std::string(kind_name(site.kind))))
      .member("class", quoted(site.class_name))
      .member("units", site.units)
      .member("places", site.places);
  if (site.formula) result.member("formula", *site.formula);
  return result.text();
}

std::string object(const ParameterEntry& p) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t axis = 0; axis < p.shape.rank(); ++axis) sizes.push_back(p.shape[axis]);
  return Object()
      .member("name", quoted(p.name))
      .member("site", quoted(p.site))
      .member("group", quoted(p.group))
      .member("shape", list(sizes, [](std::int64_t n) { return std::to_string(n); }))
      .text();
}

// Weights in thousandths: one picture of them is enough.
std::string object(const AttentionLook& attention) {
  const auto thousandths = [](float weight) {
    return std::to_string(std::lround(1000.0 * static_cast<double>(weight)));
  };
  return Object()
      .member("heads", attention.heads)
      .member("queries", attention.queries)
      .member("keys", attention.keys)
      .member("weights", list(attention.weights, thousandths))
      .text();
}

std::string object(const SiteLook& site) {
  Object result;
  Object gradient;
  gradient.member("entering", site.entering)
      .member("leaving", site.leaving)
      .member("factor", site.factor());
  if (site.activation) {
    const ActivationLook& a = *site.activation;
    const std::string z = Object()
                              .member("mean", a.z_mean)
                              .member("std", a.z_deviation)
                              .member("bump", a.bump)
                              .member("not_finite", a.not_finite)
                              .member("histogram", object(a.z))
                              .text();
    const std::string y = Object()
                              .member("mean", a.y_mean)
                              .member("square", a.y_square)
                              .member("histogram", object(a.y))
                              .text();
    const std::string slope = Object()
                                  .member("square", a.slope_square)
                                  .member("flat", a.flat)
                                  .member("dead", a.dead)
                                  .member("saturated", a.saturated)
                                  .member("died", a.died)
                                  .member("revived", a.revived)
                                  .text();
    result.member("z", z).member("y", y).member("slope", slope);
    gradient.member("histogram", object(a.gradient));
  }
  if (site.attention) return result.member("attention", object(*site.attention)).text();
  return result.member("gradient", gradient.text()).text();
}

std::string object(const ParameterLook& p) {
  Object result;
  result.member("mean", p.mean)
      .member("std", p.deviation)
      .member("gradient", p.gradient)
      .member("gradient_histogram", object(p.gradients))
      .member("signal_over_noise", p.signal_over_noise)
      .member("update", p.update)
      .member("cosine", p.cosine);
  if (!p.values.empty()) {
    result.member("values", list(p.values)).member("gradients", list(p.value_gradients));
  }
  return result.text();
}

}  // namespace

std::string header_line(const Layout& layout) {
  const auto object_of = [](const auto& entry) { return object(entry); };
  Object description;
  for (const auto& [key, value] : layout.description) description.member(key, quoted(value));
  const std::string all_edges = Object()
                                    .member("value", list(edges(Scale::value), number))
                                    .member("gradient", list(edges(Scale::gradient), number))
                                    .text();
  Object header;
  header.member("actlab_dynamics", std::int64_t{kRecordVersion})
      .member("actlab", quoted(training::version()))
      .member("task", quoted(layout.task))
      .member("description", description.text())
      .member("examples", layout.examples)
      .member("slices", layout.slices);
  if (!layout.sequences.empty()) header.member("sequences", list(layout.sequences, words));
  header.member("edges", all_edges)
      .member("formulas", list(layout.formulas, object_of))
      .member("sites", list(layout.sites, object_of))
      .member("parameters", list(layout.parameters, object_of));
  return header.text() + "\n";
}

std::string snapshot_line(const Snapshot& snapshot) {
  Object sites, parameters;
  for (const SiteLook& site : snapshot.sites) sites.member(site.name, object(site));
  for (const ParameterLook& p : snapshot.parameters) parameters.member(p.name, object(p));
  return Object()
             .member("step", snapshot.step)
             .member("loss", snapshot.loss)
             .member("sites", sites.text())
             .member("parameters", parameters.text())
             .text() +
         "\n";
}

}  // namespace actlab::dynamics

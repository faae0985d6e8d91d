#include "tests/dynamics/report/pages/synthetic_record.h"

#include <cmath>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>
#include <actlab/core/formula/compiler/compiled_formula.h>
#include <actlab/core/formula/language/reference.h>
#include <actlab/dynamics/formula_facts.h>

namespace actlab::dynamics::test {
namespace {

constexpr std::int64_t kSamples = 400;  // of z; each stands for as many values

double normal_quantile_like(double share) {  // logistic, as wide as N(0, 1)
  return 0.5513 * std::log(share / (1.0 - share));
}

std::vector<float> spread(double mean, double deviation) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < kSamples; ++i) {
    const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(kSamples);
    values.push_back(static_cast<float>(mean + deviation * normal_quantile_like(share)));
  }
  return values;
}

Histogram counted(Scale scale, const std::vector<float>& values) {
  Bins bins(scale);
  bins.add(values);
  Histogram histogram = bins.histogram();
  for (std::int64_t& count : histogram.counts) count *= 160;
  return histogram;
}

Layout layout_of(const SyntheticRun& run, const formula::FormulaPointer& f) {
  Layout layout;
  layout.task = "images";
  layout.description = {{"model", "synthetic"}, {"activation", run.activation}};
  layout.examples = 512;
  layout.slices = 4;
  FormulaEntry entry{.name = f->name, .text = f->text, .parameters = {}};
  for (const auto& parameter : f->parameters) {
    entry.parameters.push_back({parameter.name, parameter.initial, true});
  }
  const FormulaFacts facts = facts_of(f);
  entry.slope_limit = facts.slopes.limit;
  entry.mean = known(facts.theory.mean);
  entry.square = known(facts.theory.square);
  entry.slope_square = known(facts.theory.slope_square);
  entry.flat = facts.flat;
  layout.formulas = {entry};
  if (run.heads > 0) layout.sequences = {{"two", "dogs", "<b>run", "end"}, {"begin", "zwei"}};
  for (std::int64_t i = 0; i < run.layers; ++i) {
    const std::string at = text("layer", 1 + 3 * i / run.layers, ".", i, ".");
    layout.sites.push_back({at + "conv", SiteKind::weights, "Conv2d", run.units, 64});
    layout.sites.push_back({at + "norm", SiteKind::normalisation, "BatchNorm2d", run.units, 64});
    layout.sites.push_back({at + "act", SiteKind::activation, f->name, run.units, 64, 0});
    if (run.heads > 0) {
      layout.sites.push_back({at + "attn", SiteKind::attention, "AttentionWeights", run.heads, 4});
    }
    layout.parameters.push_back(
        {at + "conv.weight", at + "conv", "weights", Shape({run.units, 3, 3, run.units})});
    for (const char* name : {"norm.weight", "norm.bias"}) {
      layout.parameters.push_back({at + name, at + "norm", "norms", Shape({run.units})});
    }
    for (const auto& parameter : f->parameters) {
      layout.parameters.push_back(
          {at + "act." + parameter.name, at + "act", "activations", Shape({run.units})});
    }
  }
  return layout;
}

class Maker {
 public:
  Maker(const SyntheticRun& run, const formula::CompiledFormula& f) : run_(run), f_(f) {}

  Snapshot look(const Layout& layout, std::int64_t n) {
    Snapshot look;
    look.step = 100 * n;
    time_ = run_.looks < 2 ? 0.0 : static_cast<double>(n) / static_cast<double>(run_.looks - 1);
    look.loss = 2.3 * std::exp(-2.0 * time_);
    for (std::size_t i = 0; i < layout.sites.size(); ++i) {
      depth_ = static_cast<double>(i) / static_cast<double>(layout.sites.size());
      look.sites.push_back(site(layout.sites[i]));
    }
    for (const ParameterEntry& entry : layout.parameters) {
      look.parameters.push_back(parameter(entry));
    }
    return look;
  }

 private:
  double noise() { return 2.0 * random_.uniform_double() - 1.0; }

  SiteLook site(const Site& site) {
    const double entering = 1e-3 * std::exp(2.0 * depth_ - time_ + 0.1 * noise());
    SiteLook look{site.name, entering, entering * (0.8 + 0.05 * noise())};
    if (site.kind == SiteKind::attention) return {.name = site.name, .attention = attention()};
    if (site.kind == SiteKind::activation) look.activation = activation(site, entering);
    return look;
  }

  // Two queries that come to look at one of four keys.
  AttentionLook attention() {
    AttentionLook look{run_.heads, 2, 4, {}};
    for (std::int64_t row = 0; row < 2 * run_.heads; ++row) {
      for (std::int64_t key = 0; key < 4; ++key) {
        const double even = 0.25 * (1.0 - time_);
        look.weights.push_back(static_cast<float>(even + (key == row % 4 ? time_ : 0.0)));
      }
    }
    return look;
  }

  ActivationLook activation(const Site& site, double gradient) {
    ActivationLook look;
    look.z_mean = -run_.drift * time_ * depth_ + 0.03 * noise();
    look.z_deviation = 1.0 + 0.3 * time_ + 0.05 * noise();
    const std::vector<float> z = spread(look.z_mean, look.z_deviation);
    const std::vector<double> places(z.begin(), z.end());
    const auto curves = formula::evaluate_all({f_.value, f_.derivative}, places);
    std::vector<float> y(curves[0].begin(), curves[0].end());
    look.z = counted(Scale::value, z);
    look.y = counted(Scale::value, y);
    look.gradient = counted(Scale::gradient, spread(0.0, gradient));
    look.bump = look.y_mean = look.y_square = look.slope_square = look.flat = 0.0;
    for (std::size_t i = 0; i < places.size(); ++i) {
      look.bump += (places[i] >= -5.0 && places[i] <= 0.0) / static_cast<double>(kSamples);
      look.y_mean += curves[0][i] / static_cast<double>(kSamples);
      look.y_square += curves[0][i] * curves[0][i] / static_cast<double>(kSamples);
      look.slope_square += curves[1][i] * curves[1][i] / static_cast<double>(kSamples);
      look.flat += (std::abs(curves[1][i]) < 1e-3) / static_cast<double>(kSamples);
    }
    look.dead = std::llround(static_cast<double>(site.units) * std::max(0.0, look.flat - 0.6));
    look.died = look.dead / 4;
    return look;
  }

  ParameterLook parameter(const ParameterEntry& entry) {
    ParameterLook look{.name = entry.name, .mean = 0.0, .deviation = 0.1, .gradients = {}};
    look.gradient = 1e-4 * std::exp(-time_ + 0.2 * noise());
    look.gradients = counted(Scale::gradient, spread(0.0, look.gradient));
    look.signal_over_noise = 0.5 + 0.1 * noise();
    look.update = -2.8 - 0.6 * time_ + 0.1 * noise();
    if (time_ > 0.0) look.cosine = 0.3 * noise();
    if (entry.group == "weights") return look;
    const double start = entry.name.ends_with("bias") ? 0.0 : 1.0;
    for (std::int64_t c = 0; c < entry.shape.elements(); ++c) {
      const double way = std::sin(12.9898 * static_cast<double>(c + 1));
      look.values.push_back(static_cast<float>(start + 0.5 * time_ * way));
      look.value_gradients.push_back(static_cast<float>(1e-3 * noise()));
    }
    return look;
  }

  const SyntheticRun& run_;
  const formula::CompiledFormula& f_;
  Random random_{7, Purpose::test, 0};
  double time_ = 0.0;   // 0 at the first look, 1 at the last
  double depth_ = 0.0;  // 0 at the first site, below 1 at the last
};

}  // namespace

Recording synthetic_record(const SyntheticRun& run) {
  const formula::FormulaPointer f = formula::compile(run.activation);
  Recording recording{layout_of(run, f), {}, ""};
  Maker maker(run, *f);
  for (std::int64_t n = 0; n < run.looks; ++n) {
    recording.snapshots.push_back(maker.look(recording.layout, n));
  }
  return recording;
}

ReportedRun synthetic_run(const SyntheticRun& run) {
  ReportedRun reported = unprobed_run();
  reported.run.path = "runs/" + run.activation;
  reported.run.settings["activation"] = run.activation;
  reported.recording = synthetic_record(run);
  return reported;
}

ReportedRun unprobed_run() {
  ReportedRun reported;
  reported.run.path = "runs/unprobed";
  reported.run.settings = {{"activation", "tanh"}, {"epochs", "3"}, {"lr", "0.1"}};
  for (std::int64_t step = 1; step <= 2000; ++step) {
    const double loss = 2.3 * std::exp(-0.001 * static_cast<double>(step));
    reported.run.records.push_back({"step", step, {{"loss", loss}, {"lr", 0.1}}});
    if (step % 500 != 0) continue;
    reported.run.records.push_back(
        {"epoch", step / 500, {{"train_loss", loss}, {"test_accuracy", 1.0 - loss / 2.4}}});
  }
  return reported;
}

ReportedRun hostile_run() {
  ReportedRun reported = synthetic_run({.activation = "prelu", .layers = 3, .looks = 3});
  reported.run.path = reported.run.settings["activation"] = kHostile;
  reported.run.settings[kHostile] = "\xff\xfe";
  reported.run.records.push_back({kHostile, 1, {{kHostile, NAN}}});
  Layout& layout = reported.recording->layout;
  std::vector<Snapshot>& looks = reported.recording->snapshots;
  layout.task = kHostile;
  layout.formulas.push_back(layout.formulas[0]);
  layout.formulas[0].text = "x * (";
  layout.formulas[1].text = kHostile;
  layout.formulas[1].slope_square = layout.formulas[1].square = NAN;
  layout.sites[2].name = kHostile;
  layout.sites[5].name = "\xff \" 'quoted' & <b>\u6fc0\u6d3b</b>";
  layout.sites[5].formula = 1;
  layout.sites[8].formula.reset();
  layout.parameters[0].site = "nowhere";
  for (Snapshot& look : looks) {
    for (std::size_t i : {2u, 5u}) look.sites[i].name = layout.sites[i].name;
    look.sites[2].activation->z = look.sites[2].activation->gradient = {};
    look.sites[2].activation->slope_square = INFINITY;
    look.sites[8].entering = 0.0;
    look.loss = NAN;
    look.parameters[1].values = {NAN, INFINITY};
  }
  looks[1].sites.clear();
  looks[1].parameters.clear();
  return reported;
}

}  // namespace actlab::dynamics::test

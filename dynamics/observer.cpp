#include <actlab/dynamics/observer.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/random.h>
#include <actlab/core/base/suggest.h>
#include <actlab/core/tensor/autograd.h>
#include <actlab/dynamics/site_sums.h>
#include <actlab/layers/activation.h>
#include <actlab/layers/look.h>

namespace actlab::dynamics {
namespace {

using training::Part;

constexpr Purpose kProbeExamples{20};

// Which examples: drawn once and for all, so that runs on the same data look at the same ones. Data
// may be sorted by class, so the first ones would not do.
std::vector<std::vector<std::int64_t>> draw_slices(std::int64_t size, std::int64_t examples,
                                                   std::int64_t batch_size) {
  const std::vector<std::int64_t> order = Random(0, kProbeExamples).permutation(size);
  const std::int64_t slice = std::min(size, batch_size);
  const std::int64_t count = std::max<std::int64_t>(1, std::min(size, examples) / slice);
  std::vector<std::vector<std::int64_t>> slices;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t* const begin = order.data() + i * slice;
    slices.emplace_back(begin, begin + slice);
  }
  return slices;
}

bool lies_in(std::string_view name, std::string_view whole) {
  return name.starts_with(whole) && (name.size() == whole.size() || name[whole.size()] == '.');
}

void require_modules(layers::Module& model, const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const layers::NamedModule& entry : model.modules()) known.push_back(entry.name);
  for (const std::string& name : names) {
    if (std::ranges::count(known, name) > 0 && !name.empty()) continue;
    const std::string near = did_you_mean(name, known);
    throw UsageError(
        text("[dynamics] there is no layer \"", name, "\" to look at",
             near.empty() ? "; the first are " + known.at(1) + ", " + known.back() : near));
  }
}

std::string module_of(const std::string& parameter) {
  const std::size_t dot = parameter.rfind('.');
  return dot == std::string::npos ? "" : parameter.substr(0, dot);
}

FormulaEntry entry_of(const FormulaFacts& facts) {
  const formula::CompiledFormula& formula = *facts.formula;
  FormulaEntry entry{.name = formula.name,
                     .text = formula.text,
                     .slope_limit = facts.slopes.limit,
                     .slope_limit_is_supremum = facts.slopes.is_supremum,
                     .bounded_left = facts.slopes.bounded_left,
                     .bounded_right = facts.slopes.bounded_right,
                     .mean = known(facts.theory.mean),
                     .square = known(facts.theory.square),
                     .slope_square = known(facts.theory.slope_square),
                     .flat = facts.flat};
  for (const formula::Parameter& p : formula.parameters) {
    entry.parameters.push_back(
        {p.name, static_cast<double>(p.initial), p.sharing == formula::Sharing::per_channel});
  }
  return entry;
}

ParameterLook look_at(const NamedParameter& parameter, const SliceGradients& gradients) {
  const auto values = parameter.tensor.values();
  const Moments of_values = moments(values);
  ParameterLook look{.name = parameter.name,
                     .mean = of_values.mean,
                     .deviation = of_values.deviation(),
                     .signal_over_noise = gradients.signal_over_noise()};
  const bool by_channel =
      parameter.traits.group == group::norms || parameter.traits.group == group::activations;
  if (by_channel) look.values.assign(values.begin(), values.end());
  if (gradients.empty()) return look;
  std::vector<float> mean = gradients.mean();
  GradientSums sums;
  sums.add(mean);
  look.gradient = sums.root_mean_square();
  look.gradients = binned(Scale::gradient, mean).histogram();
  if (by_channel) look.value_gradients = std::move(mean);
  return look;
}

}  // namespace

Observer::Observer(training::Task& task, const ObserverOptions& options)
    : task_(task),
      only_(options.only),
      slices_(draw_slices(task.size(Part::train), options.examples, options.batch_size)),
      attention_(task, slices_.front()) {
  require_modules(task.model(), only_);
  layout_.task = task.name();
  for (const auto& [key, value] : task.description()) layout_.description.emplace_back(key, value);
  layout_.slices = std::ssize(slices_);
  layout_.examples = layout_.slices * std::ssize(slices_.front());
  layout_.sequences = attention_.sequences();
  for (const layers::NamedModule& entry : task.model().modules()) {
    const auto* activation = dynamic_cast<const layers::Activation*>(entry.module);
    if (activation != nullptr && selects(entry.name)) formula_index(activation->formula());
  }
  for (const FormulaFacts& facts : facts_) layout_.formulas.push_back(entry_of(facts));
  for (const NamedParameter& p : parameters()) {
    layout_.parameters.push_back({p.name, module_of(p.name), p.traits.group, p.tensor.shape()});
  }
}

bool Observer::selects(std::string_view module) const {
  const auto holds = [&](const std::string& whole) { return lies_in(module, whole); };
  return only_.empty() || std::ranges::any_of(only_, holds);
}

std::vector<NamedParameter> Observer::parameters() const {
  std::vector<NamedParameter> result = task_.model().parameters();
  std::erase_if(result, [&](const NamedParameter& p) { return !selects(module_of(p.name)); });
  return result;
}

// Where it stands among the facts, which are found out at first.
std::int64_t Observer::formula_index(const formula::FormulaPointer& formula) {
  const auto found = std::ranges::find_if(
      facts_, [&](const FormulaFacts& facts) { return facts.formula->text == formula->text; });
  const std::int64_t index = found - facts_.begin();
  if (found == facts_.end()) facts_.push_back(facts_of(formula));
  return index;
}

// The sites of one look, in the order in which they compute.
struct Observer::Sites {
  std::vector<std::unique_ptr<SiteSums>> sums;
  std::vector<Site> described;
  std::map<std::string, std::size_t, std::less<>> index_of;
};

SiteSums& Observer::site_of(const layers::Seen& seen, Sites& sites) {
  const auto [place, is_new] = sites.index_of.emplace(seen.name, sites.sums.size());
  if (!is_new) return *sites.sums[place->second];
  const auto* activation = dynamic_cast<const layers::Activation*>(&seen.module);
  const SlopeScale* slopes = nullptr;
  std::optional<std::int64_t> formula;
  if (activation != nullptr) {
    formula = formula_index(activation->formula());
    slopes = &facts_[static_cast<std::size_t>(*formula)].slopes;
  }
  sites.sums.push_back(std::make_unique<SiteSums>(seen, kind_of(seen.module), slopes));
  sites.described.push_back(sites.sums.back()->site());
  sites.described.back().formula = formula;
  return *sites.sums.back();
}

// Forward and back, slice by slice; `gradients` are those of the parameters, in their order.
// Returns the mean loss.
double Observer::run_slices(Sites& sites, std::vector<SliceGradients>& gradients) {
  layers::Module& model = task_.model();
  const std::vector<NamedParameter> trained = parameters();
  double loss = 0.0, items = 0.0;
  const layers::Look look(model);
  std::optional<SharedGradients> shared;
  const layers::Watch watch(model, [&](const layers::Seen& seen) {
    if (!seen.name.empty() && selects(seen.name)) site_of(seen, sites).see(seen, *shared);
  });
  for (const std::vector<std::int64_t>& slice : slices_) {
    shared.emplace(&items);
    const training::Outcome outcome = task_.forward_items(Part::train, slice);
    items = static_cast<double>(outcome.items);
    loss += static_cast<double>(outcome.loss.item());
    backward(outcome.loss);
    for (std::size_t i = 0; i < trained.size(); ++i) {
      const Tensor gradient = trained[i].tensor.gradient();
      if (gradient.defined()) gradients[i].add(gradient);
    }
    model.clear_gradients();
  }
  return loss / static_cast<double>(std::ssize(slices_));
}

Snapshot Observer::look(std::int64_t step, bool remember) {
  const std::vector<NamedParameter> trained = parameters();
  std::vector<SliceGradients> gradients(trained.size());
  Sites sites;
  Snapshot snapshot{.step = step, .loss = run_slices(sites, gradients)};
  layout_.sites = std::move(sites.described);
  auto maps = attention_.look([&](std::string_view site) { return selects(site); });
  for (const auto& site : sites.sums) {
    const std::string& name = site->site().name;
    const auto before = dead_.find(name);
    snapshot.sites.push_back(site->look(before == dead_.end() ? nullptr : &before->second));
    const auto map = maps.find(name);
    if (map != maps.end()) snapshot.sites.back().attention = std::move(map->second);
    if (remember && site->site().kind == SiteKind::activation) dead_[name] = site->dead();
  }
  for (std::size_t i = 0; i < trained.size(); ++i) {
    snapshot.parameters.push_back(look_at(trained[i], gradients[i]));
  }
  return snapshot;
}

NamedTensors Observer::dead_units() const {
  NamedTensors result;
  for (const auto& [name, dead] : dead_) {
    Tensor tensor = Tensor::zeros({std::ssize(dead)});
    for (std::size_t u = 0; u < dead.size(); ++u) tensor.values()[u] = dead[u] ? 1.0f : 0.0f;
    result.emplace(name, tensor);
  }
  return result;
}

void Observer::set_dead_units(const NamedTensors& dead) {
  dead_.clear();
  for (const auto& [name, tensor] : dead) {
    std::vector<bool>& units = dead_[name];
    for (const float value : tensor.values()) units.push_back(value != 0.0f);
  }
}

}  // namespace actlab::dynamics

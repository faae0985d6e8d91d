// Observer: looks into a network with a fixed batch, and leaves no trace.
//
//   Observer observer(task, {.batch_size = 128});
//   const Snapshot snapshot = observer.look(0);     z, slopes, gradients of every layer
//
// A look runs examples of the training part, always the same ones and as they are, forward and back
// in slices of the training batch, with the batch's own statistics: running ones are 0 and 1 at the
// start. Where there is attention, one example goes forward alone as well. It moves no weight,
// running statistic, random stream nor loader, and clears the gradients that it has made: call it
// where there are none. The same bits at any number of threads.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <actlab/core/io/safetensors.h>
#include <actlab/dynamics/attention_maps.h>
#include <actlab/dynamics/formula_facts.h>
#include <actlab/dynamics/slice_gradients.h>
#include <actlab/dynamics/snapshot.h>
#include <actlab/layers/watch.h>
#include <actlab/training/task.h>

namespace actlab::dynamics {

class SiteSums;

struct ObserverOptions {
  std::vector<std::string> only{};  // modules, by name or the beginning of it; none: all
  std::int64_t examples = 512;      // about: a whole number of slices, at least one
  std::int64_t batch_size = 128;    // of a slice
};

class Observer {
 public:
  // Analyses the model's activations. The task must outlive the observer. Throws UsageError for a
  // module that does not exist, with the nearest name.
  Observer(training::Task& task, const ObserverOptions& options);

  // `remember`: the units that are dead now are what the next look compares with.
  Snapshot look(std::int64_t step, bool remember = true);
  // What does not change. The sites are known after the first look.
  const Layout& layout() const { return layout_; }
  bool selects(std::string_view module) const;
  // The examples of a look: items of the training part.
  const std::vector<std::vector<std::int64_t>>& slices() const { return slices_; }
  // The trained tensors of the selected modules.
  std::vector<NamedParameter> parameters() const;

  // The dead units of the last look, by site: 1 where dead.
  NamedTensors dead_units() const;
  void set_dead_units(const NamedTensors& dead);

 private:
  struct Sites;

  std::int64_t formula_index(const formula::FormulaPointer& formula);
  SiteSums& site_of(const layers::Seen& seen, Sites& sites);
  double run_slices(Sites& sites, std::vector<SliceGradients>& gradients);

  training::Task& task_;
  std::vector<std::string> only_;
  std::vector<std::vector<std::int64_t>> slices_;  // items of the training part
  AttentionMaps attention_;
  std::vector<FormulaFacts> facts_;  // as Layout::formulas
  Layout layout_;
  std::map<std::string, std::vector<bool>> dead_;
};

}  // namespace actlab::dynamics

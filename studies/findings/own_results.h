// What grids of this program came to, as columns that can stand beside a published table: one for
// each network on each data set, trained alike, every activation at the rate chosen for it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <actlab/studies/findings/chosen_rates.h>
#include <actlab/studies/findings/published.h>
#include <actlab/studies/findings/recorded_study.h>

namespace actlab::studies {

struct OwnRow {
  std::string activation;
  RateChoice choice;
  std::vector<std::int64_t> seeds;
  std::vector<double> values;  // one a seed; accuracies in per cent, 0 where diverged
  // indistinguishable.h; two that share one are alike. None with a diverged training, nor with one
  // seed where others have several.
  std::vector<std::string> letters;
  std::string remark;  // "1 diverged: 0, 2 not trained yet"
};

struct OwnColumn {
  std::string study;
  std::string data, model;
  std::string for_data, for_network;  // what they stand for in the paper; "" where for nothing
  std::string setting;                // what sets the column apart from others of its study
  std::string batch;
  std::string part;     // test or validation: which examples the values are of
  std::string measure;  // accuracy, top-5, bleu...
  std::int64_t steps = 0;
  std::vector<OwnRow> rows;
  double spread = 0.0;       // between seeds, when activation and seed have had their say
  std::int64_t freedom = 0;  // of that spread; 0: it is not known

  const OwnRow* find(const std::string& activation) const;  // one with values, or null
  std::string name() const;  // "resnet20 on cifar10, 2000 steps of 128"
};

// In the order of the studies and their rows. Throws UsageError for a study that is no grid.
std::vector<OwnColumn> own_columns(std::span<const RecordedStudy> studies);

// The same trainings, at the same rates, by their top-5 accuracy on test images: of each network
// and data set whose trainings all have it.
std::vector<OwnColumn> top5_columns(std::span<const RecordedStudy> studies);

// The network and data set of the paper that one of ours stands for, by family: any resnetD is for
// resnet164, shapes for cifar10. Empty where there is none.
std::string network_for(const std::string& model);
std::string data_for(const std::string& data);

}  // namespace actlab::studies

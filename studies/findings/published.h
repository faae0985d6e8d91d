// What others have measured, to set beside our own: the tables of "Searching for activation
// functions" (Ramachandran, Zoph and Le, 2017) and tables of later authors. The numbers stand in
// published/*.csv, one file a table, each with its source, and are part of the program.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace actlab::studies {

struct PublishedCell {
  std::string activation;                     // as in the catalog
  std::string data;                           // cifar10, cifar100, imagenet, wmt
  std::string network;                        // as in layers/models
  std::string measure;                        // accuracy, top-1, top-5, bleu newstest2014
  std::vector<std::optional<double>> values;  // a run each, or a median alone; none: was training
  std::string remark;                         // unfinished, unstable

  std::optional<double> median() const;  // of the values that there are
};

struct PublishedTable {
  int number = 0;
  std::string title;
  std::string source;
  std::string note;  // what the values are
  std::vector<PublishedCell> cells;
};

// Tables 1, 2 and 4 to 11, rising.
const std::vector<PublishedTable>& published_tables();

// Of Table 3: on so many models Swish is better than, equal to or worse than the activation.
struct PublishedCounts {
  std::string activation;
  int better = 0, equal = 0, worse = 0;
};
const std::vector<PublishedCounts>& published_counts();

struct OutsideTable {
  struct Row {
    std::string activation;  // of the catalog where it has the function
    double value = 0.0;      // the mean of its runs; the higher the better
    std::vector<double> runs = {};
  };
  std::string name;
  std::string source;
  std::vector<Row> rows;
};
const std::vector<OutsideTable>& outside_tables();

// Two of the outside tables' author agree with each other no better: Mish's table of 23 runs and
// the same author's ResNet v2-20, over the 11 functions that both have. Spearman's correlation.
inline constexpr double kOutsideAgreement = 0.78;

// How far seeds of one network lie apart, in points: the standard deviation within the functions of
// MLS-Bench's ResNet-20 on CIFAR-10, three seeds each.
double published_spread();

}  // namespace actlab::studies

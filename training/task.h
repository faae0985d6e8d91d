// Task: what is learned. It owns the data and the model, takes batches, computes what one costs,
// and judges the model; the Loop (loop.h) makes the updates and knows no more than this.
//
//   task.next();                          the next batch of the training part
//   Outcome outcome = task.forward();     its loss, in the model's mode, recorded for backward
//   task.evaluate(Part::test)             {{"loss", 0.31}, {goal().measure, 0.92}}
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/io/safetensors.h>
#include <actlab/core/tensor/tensor.h>
#include <actlab/datasets/sampler.h>
#include <actlab/layers/module.h>
#include <actlab/training/record.h>

namespace actlab::training {

enum class Part { train, validation, test };
std::string_view part_name(Part part);

// What a forward pass gave. Everything but the loss is a sum over the items, so that means are
// exact over batches of any size.
struct Outcome {
  Tensor loss;             // one number: the mean over the items
  std::int64_t items = 0;  // of the task's unit
  Measures sums;           // each named as its mean: the sum of {0, 1, 1} has the mean 2 / 3
};

// What decides which weights are best, and what a study's trial is rewarded with.
struct Goal {
  enum class Better { higher, lower };
  std::string measure;  // one that evaluate() gives
  Better better = Better::higher;

  bool is_better(double value, double than) const {
    return better == Better::higher ? value > than : value < than;
  }
  // Above 0 and higher where better: the value, or 1 / (1 + value) of an error.
  double reward(double value) const {
    return better == Better::higher ? value : 1.0 / (1.0 + value);
  }
};

class Task {
 public:
  virtual ~Task() = default;

  virtual std::string name() const = 0;  // as --task says it
  virtual std::string unit() const = 0;  // what items are, in the plural: "points", "tokens"
  virtual layers::Module& model() = 0;
  virtual Goal goal() const = 0;

  // The training part: batches in an order that is a function of the seed and the position alone.
  virtual std::int64_t steps_per_epoch() const = 0;
  virtual datasets::Position position() const = 0;
  virtual void seek(datasets::Position position) = 0;
  // Takes the batch at position(), which moves on by one.
  virtual void next() = 0;
  // Of the batch that next() took; may be called again.
  virtual Outcome forward() = 0;

  // How many items a part has, all of them; 0 where there is no such part.
  virtual std::int64_t size(Part part) const = 0;
  // Of some items of a part, by number, as they are: nothing is drawn at random, and the loader
  // stays where it is.
  virtual Outcome forward_items(Part part, const std::vector<std::int64_t>& items) = 0;

  // A part cut into fixed batches, in file order and as they are (nothing is drawn at random): the
  // loader and all random streams stay where they are. 0 where there is no such part.
  virtual std::int64_t slices(Part part) const = 0;
  // Of slice 0 .. slices(part) - 1, in whichever mode the model is.
  virtual Outcome forward_slice(Part part, std::int64_t slice) = 0;

  // An item as a person reads it, for pictures: sequences, each of short texts as the model reads
  // them. None where items are no sequences.
  virtual std::vector<std::vector<std::string>> sequences(Part /*part*/,
                                                          std::int64_t /*item*/) const {
    return {};
  }

  // Means over all slices, "loss" first, in evaluation mode and without recording; the model is
  // left in the mode it was in. A task whose measure is no mean overrides this.
  virtual Measures evaluate(Part part);

  // False where testing takes more time than an epoch may: the test part is then judged once, when
  // the run is over, with the best weights.
  virtual bool tests_each_epoch() const { return true; }
  // Examples of what the last evaluation saw, as lines for a person to read; each is given once.
  virtual std::vector<std::string> take_examples() { return {}; }

  // A value as a person reads it: "0.3127"; a task may say "91.70 %".
  virtual std::string shown(std::string_view measure, double value) const;

  // Writes into the folder what is needed beside the weights to use them; as a run begins.
  virtual void keep(const std::string& /*folder*/) const {}
  // Pictures of what is learned, and texts, written into the folder; the names of their files.
  virtual std::vector<std::string> draw(const std::string& /*folder*/) { return {}; }

  // What a person should know of the data before time is spent: "2 folders are no classes: ...".
  virtual std::vector<std::string> notes() const { return {}; }
  // What weights belong to, kept in files beside them: the model, the function, how data is read.
  virtual Metadata description() const = 0;
  // What the data is made of, as lines of text that are kept beside a run; empty: not told. And
  // what changed since: a sentence, empty where nothing did.
  virtual std::string data_fingerprint() const { return {}; }
  virtual std::string data_changes(const std::string& /*before*/) const { return {}; }
  // What was counted so far beside its measures, for the result: {{"skipped_files", 3}}.
  virtual Measures counts() const { return {}; }
  // Bytes that the data sets hold in memory.
  virtual std::int64_t data_bytes() const = 0;
};

}  // namespace actlab::training

// A checkpoint: all that a run needs to go on, bit for bit, in one safetensors file.
//
//   last.safetensors   weights and buffers under PyTorch's names, the optimizer's state under
//                      "optimizer.", averages of weights under "average.", tensors of listeners
//                      under "listener.", and numbers as metadata; written whole or not at all
//   best.safetensors   weights and buffers of the best epoch, to be used elsewhere
//
//   Checkpoint checkpoint;
//   loop.save(checkpoint);              the loop and all its listeners
//   checkpoint.write(path);
//   loop.load(Checkpoint::read(path));
//
// Everything random is a function of seed, epoch and position, and the learning rate one of the
// step, so a few numbers beside the tensors are enough. Files of version 0.1 are read as well
// (version_0_1.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <actlab/core/io/safetensors.h>
#include <actlab/layers/module.h>
#include <actlab/training/record.h>

namespace actlab::training {

class Checkpoint {
 public:
  // Throws Error where the file is no checkpoint, naming what it is instead.
  static Checkpoint read(const std::string& path);
  void write(const std::string& path) const;

  // A number is written so that the same one is read back.
  void put(const std::string& key, const std::string& word) { metadata_[key] = word; }
  void put(const std::string& key, std::int64_t number);
  void put(const std::string& key, double number);
  void put_measures(const std::string& key, const Measures& measures);
  // Under `prefix` + name. A listener's prefix begins with "listener.".
  void put_tensors(const std::string& prefix, const NamedTensors& tensors);

  // Throw Error naming the file and the key where it is missing or is no such value.
  std::string word(const std::string& key) const;
  std::int64_t whole(const std::string& key) const;
  double number(const std::string& key) const;
  Measures measures(const std::string& key) const;
  bool has(const std::string& key) const { return metadata_.contains(key); }

  // Those under the prefix, without it.
  NamedTensors tensors(const std::string& prefix) const;
  // Those under no prefix.
  NamedTensors model_tensors() const;

  const std::string& source() const { return source_; }  // the file, for messages

 private:
  [[noreturn]] void fail(const std::string& key, const char* why) const;

  std::string source_ = "the checkpoint";
  NamedTensors tensors_;
  Metadata metadata_;
};

void save_weights(const std::string& path, const layers::Module& model, const Metadata& metadata);

// Weights of any safetensors file with PyTorch's names, and what the file says of itself; of a
// checkpoint, without what a run needs besides.
Safetensors read_weights(const std::string& path);

// The same, into a model. Activation parameters that the file lacks stay at their defaults.
Metadata load_weights(layers::Module& model, const std::string& path);

}  // namespace actlab::training

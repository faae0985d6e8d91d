// The configuration of whichever task, as a value: copies are configurations of their own.
#pragma once

#include <memory>

#include <actlab/training/config.h>

namespace actlab::studies {

class AnyConfig {
 public:
  AnyConfig(const training::Config& config) : config_(config.clone()) {}
  AnyConfig(const AnyConfig& other) : config_(other->clone()) {}
  AnyConfig& operator=(const AnyConfig& other) {
    config_ = other->clone();
    return *this;
  }
  training::Config& operator*() { return *config_; }
  training::Config* operator->() { return config_.get(); }
  const training::Config& operator*() const { return *config_; }
  const training::Config* operator->() const { return config_.get(); }

 private:
  std::unique_ptr<training::Config> config_;  // never null
};

}  // namespace actlab::studies

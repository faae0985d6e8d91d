// A value that is made once: in the background if it gets there first, else by whoever needs it.
// So the one who needs it never waits for an idle thread, only for work that is already going on.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <future>
#include <utility>

namespace actlab::datasets {

template <class Value>
class MadeAhead {
 public:
  explicit MadeAhead(std::function<Value()> recipe) : recipe_(std::move(recipe)) {}

  // Makes the value unless somebody has begun to. What the recipe throws is kept for get().
  void make() {
    if (taken_.exchange(true)) return;
    try {
      value_.set_value(recipe_());
    } catch (...) {
      value_.set_exception(std::current_exception());
    }
  }

  // The value, or what its recipe threw; to be called once.
  Value get() {
    make();
    return value_.get_future().get();
  }

  // Nobody will call get(): a make() that has not begun does nothing.
  void abandon() { taken_ = true; }

 private:
  std::function<Value()> recipe_;
  std::atomic<bool> taken_ = false;
  std::promise<Value> value_;
};

}  // namespace actlab::datasets

// Renews the lease of one trial every third of its length, on a thread of its own, until it is
// destroyed or the lease is lost to somebody else.
//
// A thread and not a task of core/base/parallel.h: it must wake in time while every pool thread is
// busy training. It sleeps nearly always and computes nothing.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <actlab/studies/store/store.h>

namespace actlab::studies {

class LeaseKeeper {
 public:
  LeaseKeeper(TrialStore& store, const Lease& lease, const QueueRules& rules);
  ~LeaseKeeper();
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;

  void set_step(std::int64_t step) { step_ = step; }  // told to the store with the next renewal
  // The trial is somebody else's now, or the store is damaged: stop working on it.
  bool lost() const { return lost_; }

 private:
  void renew_until_done();

  TrialStore& store_;
  const Lease lease_;
  const QueueRules rules_;
  std::atomic<std::int64_t> step_ = 0;
  std::atomic<bool> lost_ = false;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool done_ = false;
  std::thread thread_;
};

}  // namespace actlab::studies

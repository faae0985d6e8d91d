#include <actlab/studies/running/lease_keeper.h>

#include <chrono>

namespace actlab::studies {

LeaseKeeper::LeaseKeeper(TrialStore& store, const Lease& lease, const QueueRules& rules)
    : store_(store), lease_(lease), rules_(rules), thread_([this] { renew_until_done(); }) {}

LeaseKeeper::~LeaseKeeper() {
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void LeaseKeeper::renew_until_done() {
  const std::chrono::duration<double> pause(rules_.lease_seconds / 3.0);
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, pause, [this] { return done_; })) {
    lock.unlock();
    try {
      if (!store_.renew(lease_, step_, rules_)) lost_ = true;
    } catch (const StoreUnavailable&) {
      // it may be back before the lease is given away; the token decides
    } catch (const Error&) {
      lost_ = true;  // whoever works hears the reason from the store's next function
    }
    lock.lock();
    if (lost_) return;
  }
}

}  // namespace actlab::studies

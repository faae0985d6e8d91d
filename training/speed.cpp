#include <actlab/training/speed.h>

#include <actlab/training/loop.h>

namespace actlab::training {
namespace {

double ratio(double amount, double whole) { return whole > 0.0 ? amount / whole : 0.0; }

}  // namespace

void Effort::add(const Update& update) {
  seconds += update.seconds;
  waited += update.waited;
  items += update.outcome.items;
  ++steps;
}

double Effort::items_per_second() const { return ratio(static_cast<double>(items), seconds); }
double Effort::seconds_per_step() const { return ratio(seconds, static_cast<double>(steps)); }
double Effort::waited_share() const { return ratio(waited, seconds); }

void Speed::after_update(Loop&, const Update& update) {
  since_epoch_.add(update);
  since_start_.add(update);
}

void Speed::after_epoch(Loop& loop, Record& record) {
  record.values.emplace_back("lr", loop.lr_at(loop.steps_done() - 1));
  record.values.emplace_back("seconds", since_epoch_.seconds);
  record.values.emplace_back(loop.task().unit() + "_per_second", since_epoch_.items_per_second());
  since_epoch_ = {};
}

}  // namespace actlab::training

// The driver's side of TrialStore: which process proposes a study's trials now.
#include <actlab/studies/store/store.h>
#include <actlab/studies/store/trial_rows.h>

namespace actlab::studies {

DriverClaim TrialStore::claim_driver(std::int64_t study, const std::string& name,
                                     double lease_seconds, const std::string& dead) {
  return connection_->write([&](Database& database) {
    const Dialect& dialect = database.dialect();
    lock_study(database, study);
    // the same name: this very claim, repeated after the connection broke
    const std::vector<Row> granted = database.execute(
        text("insert into driver (study, name, token, lease_until, lease_seconds, lease_clock) ",
             "values ($1, $2, 1, ", dialect.lease_clock, " + $3, $3, ", dialect.lease_clock_name,
             ") on conflict (study) do update set name = excluded.name, ",
             "token = driver.token + 1, lease_until = excluded.lease_until, ",
             "lease_seconds = excluded.lease_seconds, lease_clock = excluded.lease_clock ",
             "where driver.lease_until is null or driver.name = excluded.name or driver.name = $4 "
             "or ",
             lease_lost(dialect, "driver"), " returning token"),
        {study, name, lease_seconds, dead});
    if (!granted.empty()) return DriverClaim{true, granted.front().integer(0), name, lease_seconds};
    const Row holder = database
                           .execute(text("select name, lease_until - ", dialect.lease_clock,
                                         " from driver where study = $1"),
                                    {study})
                           .front();
    return DriverClaim{false, 0, holder.string(0), holder.real(1)};
  });
}

bool TrialStore::renew_driver(std::int64_t study, std::int64_t token, double lease_seconds) {
  return connection_->write([&](Database& database) {
    const Dialect& dialect = database.dialect();
    return !database
                .execute(text("update driver set lease_until = ", dialect.lease_clock,
                              " + $3, lease_seconds = $3, lease_clock = ", dialect.lease_clock_name,
                              " where study = $1 and token = $2 returning token"),
                         {study, token, lease_seconds})
                .empty();
  });
}

void TrialStore::release_driver(std::int64_t study, std::int64_t token) {
  connection_->write([&](Database& database) {
    database.execute("update driver set lease_until = null where study = $1 and token = $2",
                     {study, token});
    return true;
  });
}

}  // namespace actlab::studies

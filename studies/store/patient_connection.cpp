#include <actlab/studies/store/patient_connection.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <thread>

namespace actlab::studies {

bool wait_for_database(const Waiting& waiting, const std::string& why, int failures) {
  const double longest = std::min(0.1 * std::exp2(std::min(failures, 10)), 5.0);
  std::random_device entropy;  // timing only: nothing computed depends on it
  const double seconds = longest * std::uniform_real_distribution(0.5, 1.0)(entropy);
  if (!waiting || !waiting(why, seconds)) return false;
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  return true;
}

}  // namespace actlab::studies

#include <actlab/dynamics/report/packing.h>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include <actlab/dynamics/report/run_tables.h>

using namespace actlab::dynamics;

namespace {

std::vector<int> numbers_of(const std::string& bytes) {
  std::vector<int> numbers;
  for (const char byte : bytes) numbers.push_back(static_cast<unsigned char>(byte));
  return numbers;
}

float unpacked(double number) {
  const std::vector<int> bytes = numbers_of(number_bytes(std::vector<double>{number}));
  const auto word = static_cast<std::uint32_t>(bytes[0] << 8 | bytes[1] << 16) |
                    static_cast<std::uint32_t>(bytes[2]) << 24;
  return std::bit_cast<float>(word);
}

}  // namespace

TEST_CASE("packing: base64 is that of RFC 4648, section 10") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xff\xfe\xfd") == "//79");
}

TEST_CASE("packing: numbers keep four digits, their sign, and what is no number") {
  for (const double number : {0.0, 1.0, -1.0, 0.1, -123456.0, 1e-30, 3e38, 37.0, 16777216.0}) {
    CHECK(std::abs(unpacked(number) - number) <= 2e-5 * std::abs(number));
  }
  CHECK(std::isnan(unpacked(std::nan(""))));
  CHECK(std::isinf(unpacked(-std::numeric_limits<double>::infinity())));
  CHECK(std::isinf(unpacked(1e300)));
}

TEST_CASE("packing: levels reach from the lowest to the highest") {
  CHECK(numbers_of(level_bytes(std::vector<double>{1.0, 3.0, 2.0, NAN, 9.0}, 1.0, 3.0)) ==
        std::vector<int>{0, 0, 254, 255, 255, 127, 255, 255, 254, 255});
  CHECK(numbers_of(level_bytes(std::vector<double>{5.0}, 5.0, 5.0)) == std::vector<int>{0, 0});
}

TEST_CASE("packing: a histogram keeps its smallest bin and says how many are empty") {
  CHECK(numbers_of(histogram_bytes({300, {4, 0, 0, 1, 1000000}})) ==
        std::vector<int>{44, 1, 5, 0, 1, 0, 2, 1, 255});
  CHECK(numbers_of(histogram_bytes({})) == std::vector<int>{0, 0, 0, 0});
  Histogram wide{0, std::vector<std::int64_t>(600, 0)};
  wide.counts.back() = 1;
  CHECK(numbers_of(histogram_bytes(wide)) ==
        std::vector<int>{0, 0, 88, 2, 0, 255, 0, 255, 0, 89, 255});
}

TEST_CASE("packing: evenly chosen places have both ends") {
  CHECK(evenly_chosen(3, 5) == std::vector<std::size_t>{0, 1, 2});
  CHECK(evenly_chosen(11, 3) == std::vector<std::size_t>{0, 5, 10});
  CHECK(evenly_chosen(7, 1) == std::vector<std::size_t>{6});
  CHECK(evenly_chosen(0, 4).empty());
}

TEST_CASE("tables: of looks that are left out events are counted at the next look shown") {
  Recording recording;
  recording.layout.sites = {{.name = "act", .kind = SiteKind::activation, .class_name = "relu"}};
  for (std::int64_t step = 0; step < 5; ++step) {
    Snapshot& look = recording.snapshots.emplace_back();
    look.step = step;
    look.sites.push_back({"act", 0.5, 0.25, ActivationLook{}});
    look.sites[0].activation->died = step;
    look.sites[0].activation->dead = 10 * step;
  }
  const auto statistics = statistics_of(recording, Rows(recording.layout), {0, 2, 4});
  const auto row = [&](const std::string& name) {
    for (const Statistic& statistic : statistics) {
      if (statistic.name == name) return statistic.rows[0];
    }
    return std::vector<double>{};
  };
  CHECK(row("died") == std::vector<double>{0, 1 + 2, 3 + 4});
  CHECK(row("dead") == std::vector<double>{0, 20, 40});
  CHECK(row("factor") == std::vector<double>{0.25, 0.25, 0.25});
}

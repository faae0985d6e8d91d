#include "bench/pictures/roofline.h"

#include <cmath>
#include <vector>

#include <actlab/core/base/error.h>
#include <actlab/report/figure.h>

namespace actlab::bench {
namespace {

using report::Series;

const Json& entry(const Json& benchmarks, const std::string& name) {
  for (const Json& candidate : benchmarks.at("benchmarks")) {
    if (candidate.at("name").get<std::string>().starts_with(name)) return candidate;
  }
  throw Error(text("[roofline] the benchmarks lack ", name));
}

Series level(const std::string& label, double low, double high, double gflops, bool dashed) {
  return {.label = label, .x = {low, high}, .y = {gflops, gflops}, .dashed = dashed};
}

// The kernels of one pass by the chosen method, or by the direct one.
Series kernels(const Json& benchmarks, const std::string& label, const std::string& pass,
               const std::string& method) {
  Series series{.label = label, .dots = true};
  for (const Json& candidate : benchmarks.at("benchmarks")) {
    const auto name = candidate.at("name").get<std::string>();
    const bool wanted = name.starts_with(pass + "/") &&
                        name.find("/" + method + "/") != std::string::npos &&
                        candidate.contains("intensity");
    if (!wanted) continue;
    series.x.push_back(candidate.at("intensity").get<double>());
    series.y.push_back(candidate.at("GFLOPS").get<double>());
  }
  return series;
}

}  // namespace

std::string roofline(const Json& benchmarks) {
  const double fma = entry(benchmarks, "peak/fma").at("GFLOPS").get<double>();
  const double sgemm = entry(benchmarks, "peak/sgemm").at("GFLOPS").get<double>();
  const double bandwidth = entry(benchmarks, "peak/memory").at("GB/s").get<double>();
  constexpr double kLowest = 1.0, kHighest = 1000.0;  // operations a byte
  const double ridge = fma / bandwidth;
  report::Panel panel{
      .x = {.label = "floating-point operations of the plain definition a byte",
            .range = report::Range{kLowest, kHighest},
            .logarithmic = true},
      .y = {.label = "GFLOPS", .range = report::Range{10.0, 4.0 * fma}, .logarithmic = true}};
  panel.series = {Series{.label = text("memory, ", std::lround(bandwidth), " GB/s"),
                         .x = {kLowest, ridge},
                         .y = {bandwidth * kLowest, fma}},
                  level(text("multiply-adds on registers, ", std::lround(fma), " GFLOPS"), ridge,
                        kHighest, fma, false),
                  level(text("OpenBLAS sgemm, ", std::lround(sgemm), " GFLOPS"), kLowest, kHighest,
                        sgemm, true),
                  kernels(benchmarks, "forward", "forward", "chosen"),
                  kernels(benchmarks, "data gradient", "backward_input", "chosen"),
                  kernels(benchmarks, "weight gradient", "backward_weight", "chosen"),
                  kernels(benchmarks, "forward, held to direct", "forward", "direct")};
  return report::draw({.title = "Convolutions under this machine's roofline",
                       .panels = {panel},
                       .columns = 1,
                       .panel_width = 760,
                       .panel_height = 430});
}

}  // namespace actlab::bench

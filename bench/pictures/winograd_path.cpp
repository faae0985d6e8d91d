#include "bench/pictures/winograd_path.h"

#include <array>
#include <cstdint>

#include <actlab/core/base/error.h>
#include <actlab/core/kernels/convolution/convolution_tuning.h>
#include <actlab/core/kernels/convolution/winograd_schedule.h>
#include <actlab/report/svg.h>

namespace actlab::bench {
namespace {

using namespace kernels;
using report::Svg;

constexpr double kWidth = 1000, kHeight = 420;
constexpr double kBoxWidth = 168, kBoxHeight = 150, kBoxTop = 96, kGap = 28, kLeft = 24;
constexpr const char* kMemory = "#f6d9c6";
constexpr const char* kCache = "#d4e6f4";
constexpr const char* kInk = "#333333";

constexpr std::int64_t kSide = 32, kChannels = 16;  // layer1 of a ResNet-20

struct Stage {
  std::string title;
  std::array<std::string, 4> lines;
  bool in_memory;
};

std::string kibibytes(std::int64_t floats) { return text((4 * floats + 512) / 1024, " KiB"); }

// A little grid of `cells` x `cells` squares, the picture of a tile.
void draw_grid(Svg& svg, double x, double y, int cells, double size, const char* fill) {
  const double step = size / cells;
  for (int row = 0; row < cells; ++row) {
    for (int column = 0; column < cells; ++column) {
      svg.rectangle(x + column * step, y + row * step, step, step, fill, "#8a8a8a");
    }
  }
}

void draw_stage(Svg& svg, const Stage& stage, int place, int cells) {
  const double x = kLeft + place * (kBoxWidth + kGap);
  svg.rectangle(x, kBoxTop, kBoxWidth, kBoxHeight, stage.in_memory ? kMemory : kCache, "#666666");
  svg.text(x + 10, kBoxTop + 22, stage.title, {.size = 14, .color = kInk, .bold = true});
  for (std::size_t i = 0; i < stage.lines.size(); ++i) {
    svg.text(x + 10, kBoxTop + 46 + 19 * static_cast<double>(i), stage.lines[i],
             {.size = 12, .color = kInk});
  }
  draw_grid(svg, x + kBoxWidth / 2 - 30, kBoxTop + kBoxHeight + 16, cells, 60, "#ffffff");
  if (place > 0) {
    const double tip = x - 5, middle = kBoxTop + kBoxHeight / 2;
    svg.path(
        text("M", report::pixels(x - kGap + 4), " ", report::pixels(middle), "L",
             report::pixels(tip), " ", report::pixels(middle), "M", report::pixels(tip - 7), " ",
             report::pixels(middle - 5), "L", report::pixels(tip), " ", report::pixels(middle), "L",
             report::pixels(tip - 7), " ", report::pixels(middle + 5)),
        kInk, "");
  }
}

void draw_legend(Svg& svg) {
  const double y = kHeight - 64;
  svg.rectangle(kLeft, y, 16, 16, kMemory, "#666666");
  svg.text(kLeft + 24, y + 13, "memory: read once, written once", {.size = 12, .color = kInk});
  svg.rectangle(kLeft + 260, y, 16, 16, kCache, "#666666");
  svg.text(kLeft + 284, y + 13, "scratch of one thread: stays in its L2 cache",
           {.size = 12, .color = kInk});
  const std::int64_t direct = 9 * kChannels * kChannels * kWinogradOutputs * kWinogradOutputs;
  const std::int64_t winograd = kWinogradPoints * kChannels * kChannels;
  svg.text(kLeft, y + 42,
           text("Products of a tile: ", winograd, " instead of ", direct, " = ", direct / winograd,
                " times fewer; the transforms are additions and a few "
                "multiplications by constants."),
           {.size = 12, .color = kInk});
}

}  // namespace

std::string winograd_path() {
  const WinogradProblem problem{.n = 1,
                                .input_h = kSide,
                                .input_w = kSide,
                                .in = kChannels,
                                .output_h = kSide,
                                .output_w = kSide,
                                .out = kChannels,
                                .top = 1,
                                .left = 1};
  const std::int64_t slab = winograd_slab_tiles(problem);
  const std::int64_t block = kWinogradTiles * kWinogradPoints * kChannels;
  const std::string image = text(kSide, " x ", kSide, " x ", kChannels);
  const std::array<Stage, 5> stages{{
      {"input",
       {image, kibibytes(kSide * kSide * kChannels), "channels innermost:", "a pixel is a vector"},
       true},
      {"padded slab",
       {text(slab, " tiles of 6 x 6,"), "overlapping by 2",
        kibibytes((kSide + 2) * (kSide + 2) * kChannels), "one copy"},
       false},
      {"B' d B",
       {text(kWinogradTiles, " tiles at a time"),
        text(kWinogradPoints, " points x ", kChannels, " channels"), kibibytes(block),
        "at 0, +-5/8, +-3/2, inf."},
       false},
      {"products",
       {text(kWinogradPoints, " matrix products"),
        text("[", kWinogradTiles, ", ", kChannels, "] x [", kChannels, ", ", kChannels, "]"),
        kibibytes(block) + " of results",
        kibibytes(kWinogradPoints * kChannels * kChannels) + " of weights"},
       false},
      {"A' m A",
       {"4 x 4 pixels a tile", image, kibibytes(kSide * kSide * kChannels),
        "written to the output"},
       true},
  }};
  Svg svg(kWidth, kHeight, "The way of a block of tiles through a Winograd convolution");
  svg.text(kLeft, 36, "Winograd F(4x4, 3x3): the way of a block of tiles",
           {.size = 18, .color = kInk, .bold = true});
  svg.text(kLeft, 60,
           text(kChannels, " to ", kChannels, " channels on ", kSide, " x ", kSide,
                " pixels; one image of the batch, one thread"),
           {.size = 13, .color = kInk});
  const std::array<int, 5> cells{8, 6, 6, 6, 4};
  for (int place = 0; place < 5; ++place) {
    const auto i = static_cast<std::size_t>(place);
    draw_stage(svg, stages[i], place, cells[i]);
  }
  draw_legend(svg);
  return svg.finish();
}

}  // namespace actlab::bench

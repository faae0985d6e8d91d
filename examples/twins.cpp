// Two activations in lockstep: the same weights, data and order. Where do they part, and why?
//
//   ./run twins --activations relu,swish --max-steps 200
//   ./run twins --activations relu,gelu --task points --depth 6
#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <actlab/core/base/formatted.h>
#include <actlab/core/base/parallel.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/dynamics/experiments/twins_finding.h>
#include <actlab/report/figure.h>
#include <actlab/tasks/table.h>
#include <actlab/training/divergence.h>
#include <actlab/training/setup.h>
#include "examples/formula_list.h"
#include "examples/program.h"
#include "examples/train_request.h"

using namespace actlab;

namespace {

struct Twin {
  Twin(const training::TaskKind& kind, std::unique_ptr<training::Config> made)
      : config(std::move(made)),
        task(kind.open(*config)),
        optimizer(training::make_optimizer(*config, task->model())),
        loop(training::make_loop(*config, *task, *optimizer)) {}

  std::unique_ptr<training::Config> config;
  std::unique_ptr<training::Task> task;
  std::unique_ptr<optim::Optimizer> optimizer;
  training::Loop loop;
};

// Two networks take turns, so that a whole training of images would be long for a lesson.
constexpr std::int64_t kUsualSteps = 200;

std::unique_ptr<training::Config> with_activation(const training::Config& config,
                                                  const std::string& activation) {
  auto own = config.clone();
  own->activation = activation;
  if (!own->max_steps && !own->epochs) own->max_steps = kUsualSteps;
  training::check(*own);
  return own;
}

// Of ./run train: what a run writes and who watches it, and the ways to judge it. Two runs that are
// compared write nothing, and are looked at here.
const std::vector<std::string> kOfRunsAlone = {
    "activation",    "output",         "resume",           "print-config",
    "memory-report", "max-minutes",    "log-every",        "checkpoint-every",
    "keep",          "average",        "average-decay",    "probe",
    "probe-layers",  "probe-examples", "tensorboard",      "evaluate",
    "quiet",         "beams",          "validation-lines", "examples"};

// 0, 1, 2, 5, 10, 20, 50, ... and the end.
bool is_looked_at(std::int64_t step, std::int64_t end) {
  if (step == 0 || step == end) return true;
  while (step % 10 == 0) step /= 10;
  return step == 1 || step == 2 || step == 5;
}

struct Compared {
  std::vector<dynamics::TwinGap> gaps;
  std::optional<dynamics::TwinDivergence> divergence{};
};

// True where the run goes on; one that cannot leaves its name in `divergence`.
bool step(Twin& twin, bool dynamics::TwinDivergence::*diverges,
          std::optional<dynamics::TwinDivergence>& divergence) {
  try {
    return twin.loop.step();
  } catch (const training::Divergence& thrown) {
    if (!divergence) divergence = {.step = thrown.step(), .where = thrown.where()};
    (*divergence).*diverges = true;
    return false;
  }
}

Compared run_both(Twin& a, Twin& b) {
  dynamics::Twins twins(*a.task, *b.task);
  Compared both{.gaps = {twins.compare(0)}};
  while (true) {
    const bool a_goes_on = step(a, &dynamics::TwinDivergence::a, both.divergence);
    const bool b_goes_on = step(b, &dynamics::TwinDivergence::b, both.divergence);
    if (!a_goes_on || !b_goes_on) return both;
    const std::int64_t made = a.loop.steps_done();
    if (is_looked_at(made, a.loop.end())) both.gaps.push_back(twins.compare(made));
  }
}

report::Panel by_layer(const std::string& title, const std::string& label,
                       const std::vector<dynamics::TwinGap>& gaps,
                       double dynamics::SiteGap::*value) {
  report::Panel panel{
      .title = title, .x = {.label = "activation, from the input on"}, .y = {.label = label}};
  for (const dynamics::TwinGap& gap : gaps) {
    report::Series series{.label = text("step ", gap.step)};
    for (const dynamics::SiteGap& site : gap.sites) {
      if (site.kind != dynamics::SiteKind::activation) continue;
      series.x.push_back(static_cast<double>(series.x.size() + 1));
      series.y.push_back(site.*value);
    }
    panel.series.push_back(std::move(series));
  }
  return panel;
}

report::Panel losses(const std::string& a, const std::string& b,
                     const std::vector<dynamics::TwinGap>& gaps) {
  report::Series of_a{.label = a}, of_b{.label = b == a ? b + " again" : b, .dashed = true};
  for (const dynamics::TwinGap& gap : gaps) {
    for (report::Series* series : {&of_a, &of_b}) {
      series->x.push_back(static_cast<double>(gap.step));
    }
    of_a.y.push_back(gap.loss_a);
    of_b.y.push_back(gap.loss_b);
  }
  return {.title = "loss of the batch",
          .x = {.label = "step"},
          .y = {.label = "loss"},
          .series = {of_a, of_b}};
}

// The site whose value is the largest, but what is no number.
const dynamics::SiteGap* farthest(const dynamics::TwinGap& gap, double dynamics::SiteGap::*value) {
  const dynamics::SiteGap* found = nullptr;
  for (const dynamics::SiteGap& site : gap.sites) {
    if (std::isnan(site.*value)) continue;
    if (found == nullptr || site.*value > found->*value) found = &site;
  }
  return found;
}

std::string shown_loss(double loss) {
  if (std::isnan(loss)) return "nan";
  return std::abs(loss) < 1e4 ? formatted("%.4f", loss) : formatted("%.3g", loss);
}

void print_table(const std::vector<dynamics::TwinGap>& gaps) {
  std::printf("%6s %9s %9s  %-22s %9s  %-22s %6s\n", "step", "loss A", "loss B",
              "outputs farthest at", "distance", "gradients farthest at", "angle");
  for (const dynamics::TwinGap& gap : gaps) {
    const auto* output = farthest(gap, &dynamics::SiteGap::output);
    const auto* angle = farthest(gap, &dynamics::SiteGap::angle);
    std::printf("%6lld %9s %9s  %-22s %9s  %-22s %6s\n", static_cast<long long>(gap.step),
                shown_loss(gap.loss_a).c_str(), shown_loss(gap.loss_b).c_str(),
                output == nullptr ? "-" : output->name.c_str(),
                output == nullptr ? "-" : formatted("%.3g", output->output).c_str(),
                angle == nullptr ? "-" : angle->name.c_str(),
                angle == nullptr ? "-" : formatted("%.1f", angle->angle).c_str());
  }
}

std::vector<std::string> two_of(const std::string& activations) {
  std::vector<std::string> two = formulas_of(activations);
  if (two.size() == 2) return two;
  throw UsageError(text("[twins] --activations takes two, got ", two.size(), ": ", activations));
}

void compare(const TrainRequest& request, const std::vector<std::string>& activations,
             const std::string& picture) {
  const training::Config& config = request.config();
  if (config.threads > 0) set_threads(static_cast<int>(config.threads));
  Twin a(request.kind(), with_activation(config, activations[0]));
  Twin b(request.kind(), with_activation(config, activations[1]));
  const auto [gaps, divergence] = run_both(a, b);
  print_table(gaps);
  report::Figure figure{.title = "Twins: " + activations[0] + " and " + activations[1],
                        .panel_width = 480};
  figure.panels = {
      by_layer("outputs: distance of B from A", "relative distance", gaps,
               &dynamics::SiteGap::output),
      by_layer("gradients: angle between A and B", "degrees", gaps, &dynamics::SiteGap::angle),
      losses(activations[0], activations[1], gaps)};
  write_file(picture, report::draw(figure));
  std::cout << "written to " << picture << '\n'
            << dynamics::twins_finding(activations[0], activations[1], gaps, divergence) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Trains two networks in lockstep, from the same weights and on the same batches, that "
      "differ\n"
      "in their activation alone; says where and why they part. Takes the flags of ./run train\n"
      "that say what is learned and how; images train for 200 steps unless --max-steps or "
      "--epochs\n"
      "says otherwise.",
      "./run twins");
  std::string activations = "relu,swish";
  std::string picture = "twins.svg";
  app.add_option("--activations", activations, "two names or formulas, between commas")
      ->capture_default_str();
  app.add_option("--picture", picture, "SVG of distances, angles and losses")
      ->capture_default_str();
  TrainRequest request(app, tasks::table(), {argv, argv + argc}, kOfRunsAlone);
  const auto hint = [&](const std::string& flag) {  // --activation is near enough to --activations
    return flag.starts_with("--activation") ? "" : request.whose_flag(flag);
  };
  return run_program(
      app, argc, argv,
      [&] {
        request.read();
        compare(request, two_of(activations), picture);
      },
      hint);
}

// Two activations in lockstep: the same weights, data and order. Where do they part, and why?
//
//   ./run twins --activations relu,swish --max-steps 200
//   ./run twins --activations relu,gelu --task points --depth 6
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <actlab/core/base/parallel.h>
#include <actlab/core/io/atomic_file.h>
#include <actlab/dynamics/experiments/twins.h>
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

// 0, 1, 2, 5, 10, 20, 50, ... and the end.
bool is_looked_at(std::int64_t step, std::int64_t end) {
  if (step == 0 || step == end) return true;
  while (step % 10 == 0) step /= 10;
  return step == 1 || step == 2 || step == 5;
}

std::vector<dynamics::TwinGap> run_both(Twin& a, Twin& b) {
  dynamics::Twins twins(*a.task, *b.task);
  std::vector<dynamics::TwinGap> gaps = {twins.compare(0)};
  try {
    while (a.loop.step() && b.loop.step()) {
      const std::int64_t step = a.loop.steps_done();
      if (is_looked_at(step, a.loop.end())) gaps.push_back(twins.compare(step));
    }
  } catch (const training::Divergence& divergence) {
    std::cout << "one of them diverges: " << divergence.what() << '\n';
  }
  return gaps;
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

void print_table(const std::vector<dynamics::TwinGap>& gaps) {
  std::printf("%6s %9s %9s  %-22s %9s  %-22s %6s\n", "step", "loss A", "loss B",
              "outputs farthest at", "distance", "gradients farthest at", "angle");
  for (const dynamics::TwinGap& gap : gaps) {
    const auto output = std::ranges::max_element(gap.sites, {}, &dynamics::SiteGap::output);
    const auto angle = std::ranges::max_element(gap.sites, {}, &dynamics::SiteGap::angle);
    std::printf("%6lld %9.4f %9.4f  %-22s %9.3g  %-22s %6.1f\n", static_cast<long long>(gap.step),
                gap.loss_a, gap.loss_b, output->name.c_str(), output->output, angle->name.c_str(),
                angle->angle);
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
  const std::vector<dynamics::TwinGap> gaps = run_both(a, b);
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
            << dynamics::twins_finding(activations[0], activations[1], gaps) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Trains two networks in lockstep, from the same weights and on the same batches, that "
      "differ\n"
      "in their activation alone; says where and why they part. Takes the flags of ./run train;\n"
      "images train for 200 steps unless --max-steps or --epochs says otherwise.",
      "./run twins");
  std::string activations = "relu,swish";
  std::string picture = "twins.svg";
  app.add_option("--activations", activations, "two names or formulas, between commas")
      ->capture_default_str();
  app.add_option("--picture", picture, "SVG of distances, angles and losses")
      ->capture_default_str();
  TrainRequest request(app, tasks::table(), {argv, argv + argc});
  return run_program(
      app, argc, argv,
      [&] {
        request.read();
        compare(request, two_of(activations), picture);
      },
      [&](const std::string& flag) { return request.whose_flag(flag); });
}

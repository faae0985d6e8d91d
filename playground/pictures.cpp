#include <actlab/playground/pictures.h>

#include <algorithm>
#include <numeric>

#include <actlab/core/tensor/autograd.h>
#include <actlab/training/evaluation_mode.h>

namespace actlab::playground {
namespace {

const datasets::Dataset& shown(const tasks::ImageClassification& task) {
  return task.data().test ? *task.data().test : task.data().train;
}

datasets::Items first(const datasets::Dataset& images, std::int64_t count) {
  datasets::Items items(static_cast<std::size_t>(std::min(count, images.size())));
  std::iota(items.begin(), items.end(), 0);
  return items;
}

}  // namespace

Pictures pictures(const tasks::ImageClassification& task, std::int64_t count) {
  const datasets::Dataset& images = shown(task);
  Pictures result{images.height(), images.width(), {}, {}, images.class_names()};
  for (const std::int64_t item : first(images, count)) {
    const auto pixels = images.image(item);
    result.pixels.append(pixels.begin(), pixels.end());
    result.labels.push_back(images.label(item));
  }
  return result;
}

std::vector<std::int64_t> said_of_pictures(tasks::ImageClassification& task, std::int64_t count) {
  const NoGradient no_gradient;
  const training::EvaluationMode evaluation_mode(task.model());
  const datasets::Dataset& images = shown(task);
  const datasets::Items items = first(images, count);
  std::vector<std::int64_t> said;
  if (items.empty()) return said;
  const datasets::ImageBatches batches(images, task.data().normalisation);
  const Tensor logits = task.network().forward(batches.make(items).images);
  const auto classes = static_cast<std::size_t>(logits.size(1));
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto row = logits.values().subspan(i * classes, classes);
    said.push_back(std::ranges::max_element(row) - row.begin());
  }
  return said;
}

}  // namespace actlab::playground

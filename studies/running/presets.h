// Protocols by name, as grids: those of "Searching for activation functions" (Ramachandran, Zoph
// and Le, 2017) with each network's own recipe, and smaller ones for a laptop.
//
//   paper-cifar10, paper-cifar100   ResNet-164, WRN-28-10, DenseNet-100-12; 5 seeds
//   paper-imagenet                  five networks, three rates; NASNet and Inception-ResNet-v2 with
//                                   3 seeds, the others with 1
//   paper-wmt                       the base Transformer, two rates, 1 seed
//   overnight-cifar10, laptop-cifar10, laptop-cifar100, smoke
//                                   the same forms with smaller networks and fewer steps
//   laptop-large                    a large network of each family, for its first steps
//   catalog-cifar10                 every function of the catalog in one small network
//   laptop-tiny-imagenet            three of the networks of ImageNet, small, on 64 pixels
//
// A preset is rows of text, so that it can be printed and any setting of it changed by its flag.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/studies/running/grid.h>
#include <actlab/training/task_table.h>

namespace actlab::studies {

// One network on one data set.
struct PresetPart {
  std::string for_data, for_network;  // what it stands for in the paper's tables
  std::string task, data, model;
  std::int64_t steps = 0;
  std::int64_t seeds = 0;
  std::string settings;          // "batch-size=128 lr=0.1 schedule=steps ..."
  std::vector<double> lrs = {};  // tried on validation examples; empty: the lr of the settings
};

struct Preset {
  std::string name;
  std::string help;
  std::string smaller;  // than the paper's in what; empty where it is the paper's
  std::vector<std::string> activations;
  std::vector<PresetPart> parts;
};

const std::vector<Preset>& presets();
std::vector<std::string> preset_names();

// Throws UsageError for an unknown name, with the nearest known one.
const Preset& find_preset(std::string_view name);

// The grid of a part. Throws UsageError where the tasks or networks of this program do not have
// what it asks for: then it cannot be run.
Grid grid_of(const Preset& preset, const PresetPart& part, const training::TaskTable& tasks);

// Of the paper's recipe for that network on that data set; nothing where it has none.
std::optional<std::int64_t> paper_steps(const std::string& data, const std::string& network);

}  // namespace actlab::studies

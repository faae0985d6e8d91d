#include <actlab/optim/optimizer.h>

#include <algorithm>
#include <set>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/parallel.h>

namespace actlab::optim {
namespace {

constexpr std::int64_t kChunk = 16384;  // of floats: four such arrays stay in L2

}  // namespace

Optimizer::Optimizer(std::vector<ParameterGroup> groups, std::vector<Slot> slots)
    : groups_(std::move(groups)), slots_(std::move(slots)) {
  if (slots_.size() > kMostSlots) {
    throw Error(text("[optimizer] ", slots_.size(), " slots for each parameter, at most ",
                     kMostSlots, " are possible: raise Optimizer::kMostSlots"));
  }
  const MemoryUseScope scope(MemoryUse::optimizer_state);
  std::set<std::string> names;
  for (std::size_t group = 0; group < groups_.size(); ++group) {
    std::erase_if(groups_[group].parameters, [&](const NamedParameter& parameter) {
      if (!parameter.tensor.requires_gradient()) {
        throw Error(text("[optimizer] parameter ", parameter.name, " requires no gradient"));
      }
      if (!names.insert(parameter.name).second) {
        throw Error(text("[optimizer] parameter ", parameter.name, " is given twice"));
      }
      const bool known = is_known(parameter, group);
      if (!known) entries_.push_back(make_entry(parameter, group));
      return known;
    });
  }
}

bool Optimizer::is_known(const NamedParameter& parameter, std::size_t group) const {
  const auto same = std::ranges::find_if(
      entries_, [&](const Entry& entry) { return same_parameter(entry.tensor, parameter.tensor); });
  if (same == entries_.end()) return false;
  if (same->group != group) {
    throw Error(text("[optimizer] ", parameter.name, " of group '", groups_[group].name,
                     "' is the same parameter as ", same->name, " of group '",
                     groups_[same->group].name, "'; a shared parameter belongs to one group"));
  }
  return true;
}

Optimizer::Entry Optimizer::make_entry(const NamedParameter& parameter, std::size_t group) const {
  Entry entry{parameter.name, parameter.tensor, group, {}, 0};
  for (const Slot& slot : slots_) {
    entry.state.push_back(Tensor::full(parameter.tensor.shape(), slot.first));
  }
  return entry;
}

void Optimizer::step(double lr, double gradient_scale) {
  struct Piece {
    Entry* entry;
    const float* gradient;
    std::int64_t begin;
    std::int64_t count;
  };
  std::vector<Piece> pieces;
  for (Entry& entry : entries_) {
    const Tensor gradient = entry.tensor.gradient();
    if (!gradient.defined()) continue;
    ++entry.steps;
    const std::int64_t elements = entry.tensor.elements();
    for (std::int64_t begin = 0; begin < elements; begin += kChunk) {
      pieces.push_back(
          {&entry, gradient.data() + begin, begin, std::min(kChunk, elements - begin)});
    }
  }
  parallel_for(static_cast<std::int64_t>(pieces.size()), [&](std::int64_t i) {
    const Piece& piece = pieces[static_cast<std::size_t>(i)];
    Entry& entry = *piece.entry;
    const ParameterGroup& group = groups_[entry.group];
    Slice slice{entry.tensor.data() + piece.begin,
                piece.gradient,
                {},
                piece.count,
                entry.steps,
                lr * group.lr_scale,
                group.weight_decay,
                static_cast<float>(gradient_scale)};
    for (std::size_t slot = 0; slot < entry.state.size(); ++slot) {
      slice.state[slot] = entry.state[slot].data() + piece.begin;
    }
    update(slice);
  });
}

void Optimizer::clear_gradients() {
  for (Entry& entry : entries_) entry.tensor.clear_gradient();
}

std::map<std::string, Tensor> Optimizer::state() const {
  std::map<std::string, Tensor> result;
  for (const Entry& entry : entries_) {
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
      result.emplace(slots_[slot].name + "." + entry.name, entry.state[slot].clone());
    }
    result.emplace("step." + entry.name, Tensor::scalar(static_cast<float>(entry.steps)));
  }
  return result;
}

void Optimizer::load_state(const std::map<std::string, Tensor>& state) {
  const std::map<std::string, Tensor> expected = this->state();
  for (const auto& [name, tensor] : expected) {
    const auto found = state.find(name);
    if (found == state.end()) {
      throw Error(text("[optimizer] the stored state lacks ", name, " ", tensor.shape(),
                       "; was it stored by another optimizer or model?"));
    }
    if (!(found->second.shape() == tensor.shape())) {
      throw Error(text("[optimizer] the stored state ", name, " has shape ", found->second.shape(),
                       ", expected ", tensor.shape()));
    }
  }
  for (const auto& [name, tensor] : state) {
    if (!expected.contains(name)) {
      throw Error(text("[optimizer] the stored state has ", name, " ", tensor.shape(),
                       ", which this optimizer does not know"));
    }
  }
  for (Entry& entry : entries_) {
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
      entry.state[slot].copy_from(state.at(slots_[slot].name + "." + entry.name));
    }
    entry.steps = static_cast<std::int64_t>(state.at("step." + entry.name).item());
  }
}

}  // namespace actlab::optim

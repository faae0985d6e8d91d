#include <actlab/layers/state.h>

#include <algorithm>
#include <set>

#include <actlab/core/base/error.h>
#include <actlab/core/base/suggest.h>

namespace actlab::layers {
namespace {

constexpr std::size_t kShownNames = 3;
constexpr std::string_view kPassedOver = "num_batches_tracked";

struct Entry {
  std::string name;
  Tensor tensor;
  FileLayout layout = FileLayout::same;
  bool optional = false;
  std::vector<std::string> also = {};  // further names of a shared parameter
};

std::vector<Entry> entries(const Module& module) {
  std::vector<Entry> all;
  for (const NamedParameter& p : module.parameters()) {
    all.push_back({p.name, p.tensor, p.traits.layout, p.traits.optional, p.also});
  }
  for (const NamedBuffer& b : module.buffers()) {
    all.push_back({b.name, b.tensor, FileLayout::same, b.kind == BufferKind::random_position});
  }
  return all;
}

Shape file_shape(const Entry& entry) {
  const Shape& shape = entry.tensor.shape();
  if (entry.layout == FileLayout::same) return shape;
  return {shape[3], shape[2], shape[0], shape[1]};
}

// Calls move(i, j) for place i in memory, [taps, in, out], and place j in files, [out, in, taps].
template <class Move>
void for_each_place(const Shape& memory, const Move& move) {
  const std::int64_t taps = memory[0] * memory[1];
  const std::int64_t in = memory[2];
  const std::int64_t out = memory[3];
  for (std::int64_t t = 0; t < taps; ++t) {
    for (std::int64_t i = 0; i < in; ++i) {
      for (std::int64_t o = 0; o < out; ++o) move((t * in + i) * out + o, (o * in + i) * taps + t);
    }
  }
}

Tensor to_file(const Entry& entry) {
  if (entry.layout == FileLayout::same) return entry.tensor.clone();
  Tensor result = Tensor::uninitialised(file_shape(entry));
  for_each_place(entry.tensor.shape(), [&](std::int64_t memory, std::int64_t file) {
    result.data()[file] = entry.tensor.data()[memory];
  });
  return result;
}

void from_file(Entry& entry, const Tensor& values) {
  if (entry.layout == FileLayout::same) {
    entry.tensor.copy_from(values);
    return;
  }
  for_each_place(entry.tensor.shape(), [&](std::int64_t memory, std::int64_t file) {
    entry.tensor.data()[memory] = values.data()[file];
  });
}

// What does not fit, by kind: the first few, and how many in all.
class Differences {
 public:
  explicit Differences(std::string heading) : heading_(std::move(heading)) {}
  void add(const std::string& difference) {
    if (++count_ <= kShownNames) shown_ += (count_ > 1 ? ", " : " ") + difference;
  }
  std::size_t count() const { return count_; }
  std::string message() const {
    if (count_ == 0) return "";
    const std::size_t hidden = count_ - std::min(count_, kShownNames);
    return "; " + heading_ + shown_ + (hidden > 0 ? text(" and ", hidden, " more") : "");
  }

 private:
  std::string heading_;
  std::string shown_;
  std::size_t count_ = 0;
};

// Where the state holds the entry, under whichever of its names; nullptr where it does not.
const Tensor* find(const State& state, const Entry& entry) {
  if (const auto found = state.find(entry.name); found != state.end()) return &found->second;
  for (const std::string& name : entry.also) {
    if (const auto found = state.find(name); found != state.end()) return &found->second;
  }
  return nullptr;
}

bool same_values(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && std::ranges::equal(a.values(), b.values());
}

// What stands before the names of the state, or of the model, where nothing else is different.
struct Prefix {
  std::string text{};
  bool in_state = true;
};

// Whether the state holds all that the model needs, under other names.
template <class Rename>
bool holds_all(const State& state, const std::vector<Entry>& model, const Rename& renamed) {
  return std::ranges::all_of(model, [&](const Entry& entry) {
    const auto found = state.find(renamed(entry.name));
    return entry.optional || (found != state.end() && found->second.shape() == file_shape(entry));
  });
}

Prefix common_prefix(const std::vector<Entry>& model, const State& state) {
  if (model.empty()) return {};
  const std::string& first = model.front().name;
  for (const auto& [name, tensor] : state) {
    const bool in_state = name.size() > first.size();
    const std::string& longer = in_state ? name : first;
    const std::string& shorter = in_state ? first : name;
    if (longer.size() == shorter.size() || !longer.ends_with(shorter)) continue;
    const std::string prefix = longer.substr(0, longer.size() - shorter.size());
    const auto renamed = [&](const std::string& own) {
      if (in_state) return prefix + own;
      return own.starts_with(prefix) ? own.substr(prefix.size()) : std::string();
    };
    if (holds_all(state, model, renamed)) return {prefix, in_state};
  }
  return {};
}

// DataParallel writes "module.", torch.compile "_orig_mod.".
void refuse_prefix(const std::vector<Entry>& model, const State& state, const std::string& source) {
  const auto [prefix, in_state] = common_prefix(model, state);
  if (prefix.empty()) return;
  throw Error(text("[load_state] ", source, " does not fit the model: ",
                   in_state ? "its names begin with '" : "the model's names begin with '", prefix,
                   in_state ? "', the model's do not" : "', those of the file do not",
                   "; write the file anew, in Python with ",
                   in_state
                       ? text("{k.removeprefix('", prefix, "'): v for k, v in weights.items()}")
                       : text("{'", prefix, "' + k: v for k, v in weights.items()}")));
}

void check_fit(const std::vector<Entry>& model, const State& state, const std::string& source) {
  Differences missing("missing");
  Differences unknown("unknown");
  Differences shapes("other shape:");
  Differences torn("shared, but not the same values:");
  std::set<std::string> names;
  std::vector<std::string> missing_names;
  for (const Entry& entry : model) {
    names.insert(entry.name);
    const Tensor* found = find(state, entry);
    if (found == nullptr) {
      missing_names.push_back(entry.name);
      if (!entry.optional) missing.add(text("'", entry.name, "' ", file_shape(entry)));
    } else if (!(found->shape() == file_shape(entry))) {
      shapes.add(text("'", entry.name, "' is ", found->shape(), ", expected ", file_shape(entry)));
    }
    for (const std::string& name : entry.also) {
      names.insert(name);
      const auto other = state.find(name);
      if (found != nullptr && other != state.end() && !same_values(other->second, *found)) {
        torn.add(text("'", entry.name, "' and '", name, "'"));
      }
    }
  }
  for (const auto& [name, tensor] : state) {
    if (names.contains(name) || name.ends_with(kPassedOver)) continue;
    const bool is_shown = unknown.count() < kShownNames;
    const std::string near = is_shown ? nearest_name(name, missing_names) : "";
    unknown.add(text("'", name, "' ", tensor.shape(), near.empty() ? "" : " for '" + near + "'?"));
  }
  const std::string message =
      missing.message() + unknown.message() + shapes.message() + torn.message();
  if (!message.empty()) {
    refuse_prefix(model, state, source);
    throw Error("[load_state] " + source + " does not fit the model" + message);
  }
}

}  // namespace

State state(const Module& module) {
  State result;
  for (const Entry& entry : entries(module)) result.emplace(entry.name, to_file(entry));
  return result;
}

void load_state(Module& module, const State& state, const std::string& source) {
  std::vector<Entry> model = entries(module);
  check_fit(model, state, source);
  for (Entry& entry : model) {
    if (const Tensor* found = find(state, entry)) from_file(entry, *found);
  }
}

}  // namespace actlab::layers

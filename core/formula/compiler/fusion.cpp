#include <actlab/core/formula/compiler/fusion.h>

#include <algorithm>
#include <utility>

namespace actlab::formula {
namespace {

class Fusion {
 public:
  explicit Fusion(Steps& code) : code_(code) {
    const auto results = static_cast<std::size_t>(code.results);
    uses_.resize(results);
    maker_.resize(results, -1);
    user_.resize(results, -1);
    for (std::size_t s = 0; s < code.steps.size(); ++s) {
      const Step& step = code.steps[s];
      for (const Value& input : step.inputs) use(input, static_cast<int>(s));
      maker_[static_cast<std::size_t>(step.output.index)] = static_cast<int>(s);
    }
    for (const Value& root : code.roots) use(root, -1);
  }

  void run() {
    for (Step& step : code_.steps) {
      switch (step.opcode) {
        case Opcode::add:
          if (!take_product(step, 0, Opcode::multiply_add)) {
            take_product(step, 1, Opcode::multiply_add);
          }
          break;
        case Opcode::subtract:
          if (!take_product(step, 0, Opcode::multiply_subtract)) {
            take_product(step, 1, Opcode::subtract_product);
          }
          break;
        case Opcode::multiply:
          if (goes_into_sum(step)) break;
          if (!take_product(step, 0, Opcode::product_of_three)) {
            take_product(step, 1, Opcode::product_of_three);
          }
          break;
        case Opcode::select:
          take_comparison(step);
          break;
        case Opcode::tanh_softplus_pair:
          if (uses_[static_cast<std::size_t>(step.second_output.index)] == 0) {
            step.opcode = Opcode::tanh_softplus;
          }
          break;
        default:
          break;
      }
    }
  }

 private:
  void use(const Value& value, int step) {
    if (!value.is_result()) return;
    ++uses_[static_cast<std::size_t>(value.index)];
    user_[static_cast<std::size_t>(value.index)] = step;
  }

  const Step* maker(const Value& value) const {
    if (!value.is_result()) return nullptr;
    const int step = maker_[static_cast<std::size_t>(value.index)];
    return step < 0 ? nullptr : &code_.steps[static_cast<std::size_t>(step)];
  }

  // The only reader is a sum, which takes the product itself.
  bool goes_into_sum(const Step& product) const {
    const auto index = static_cast<std::size_t>(product.output.index);
    if (uses_[index] != 1 || user_[index] < 0) return false;
    const Opcode reader = code_.steps[static_cast<std::size_t>(user_[index])].opcode;
    return reader == Opcode::add || reader == Opcode::subtract;
  }

  // op(a * b, c) or op(c, a * b), where nothing else reads the product, becomes fused(a, b, c).
  bool take_product(Step& step, std::size_t side, Opcode fused) {
    const Value product = step.inputs[side];
    const Step* made_by = maker(product);
    if (made_by == nullptr || made_by->opcode != Opcode::multiply ||
        uses_[static_cast<std::size_t>(product.index)] != 1) {
      return false;
    }
    const Value other = step.inputs[1 - side];
    step.opcode = fused;
    step.inputs = {made_by->inputs[0], made_by->inputs[1], other};
    return true;
  }

  // Others may read the comparison as well: deciding once more costs less than reading it.
  void take_comparison(Step& select) {
    const Step* comparison = maker(select.inputs[0]);
    if (comparison == nullptr) return;
    const bool strict = comparison->opcode == Opcode::less;
    if (!strict && comparison->opcode != Opcode::less_equal) return;
    select.opcode = strict ? Opcode::select_less : Opcode::select_less_equal;
    select.inputs = {comparison->inputs[0], comparison->inputs[1], select.inputs[1],
                     select.inputs[2]};
  }

  Steps& code_;
  std::vector<int> uses_;   // how often a result is read
  std::vector<int> maker_;  // the step whose first output it is, or -1
  std::vector<int> user_;   // the last step that reads it; -1 for an output of the program
};

void remove_unused(Steps& code) {
  std::vector<bool> used(static_cast<std::size_t>(code.results), false);
  const auto mark = [&](const Value& v) {
    if (v.is_result()) used[static_cast<std::size_t>(v.index)] = true;
  };
  const auto is_used = [&](const Step& s) {
    return !s.output.is_result() || used[static_cast<std::size_t>(s.output.index)] ||
           (has_two_outputs(s.opcode) && used[static_cast<std::size_t>(s.second_output.index)]);
  };
  for (const Value& root : code.roots) mark(root);
  std::vector<Step> kept;
  for (auto s = code.steps.rbegin(); s != code.steps.rend(); ++s) {
    if (!is_used(*s)) continue;
    for (const Value& input : s->inputs) mark(input);
    kept.push_back(std::move(*s));
  }
  std::reverse(kept.begin(), kept.end());
  code.steps = std::move(kept);
}

}  // namespace

void fuse(Steps& code) {
  remove_unused(code);  // lest a step that nobody needs counts as a reader
  Fusion(code).run();
  remove_unused(code);
}

void gather(Steps& code, std::size_t first, std::size_t count) {
  const auto begin = code.roots.begin() + static_cast<std::ptrdiff_t>(first);
  const auto end = begin + static_cast<std::ptrdiff_t>(count);
  std::vector<Step> sums;
  for (auto root = begin; root != end; ++root) {
    const Value sum{Value::Kind::sum, static_cast<int>(root - begin)};
    sums.push_back({Opcode::add_to_sum, {*root, {Value::Kind::d_y, 0}}, sum, {}});
  }
  code.roots.erase(begin, end);
  for (Step& sum : sums) {
    const auto negation = std::find_if(code.steps.begin(), code.steps.end(), [&](const Step& step) {
      return step.opcode == Opcode::negate && step.output == sum.inputs[0];
    });
    if (negation == code.steps.end()) continue;
    sum.opcode = Opcode::subtract_from_sum;
    sum.inputs[0] = negation->inputs[0];
  }
  std::vector<Step> steps;
  const auto add_sums_of = [&](const auto& is_ready) {
    for (Step& sum : sums) {
      if (!sum.inputs.empty() && is_ready(sum.inputs[0])) steps.push_back(std::exchange(sum, {}));
    }
  };
  add_sums_of([](const Value& v) { return !v.is_result(); });
  for (Step& step : code.steps) {
    const Value output = step.output;
    const Value second = step.second_output;
    const bool pair = has_two_outputs(step.opcode);
    steps.push_back(std::move(step));
    add_sums_of([&](const Value& v) { return v == output || (pair && v == second); });
  }
  code.steps = std::move(steps);
  remove_unused(code);
}

}  // namespace actlab::formula

// Threaded code: each opcode has a handler, which computes a group and jumps to the handler of the
// next instruction. The accumulator goes from one to the next in the argument registers of vectors,
// so these jumps must be tail calls, which optimising compilers make of calls at a function's end;
// where they do not, programs are short enough for the stack.

#include <actlab/core/kernels/program/formula_interpreter.h>

#include <utility>

#include <actlab/core/kernels/program/formula_group.h>
#include <actlab/core/kernels/program/formula_opcodes.h>
#include <actlab/core/kernels/program/formula_operations.h>
#include <actlab/core/kernels/vector/vector_math.h>

namespace actlab::kernels::ACTLAB_ISA {
namespace {

using Handler = void (*)(Vector, Vector, Vector, Vector, Vector, Vector, Vector, Vector,
                         const Instruction*, const Instruction*, float* const*, const std::int64_t*,
                         std::int64_t);

// By the input that the accumulator holds (0 for none, else its number plus one) and by opcode.
constexpr int kOpcodes = 64;
static_assert(static_cast<int>(Opcode::subtract_from_sum) < kOpcodes);
struct Handlers {
  Handler of[5][kOpcodes];
};
extern const Handlers kHandlers;

[[gnu::always_inline]] inline void enter(const Group& group, const Frame& frame, int accumulated) {
  const Handler handler = kHandlers.of[accumulated][static_cast<int>(frame.at->opcode)];
  const Vector* v = group.of;
  return handler(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], frame.at, frame.end, frame.data,
                 frame.masks, frame.offset);
}

// Operations are those of core/kernels/program/formula_group.h.
template <class Operation>
void handle(Vector a, Vector b, Vector c, Vector d, Vector e, Vector f, Vector g, Vector h,
            const Instruction* at, const Instruction* end, float* const* data,
            const std::int64_t* masks, std::int64_t offset) {
  Frame frame{at, end, data, masks, offset};
  const Group result = Operation::apply({{a, b, c, d, e, f, g, h}}, frame);
  if (++frame.at == end) return;
  return enter(result, frame, frame.at->accumulated);
}

// Where no input is in the accumulator, the first one is brought there.
void load_first(Vector, Vector, Vector, Vector, Vector, Vector, Vector, Vector,
                const Instruction* at, const Instruction* end, float* const* data,
                const std::int64_t* masks, std::int64_t offset) {
  const Frame frame{at, end, data, masks, offset};
  return enter(frame.input(0), frame, 1);
}

template <Pair (*function)(Vector)>
void handle_pair(Vector a, Vector b, Vector c, Vector d, Vector e, Vector f, Vector g, Vector h,
                 const Instruction* at, const Instruction* end, float* const* data,
                 const std::int64_t* masks, std::int64_t offset) {
  if (at->leaves_second) {
    return handle<UnaryPair<function, true>>(a, b, c, d, e, f, g, h, at, end, data, masks, offset);
  }
  return handle<UnaryPair<function, false>>(a, b, c, d, e, f, g, h, at, end, data, masks, offset);
}

// Cheap operations wait for their loads: where the last inputs are equal floats, one load each will
// do: of the other of two inputs, the third of three, the last two of four.
template <class Operation, int kAccumulated>
void handle_inputs(Vector a, Vector b, Vector c, Vector d, Vector e, Vector f, Vector g, Vector h,
                   const Instruction* at, const Instruction* end, float* const* data,
                   const std::int64_t* masks, std::int64_t offset) {
  constexpr int kInputs = Operation::kInputs;
  constexpr int kEqualFrom = kInputs == 2 ? 1 - kAccumulated : kInputs == 3 ? 2 : kInputs - 2;
  bool equal = true;
  for (int k = kEqualFrom; k < kInputs; ++k) {
    equal = equal && (k == kAccumulated || masks[at->input[k]] == kEqualMask);
  }
  if (equal) {
    return handle<typename Operation::template With<kAccumulated, kEqualFrom>>(
        a, b, c, d, e, f, g, h, at, end, data, masks, offset);
  }
  return handle<typename Operation::template With<kAccumulated, kInputs>>(
      a, b, c, d, e, f, g, h, at, end, data, masks, offset);
}

struct HandlersBeingBuilt : Handlers {
  constexpr void set(Opcode opcode, int accumulated, Handler handler) {
    of[0][static_cast<int>(opcode)] = &load_first;
    of[accumulated][static_cast<int>(opcode)] = handler;
  }
  template <Vector (*function)(Vector)>
  constexpr void unary(Opcode opcode) {
    set(opcode, 1, &handle<Unary<function>>);
  }
  template <Pair (*function)(Vector)>
  constexpr void pair(Opcode opcode) {
    set(opcode, 1, &handle_pair<function>);
  }
  template <auto function>
  constexpr void several(Opcode opcode) {
    set_each<Several<function>>(opcode,
                                std::make_integer_sequence<int, Several<function>::kInputs>{});
  }
  template <class Operation, int... k>
  constexpr void set_each(Opcode opcode, std::integer_sequence<int, k...>) {
    (set(opcode, k + 1, &handle_inputs<Operation, k>), ...);
  }
};

constexpr Handlers build_handlers() {
  HandlersBeingBuilt table{};
  table.several<add>(Opcode::add);
  table.several<subtract>(Opcode::subtract);
  table.several<multiply>(Opcode::multiply);
  table.several<divide>(Opcode::divide);
  table.several<chain>(Opcode::chain);
  table.several<minimum>(Opcode::minimum);
  table.several<maximum>(Opcode::maximum);
  table.several<less>(Opcode::less);
  table.several<less_equal>(Opcode::less_equal);
  table.several<equal>(Opcode::equal);
  table.several<not_equal>(Opcode::not_equal);
  table.several<select>(Opcode::select);
  table.several<select_less>(Opcode::select_less);
  table.several<select_less_equal>(Opcode::select_less_equal);
  table.several<multiply_add>(Opcode::multiply_add);
  table.several<multiply_subtract>(Opcode::multiply_subtract);
  table.several<subtract_product>(Opcode::subtract_product);
  table.several<product_of_three>(Opcode::product_of_three);
  table.unary<negate>(Opcode::negate);
  table.unary<absolute>(Opcode::absolute);
  table.unary<sign>(Opcode::sign);
  table.unary<square_root>(Opcode::square_root);
  table.unary<exp>(Opcode::exp);
  table.unary<expm1>(Opcode::expm1);
  table.unary<log>(Opcode::log);
  table.unary<log1p>(Opcode::log1p);
  table.unary<sin>(Opcode::sin);
  table.unary<cos>(Opcode::cos);
  table.unary<sinh>(Opcode::sinh);
  table.unary<cosh>(Opcode::cosh);
  table.unary<tanh>(Opcode::tanh);
  table.unary<tanhshrink>(Opcode::tanhshrink);
  table.unary<sech>(Opcode::sech);
  table.unary<asinh>(Opcode::asinh);
  table.unary<atan>(Opcode::atan);
  table.unary<sinc>(Opcode::sinc);
  table.unary<bessel_j1>(Opcode::bessel_j1);
  table.unary<sigmoid>(Opcode::sigmoid);
  table.unary<softplus>(Opcode::softplus);
  table.unary<log_sigmoid>(Opcode::log_sigmoid);
  table.unary<erf>(Opcode::erf);
  table.unary<erfc>(Opcode::erfc);
  table.unary<normal_cdf>(Opcode::normal_cdf);
  table.unary<tanh_softplus>(Opcode::tanh_softplus);
  table.pair<sigmoid_pair>(Opcode::sigmoid_pair);
  table.pair<softplus_pair>(Opcode::softplus_pair);
  table.pair<tanh_pair>(Opcode::tanh_pair);
  table.pair<tanh_softplus_pair>(Opcode::tanh_softplus_pair);
  table.pair<sine_pair>(Opcode::sine_pair);
  table.pair<normal_pair>(Opcode::normal_pair);
  table.pair<erf_pair>(Opcode::erf_pair);
  table.set(Opcode::add_to_sum, 1, &handle<AddToSum<1>>);
  table.set(Opcode::subtract_from_sum, 1, &handle<AddToSum<-1>>);
  return table;
}

constexpr Handlers kHandlers = build_handlers();

void run_formula(const Instruction* instructions, std::int64_t count,
                 const FormulaRegisters& registers, std::int64_t n) {
  if (count == 0) return;
  for (std::int64_t i = 0; i < n; i += kGroupVectors * kLanes) {
    const Frame frame{instructions, instructions + count, registers.data, registers.masks, i};
    enter(Group{}, frame, instructions[0].accumulated);
  }
  leave_vectors();
}

}  // namespace

extern const FormulaInterpreter kFormulaInterpreter;
const FormulaInterpreter kFormulaInterpreter{.run = &run_formula};

}  // namespace actlab::kernels::ACTLAB_ISA

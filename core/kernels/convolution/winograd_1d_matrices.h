// The small matrices of one-dimensional Winograd convolution F(4, r): four outputs of r taps, r
// odd, from r + 3 products instead of 4 r (S. Winograd 1980; Lavin and Gray 2015). The
// interpolation points are 0, some pairs +-p, and infinity; those of 7 taps err least among the
// pairs of {1/4, 3/8, ... 3} on random inputs: 1.4e-6 (L2, 64 channels), where a plain sum errs
// 3e-7.
//
// With R(x) the product of x^2 - q^2 over the pairs, and R_p(x) that over the pairs but p's:
//   B^T   holds the coefficients of R at 0, of x (x +- p) R_p at +-p, and of x R at infinity
//   G     is 1 / R(0) at 0, and p^k / (2 p^2 R_p(p)) at p for tap k
//   A     is p^i for output i
// and the row of infinity of G and A takes the highest power alone. A pair shares its even part and
// its odd part, both here, and in the transposed matrices.
#pragma once

#include <array>
#include <cstddef>

#include <actlab/core/kernels/convolution/winograd_1d_pass.h>
#include <actlab/core/kernels/vector/vector.h>

namespace actlab::kernels::ACTLAB_ISA {

template <int Taps>
struct LinePoints;
template <>
struct LinePoints<3> {
  static constexpr std::array<double, 2> kPairs{0.625, 1.5};
};
template <>
struct LinePoints<7> {
  static constexpr std::array<double, 4> kPairs{0.5, 0.75, 1.25, 2.5};
};

template <int Taps>
class LineMatrices {
 public:
  static constexpr int kTaps = Taps;
  static constexpr int kPoints = Taps + kWinograd1dOutputs - 1;
  static constexpr int kPairs = (kPoints - 2) / 2;

  // B^T. d(i) is input i of kPoints; put(point, value).
  template <class D, class Put>
  [[gnu::always_inline]] static void input(const D& d, const Put& put) {
    put(0, weighted(kAll, [&](int i) { return d(2 * i); }));
    put(kPoints - 1, weighted(kAll, [&](int i) { return d(2 * i + 1); }));
#pragma GCC unroll 8
    for (int pair = 0; pair < kPairs; ++pair) {
      const auto& others = kOthers[at(pair)];
      put_pair(pair, weighted(others, [&](int i) { return d(2 * i + 2); }),
               number(point(pair)) * weighted(others, [&](int i) { return d(2 * i + 1); }), put);
    }
  }
  // G. g(k) is tap k.
  template <class G, class Put>
  [[gnu::always_inline]] static void weight(const G& g, const Put& put) {
    put(0, number(1.0 / kAll[0]) * g(0));
    put(kPoints - 1, g(kTaps - 1));
#pragma GCC unroll 8
    for (int pair = 0; pair < kPairs; ++pair) {
      Vector even = number(power(pair, 0) * scale(pair)) * g(0);
      Vector odd = number(power(pair, 1) * scale(pair)) * g(1);
#pragma GCC unroll 8
      for (int k = 2; k < kTaps; ++k) {
        (k % 2 == 0 ? even : odd) += number(power(pair, k) * scale(pair)) * g(k);
      }
      put_pair(pair, even, odd, put);
    }
  }
  // A. y(i) is output i.
  template <class Y, class Put>
  [[gnu::always_inline]] static void d_output(const Y& y, const Put& put) {
    put(0, y(0));
    put(kPoints - 1, y(3));
#pragma GCC unroll 8
    for (int pair = 0; pair < kPairs; ++pair) {
      put_pair(pair, y(0) + number(power(pair, 2)) * y(2),
               number(power(pair, 1)) * y(1) + number(power(pair, 3)) * y(3), put);
    }
  }
  // A^T. m(point) is the product there; put(i, value).
  template <class M, class Put>
  [[gnu::always_inline]] static void output(const M& m, const Put& put) {
    const Sums sums(m);
    put(0, m(0) + sums.total([](int) { return 1.0; }, false));
    put(1, sums.total([](int pair) { return power(pair, 1); }, true));
    put(2, sums.total([](int pair) { return power(pair, 2); }, false));
    put(3, sums.total([](int pair) { return power(pair, 3); }, true) + m(kPoints - 1));
  }
  // G^T. put(k, value) for each tap.
  template <class M, class Put>
  [[gnu::always_inline]] static void d_weight(const M& m, const Put& put) {
    const Sums sums(m);
#pragma GCC unroll 8
    for (int k = 0; k < kTaps; ++k) {
      Vector tap = sums.total([k](int pair) { return power(pair, k) * scale(pair); }, k % 2 == 1);
      if (k == 0) tap += number(1.0 / kAll[0]) * m(0);
      if (k == kTaps - 1) tap += m(kPoints - 1);
      put(k, tap);
    }
  }

 private:
  static constexpr std::size_t at(int i) { return static_cast<std::size_t>(i); }
  static constexpr float number(double value) { return static_cast<float>(value); }
  static constexpr double point(int pair) { return LinePoints<Taps>::kPairs[at(pair)]; }
  static constexpr double power(int pair, int k) {
    return k == 0 ? 1.0 : point(pair) * power(pair, k - 1);
  }

  // Coefficients of x^0, x^2, ... in the product of x^2 - q^2 over all pairs but `left_out`.
  template <std::size_t N>
  static constexpr std::array<double, N> product(int left_out) {
    std::array<double, N> result{1.0};
    std::size_t degree = 0;
    for (int pair = 0; pair < kPairs; ++pair) {
      if (pair == left_out) continue;
      ++degree;
      for (std::size_t i = degree + 1; i-- > 0;) {
        result[i] = (i > 0 ? result[i - 1] : 0.0) - power(pair, 2) * (i < degree ? result[i] : 0.0);
      }
    }
    return result;
  }
  static constexpr std::array<double, at(kPairs) + 1> kAll = product<at(kPairs) + 1>(-1);
  static constexpr auto kOthers = [] {
    std::array<std::array<double, at(kPairs)>, at(kPairs)> result{};
    for (int pair = 0; pair < kPairs; ++pair) result[at(pair)] = product<at(kPairs)>(pair);
    return result;
  }();
  // 1 / (2 p^2 R_p(p))
  static constexpr double scale(int pair) {
    double value = 0.0;
    for (int i = 0; i < kPairs; ++i) value += kOthers[at(pair)][at(i)] * power(pair, 2 * i);
    return 1.0 / (2.0 * power(pair, 2) * value);
  }

  // The sum of coefficient * d(i).
  template <std::size_t N, class D>
  [[gnu::always_inline]] static Vector weighted(const std::array<double, N>& coefficients,
                                                const D& d) {
    Vector sum = number(coefficients[0]) * d(0);
#pragma GCC unroll 8
    for (std::size_t i = 1; i < N; ++i) {
      sum += number(coefficients[i]) * d(static_cast<int>(i));
    }
    return sum;
  }
  template <class Put>
  [[gnu::always_inline]] static void put_pair(int pair, Vector even, Vector odd, const Put& put) {
    put(1 + 2 * pair, even + odd);
    put(2 + 2 * pair, even - odd);
  }

  // What both points of each pair hold, added and subtracted.
  struct Sums {
    Vector sum[kPairs], difference[kPairs];
    template <class M>
    [[gnu::always_inline]] explicit Sums(const M& m) {
#pragma GCC unroll 8
      for (int pair = 0; pair < kPairs; ++pair) {
        const Vector plus = m(1 + 2 * pair), minus = m(2 + 2 * pair);
        sum[pair] = plus + minus;
        difference[pair] = plus - minus;
      }
    }
    template <class Factor>
    [[gnu::always_inline]] Vector total(const Factor& factor, bool odd) const {
      Vector result = number(factor(0)) * (odd ? difference[0] : sum[0]);
#pragma GCC unroll 8
      for (int pair = 1; pair < kPairs; ++pair) {
        result += number(factor(pair)) * (odd ? difference[pair] : sum[pair]);
      }
      return result;
    }
  };
};

}  // namespace actlab::kernels::ACTLAB_ISA

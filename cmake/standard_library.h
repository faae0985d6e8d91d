// What libc++ lacks of C++20 and our sources use: floating std::from_chars before LLVM 20, the
// algorithms of std::ranges before LLVM 15 (Debian 12's clang and emscripten). With such a library
// every source of our own includes this file first (-include); no other build sees it. Each
// function is the standard's, without its constraints.
#pragma once

#if defined(_LIBCPP_VERSION) || __has_include(<__config>)
#include <version>
#endif

#if defined(_LIBCPP_VERSION) && _LIBCPP_VERSION < 200000

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>

namespace std {

// Decimal numbers alone, as our sources read and write them.
template <class Number>
requires(is_floating_point_v<Number>) from_chars_result
    from_chars(const char* first, const char* last, Number& value) {
  // unlike strtod: no space, no plus, no hexadecimal number
  const char* digits = first + (first != last && *first == '-');
  const bool is_hexadecimal = last - digits > 1 && digits[0] == '0' && (digits[1] | 32) == 'x';
  if (digits == last || *digits == '+' || *digits == '-' || *digits == ' ' || *digits == '\t' ||
      *digits == '\n') {
    return {first, errc::invalid_argument};
  }
  const string text(first, is_hexadecimal ? digits + 1 : last);
  char* end = nullptr;
  const Number read = is_same_v<Number, float> ? static_cast<Number>(strtof(text.c_str(), &end))
                                               : static_cast<Number>(strtod(text.c_str(), &end));
  if (end == text.c_str()) return {first, errc::invalid_argument};
  const char* after = first + (end - text.c_str());
  const bool named = (*digits | 32) == 'i' || (*digits | 32) == 'n';  // inf, nan
  if (std::isinf(read) && !named) return {after, errc::result_out_of_range};
  value = read;
  return {after, errc{}};
}

#if defined(__EMSCRIPTEN__) && _LIBCPP_VERSION < 15000

template <class To, class From>
constexpr To bit_cast(const From& from) noexcept {
  static_assert(sizeof(To) == sizeof(From));
  return __builtin_bit_cast(To, from);
}

// The fewest digits that give the same number back, with an exponent where that is shorter.
template <class Number>
requires(is_floating_point_v<Number>) to_chars_result
    to_chars(char* first, char* last, Number value) {
  char text[400];
  int digits = 0;
  do {
    snprintf(text, sizeof text, "%.*e", digits, static_cast<double>(value));
  } while (++digits < 17 && !std::isnan(value) &&
           static_cast<Number>(strtod(text, nullptr)) != value);
  string shortest = text;
  if (std::isfinite(value)) {
    const int exponent = atoi(shortest.c_str() + shortest.find('e') + 1);
    snprintf(text, sizeof text, "%.*f", std::max(0, digits - 1 - exponent),
             static_cast<double>(value));
    if (string(text).size() <= shortest.size()) shortest = text;
  }
  if (last - first < static_cast<ptrdiff_t>(shortest.size())) return {last, errc::value_too_large};
  return {std::copy(shortest.begin(), shortest.end(), first), errc{}};
}

#endif

#if _LIBCPP_VERSION < 15000

namespace ranges {

#if defined(_LIBCPP_HAS_NO_INCOMPLETE_RANGES)
struct equal_to : std::equal_to<> {};
struct less : std::less<> {};
struct less_equal : std::less_equal<> {};
struct greater : std::greater<> {};
#endif

template <class Out>
struct in_out_result_ {
  Out out;
};

template <class Predicate, class Projection>
auto projected_(Predicate& predicate, Projection& projection) {
  return [&](auto&&... values) -> decltype(auto) {
    return std::invoke(predicate,
                       std::invoke(projection, std::forward<decltype(values)>(values))...);
  };
}

template <class Range, class Predicate, class Projection = identity>
auto all_of(Range&& range, Predicate predicate, Projection projection = {}) {
  return std::all_of(std::begin(range), std::end(range), projected_(predicate, projection));
}
template <class Range, class Predicate, class Projection = identity>
auto any_of(Range&& range, Predicate predicate, Projection projection = {}) {
  return std::any_of(std::begin(range), std::end(range), projected_(predicate, projection));
}
template <class Range, class Predicate, class Projection = identity>
auto none_of(Range&& range, Predicate predicate, Projection projection = {}) {
  return std::none_of(std::begin(range), std::end(range), projected_(predicate, projection));
}
template <class Range, class Predicate, class Projection = identity>
auto find_if(Range&& range, Predicate predicate, Projection projection = {}) {
  return std::find_if(std::begin(range), std::end(range), projected_(predicate, projection));
}
template <class Range, class Predicate, class Projection = identity>
auto find_if_not(Range&& range, Predicate predicate, Projection projection = {}) {
  return std::find_if_not(std::begin(range), std::end(range), projected_(predicate, projection));
}
template <class Range, class Predicate, class Projection = identity>
auto count_if(Range&& range, Predicate predicate, Projection projection = {}) {
  return std::count_if(std::begin(range), std::end(range), projected_(predicate, projection));
}

template <class Range, class Order = less, class Projection = identity>
auto sort(Range&& range, Order order = {}, Projection projection = {}) {
  return std::sort(std::begin(range), std::end(range), projected_(order, projection));
}
template <class Range, class Order = less, class Projection = identity>
auto stable_sort(Range&& range, Order order = {}, Projection projection = {}) {
  return std::stable_sort(std::begin(range), std::end(range), projected_(order, projection));
}
template <class Range, class Iterator, class Order = less, class Projection = identity>
void partial_sort(Range&& range, Iterator middle, Order order = {}, Projection projection = {}) {
  std::partial_sort(std::begin(range), middle, std::end(range), projected_(order, projection));
}
template <class Range, class Order = less, class Projection = identity>
auto is_sorted(Range&& range, Order order = {}, Projection projection = {}) {
  return std::is_sorted(std::begin(range), std::end(range), projected_(order, projection));
}
template <class Range, class Order = less, class Projection = identity>
auto max_element(Range&& range, Order order = {}, Projection projection = {}) {
  return std::max_element(std::begin(range), std::end(range), projected_(order, projection));
}
template <class Range, class Order = less, class Projection = identity>
auto min_element(Range&& range, Order order = {}, Projection projection = {}) {
  return std::min_element(std::begin(range), std::end(range), projected_(order, projection));
}

template <class Range, class Value, class Projection = identity>
auto find(Range&& range, const Value& value, Projection projection = {}) {
  return std::find_if(std::begin(range), std::end(range), [&](auto&& item) {
    return std::invoke(projection, std::forward<decltype(item)>(item)) == value;
  });
}
template <class Iterator, class Value, class Projection = identity>
requires(!requires(Iterator i) {
  std::begin(i);
}) auto find(Iterator first, Iterator last, const Value& value, Projection projection = {}) {
  return std::find_if(first, last, [&](auto&& item) {
    return std::invoke(projection, std::forward<decltype(item)>(item)) == value;
  });
}
template <class Range, class Value, class Projection = identity>
auto count(Range&& range, const Value& value, Projection projection = {}) {
  return std::count_if(std::begin(range), std::end(range), [&](auto&& item) {
    return std::invoke(projection, std::forward<decltype(item)>(item)) == value;
  });
}
template <class Range, class Predicate = equal_to>
auto adjacent_find(Range&& range, Predicate predicate = {}) {
  return std::adjacent_find(std::begin(range), std::end(range), predicate);
}
template <class First, class Second>
bool equal(First&& first, Second&& second) {
  return std::equal(std::begin(first), std::end(first), std::begin(second), std::end(second));
}

template <class Range, class Value, class Order = less, class Projection = identity>
auto lower_bound(Range&& range, const Value& value, Order order = {}, Projection projection = {}) {
  return std::lower_bound(std::begin(range), std::end(range), value,
                          [&](const auto& item, const Value& wanted) {
                            return std::invoke(order, std::invoke(projection, item), wanted);
                          });
}
template <class Range, class Value, class Order = less, class Projection = identity>
auto upper_bound(Range&& range, const Value& value, Order order = {}, Projection projection = {}) {
  return std::upper_bound(std::begin(range), std::end(range), value,
                          [&](const Value& wanted, const auto& item) {
                            return std::invoke(order, wanted, std::invoke(projection, item));
                          });
}
template <class Range, class Value, class Order = less>
bool binary_search(Range&& range, const Value& value, Order order = {}) {
  return std::binary_search(std::begin(range), std::end(range), value, order);
}
template <class Range, class Iterator, class Order = less>
void nth_element(Range&& range, Iterator nth, Order order = {}) {
  std::nth_element(std::begin(range), nth, std::end(range), order);
}

template <class Range, class Out>
in_out_result_<Out> copy(Range&& range, Out to) {
  return {std::copy(std::begin(range), std::end(range), to)};
}
template <class Iterator, class Out>
in_out_result_<Out> copy(Iterator first, Iterator last, Out to) {
  return {std::copy(first, last, to)};
}
template <class Range, class Out, class Predicate>
in_out_result_<Out> copy_if(Range&& range, Out to, Predicate predicate) {
  return {std::copy_if(std::begin(range), std::end(range), to, predicate)};
}
template <class Range, class Out>
in_out_result_<Out> copy_backward(Range&& range, Out to_end) {
  return {std::copy_backward(std::begin(range), std::end(range), to_end)};
}
template <class Range, class Out>
in_out_result_<Out> move(Range&& range, Out to) {
  return {std::move(std::begin(range), std::end(range), to)};
}
template <class Range, class Out, class Function, class Projection = identity>
in_out_result_<Out> transform(Range&& range, Out to, Function function,
                              Projection projection = {}) {
  return {std::transform(std::begin(range), std::end(range), to, projected_(function, projection))};
}
template <class Range, class Value>
void fill(Range&& range, const Value& value) {
  std::fill(std::begin(range), std::end(range), value);
}
template <class Range, class Before, class After>
void replace(Range&& range, const Before& before, const After& after) {
  for (auto& item : range) {
    if (item == before) item = after;
  }
}
template <class Range, class Predicate, class After>
void replace_if(Range&& range, Predicate predicate, const After& after) {
  std::replace_if(std::begin(range), std::end(range), predicate, after);
}
template <class First, class Second>
bool includes(First&& first, Second&& second) {
  return std::includes(std::begin(first), std::end(first), std::begin(second), std::end(second));
}
template <class Range>
void reverse(Range&& range) {
  std::reverse(std::begin(range), std::end(range));
}

template <class Value>
struct min_max_result {
  Value min;
  Value max;
};
template <class Range, class Order = less, class Projection = identity>
auto minmax_element(Range&& range, Order order = {}, Projection projection = {}) {
  const auto [least, most] =
      std::minmax_element(std::begin(range), std::end(range), projected_(order, projection));
  return min_max_result<remove_const_t<decltype(least)>>{least, most};
}
template <class Range, class Order = less, class Projection = identity>
auto minmax(Range&& range, Order order = {}, Projection projection = {}) {
  const auto [least, most] =
      std::minmax_element(std::begin(range), std::end(range), projected_(order, projection));
  return min_max_result<typename iterator_traits<decltype(least)>::value_type>{*least, *most};
}
template <class Range, class Order = less, class Projection = identity>
auto min(Range&& range, Order order = {}, Projection projection = {}) {
  return *ranges::min_element(range, order, projection);
}
template <class Range, class Order = less, class Projection = identity>
auto max(Range&& range, Order order = {}, Projection projection = {}) {
  return *ranges::max_element(range, order, projection);
}

}  // namespace ranges

#endif

}  // namespace std

#endif

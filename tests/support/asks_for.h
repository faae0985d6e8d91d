// What some tests ask of a system and not every one has. Where it is lacking the test is skipped,
// and main.cpp tells its name and the reason: TEST_CASE("naming: twice" * test::asks_for_threads).
#pragma once

namespace actlab::test {

#ifdef __EMSCRIPTEN__
inline constexpr bool kInBrowser = true;
#else
inline constexpr bool kInBrowser = false;
#endif
#ifdef __linux__
inline constexpr bool kOnLinux = true;
#else
inline constexpr bool kOnLinux = false;
#endif
#ifdef __x86_64__
inline constexpr bool kOnX86 = true;
#else
inline constexpr bool kOnX86 = false;
#endif

// A decorator of doctest.
struct AsksFor {
  const char* what;
  bool is_there;

  template <class Case>
  void fill(Case& test) const {
    if (is_there) return;
    test.m_skip = true;
    test.m_description = what;
  }
};

inline constexpr AsksFor asks_for_threads{"asks for a second thread", !kInBrowser};
inline constexpr AsksFor asks_for_processes{"asks for a second process", !kInBrowser};
inline constexpr AsksFor asks_for_devices{"makes files of devices", !kInBrowser};
inline constexpr AsksFor asks_for_x86{"reads a register of x86-64", kOnX86};
inline constexpr AsksFor asks_for_linux{"asks for files and calls of Linux", kOnLinux};

}  // namespace actlab::test

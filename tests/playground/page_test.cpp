#include <actlab/playground/playground_page.h>

#include <doctest/doctest.h>

#include <string>

#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::playground;

TEST_CASE("playground: the page holds the module and may load nothing") {
  const std::string page = playground_page({"\x1f\x8b\x08 script", "\x1f\x8b\x08 packed"});
  CHECK(test::contains(page, "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'"));
  CHECK(test::contains(page, "H4sIIHNjcmlwdA=="));
  CHECK(test::contains(page, "H4sIIHBhY2tlZA=="));
  CHECK(!test::contains(page, "src=\"http"));
  for (const char* section : {"play", "inside", "passage", "lessons", "share"}) {
    CHECK(test::contains(page, "<section id=\"" + std::string(section) + "\""));
  }
}

TEST_CASE("playground: without the module the page leaves room for it below 1.5 MB") {
  CHECK(playground_page({"\x1f\x8b\x08", "\x1f\x8b\x08"}).size() < 400'000);
}

TEST_CASE("playground: a module that is none is refused") {
  for (const CoreModule& module : {CoreModule{"", "\x1f\x8b"}, CoreModule{"\x1f\x8b", "asm"}}) {
    const std::string error = test::error_text([&] { playground_page(module); });
    CHECK(test::contains(error, "not compressed by gzip"));
    CHECK(test::contains(error, "./run playground"));
  }
}

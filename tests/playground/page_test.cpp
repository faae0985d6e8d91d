#include <actlab/playground/playground_page.h>

#include <doctest/doctest.h>

#include <string>

#include "tests/support/error_text.h"

using namespace actlab;
using namespace actlab::playground;

TEST_CASE("playground: the page holds the module and may load nothing") {
  const std::string page = playground_page({"var actlabModule = 1;", "\x1f\x8b\x08 packed"});
  CHECK(test::contains(page, "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'"));
  CHECK(test::contains(page, "\"var actlabModule = 1;\""));
  CHECK(test::contains(page, "H4sIIHBhY2tlZA=="));
  CHECK(!test::contains(page, "src=\"http"));
  for (const char* section : {"play", "inside", "passage", "lessons", "share"}) {
    CHECK(test::contains(page, "<section id=\"" + std::string(section) + "\""));
  }
}

TEST_CASE("playground: a module that is none is refused") {
  CHECK(test::contains(test::error_text([] { playground_page({"", "\x1f\x8b"}); }), "./run wasm"));
  CHECK(test::contains(test::error_text([] {
                         playground_page({"actlabModule", "\0asm"});
                       }),
                       "not compressed by gzip"));
}

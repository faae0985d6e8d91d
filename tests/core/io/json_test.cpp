#include <actlab/core/io/json.h>

#include <doctest/doctest.h>

#include "tests/support/error_text.h"

using actlab::Json;
using actlab::parse_json;
using actlab::test::contains;
using actlab::test::error_text;

TEST_CASE("json: values come back in the order in which they were written") {
  const Json json = parse_json(R"({"b": [1, -2, 2.5, null, true], "a": {"x": "y"}})", "test");
  CHECK(json.dump() == R"({"b":[1,-2,2.5,null,true],"a":{"x":"y"}})");
  CHECK(parse_json("7", "test").get<int>() == 7);
}

TEST_CASE("json: duplicate keys are refused at any depth") {
  CHECK(contains(error_text([] { parse_json(R"({"a": 1, "a": 2})", "some file"); }),
                 "[json] some file: the key \"a\" occurs twice"));
  CHECK(contains(error_text([] { parse_json(R"([{"x": {"k": 1, "k": 1}}])", "f"); }),
                 "the key \"k\" occurs twice"));
  CHECK_NOTHROW(parse_json(R"([{"k": 1}, {"k": 1}])", "f"));  // other objects may repeat it
}

TEST_CASE("json: syntax errors say where") {
  for (const char* bad : {"", "{", "[1,", "{\"a\"}", "01", "nul", "[1] 2", "\"\x80\"", "1e999"}) {
    CAPTURE(bad);
    CHECK(contains(error_text([&] { parse_json(bad, "f"); }), "[json] f: "));
  }
  CHECK(contains(error_text([] { parse_json("[1,\n 2 3]", "f"); }), "line 2"));
}

TEST_CASE("json: bad UTF-8 is refused and not repeated in the message") {
  const std::string message = error_text([] { parse_json("{\"\xff\xfe\": 1}", "f"); });
  CHECK(contains(message, "UTF-8"));
  CHECK(!contains(message, "\xff"));
}

TEST_CASE("json: deep nesting is refused before it costs memory or the stack") {
  const std::string arrays(100000, '[');
  CHECK(contains(error_text([&] { parse_json(arrays, "f"); }), "deeper than 64"));
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
  CHECK(contains(error_text([&] { parse_json(objects, "f"); }), "deeper than 64"));
  const std::string fits = std::string(64, '[') + std::string(64, ']');
  CHECK_NOTHROW(parse_json(fits, "f"));
}

TEST_CASE("json: more values than any file of ours has are refused") {
  std::string many = "[0";
  for (int i = 0; i < (4 << 20); ++i) many += ",0";
  CHECK(contains(error_text([&] { parse_json(many + "]", "f"); }), "more than 4194304 values"));
}

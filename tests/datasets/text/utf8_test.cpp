#include <doctest/doctest.h>

#include <string>

#include <actlab/datasets/text/utf8.h>

using namespace actlab::datasets;

TEST_CASE("UTF-8 is valid up to its first wrong byte") {
  CHECK(first_invalid_utf8("") == std::string::npos);
  CHECK(first_invalid_utf8("Büsche, „so“ \xF0\x9F\x98\x80") == std::string::npos);
  CHECK(first_invalid_utf8("ab\xFF") == 2);
  CHECK(first_invalid_utf8("M\xFCnchen") == 1);        // Latin-1
  CHECK(first_invalid_utf8("a\xC3") == 1);             // cut off
  CHECK(first_invalid_utf8("\xC0\x80") == 0);          // overlong
  CHECK(first_invalid_utf8("\xE0\x80\x80") == 0);      // overlong
  CHECK(first_invalid_utf8("\xED\xA0\x80") == 0);      // a surrogate
  CHECK(first_invalid_utf8("\xF4\x90\x80\x80") == 0);  // above U+10FFFF
  CHECK(first_invalid_utf8("\xF4\x8F\xBF\xBF") == std::string::npos);
}

TEST_CASE("Bytes that are not valid become replacement characters") {
  CHECK(valid_utf8("a\xFFz") == "a\uFFFDz");
  CHECK(valid_utf8("\xC3") == "\uFFFD");
  CHECK(valid_utf8("Bär") == "Bär");
}

TEST_CASE("Words are split at white space of every kind") {
  const std::vector<std::string_view> words = words_of(" a\tb\u00A0c\u3000d\u2028e\u0085f ");
  CHECK(words == std::vector<std::string_view>{"a", "b", "c", "d", "e", "f"});
  CHECK(words_of(" \t\n").empty());
  CHECK(words_of("a\u200Bb").size() == 1);  // a zero width space is none
}

TEST_CASE("Lower case of European letters") {
  CHECK(lower_case("ABC xyz 123 ?!") == "abc xyz 123 ?!");
  CHECK(lower_case("ÄÖÜß ÀÉÎÕÑØÞ") == "äöüß àéîõñøþ");
  CHECK(lower_case("ĀĞŁŒŠŽŸ ƠƯ ẠỆ") == "āğłœšžÿ ơư ạệ");
  CHECK(lower_case("ΑΒΓΩΆΈΌΎΏ ЁЖЯҐ ՀԱՅ") == "αβγωάέόύώ ёжяґ հայ");
  CHECK(lower_case("ẞ ÷ × ª İ") == "ß ÷ × ª İ");
}

#include <actlab/core/base/byte_order.h>

#include <doctest/doctest.h>

#include <array>

using namespace actlab;

TEST_CASE("byte order: both orders, of any number of bytes up to eight") {
  const std::array<std::uint8_t, 8> bytes{0x81, 0x02, 0xFF, 0x04, 0x00, 0x06, 0x07, 0xF8};
  CHECK(big_endian({}) == 0);
  CHECK(little_endian({}) == 0);
  CHECK(big_endian(std::span(bytes).first(1)) == 0x81);
  CHECK(big_endian(std::span(bytes).first(2)) == 0x8102);
  CHECK(little_endian(std::span(bytes).first(2)) == 0x0281);
  CHECK(big_endian(std::span(bytes).first(4)) == 0x8102FF04);
  CHECK(little_endian(std::span(bytes).first(4)) == 0x04FF0281);
  CHECK(big_endian(bytes) == 0x8102FF04000607F8u);
  CHECK(little_endian(bytes) == 0xF807060004FF0281u);
}

#include <actlab/core/io/safetensors.h>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

using namespace actlab;
using test::contains;
using test::error_text;

namespace {

std::string file_of(const std::string& header, const std::string& values = "") {
  const std::uint64_t length = header.size();
  std::string bytes(sizeof length, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  return bytes + header + values;
}

Safetensors parse(const std::string& bytes) {
  return parse_safetensors(std::as_bytes(std::span(bytes)), "test file");
}

std::string refusal(const std::string& bytes) {
  return error_text([&] { parse(bytes); });
}

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("safetensors: what is written is read back") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("a.safetensors");
  const NamedTensors tensors = {{"b", Tensor::from({2, 2}, {1.0f, -2.5f, 1e-40f, 3e38f})},
                                {"a.weight", Tensor::scalar(7.0f)},
                                {"empty", Tensor::zeros({3, 0})}};
  write_safetensors(path, tensors, {{"step", "12"}, {"name", "\"quoted\" \xc3\xa9"}});
  const Safetensors read = read_safetensors(path);
  CHECK(read.metadata == Metadata{{"step", "12"}, {"name", "\"quoted\" \xc3\xa9"}});
  REQUIRE(read.tensors.size() == 3);
  CHECK(read.tensors.at("b").shape() == Shape{2, 2});
  CHECK(std::ranges::equal(read.tensors.at("b").values(), tensors.at("b").values()));
  CHECK(read.tensors.at("a.weight").item() == 7.0f);
  CHECK(read.tensors.at("empty").shape() == Shape{3, 0});
}

TEST_CASE("safetensors: the bytes are the format's own") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("a.safetensors");
  write_safetensors(path, {{"w", Tensor::from({1, 2}, {1.0f, -2.0f})}}, {{"k", "v"}});
  std::string header =
      R"({"__metadata__":{"k":"v"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}})";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  CHECK(content(path) == file_of(header, std::string("\0\0\x80\x3f\0\0\0\xc0", 8)));
  write_safetensors(path, {});
  CHECK(content(path) == file_of("{}      "));
}

TEST_CASE("safetensors: other floating-point types are converted and whole numbers skipped") {
  const std::string header = R"({"h":{"dtype":"F16","shape":[5],"data_offsets":[0,10]},)"
                             R"("b":{"dtype":"BF16","shape":[1],"data_offsets":[10,12]},)"
                             R"("d":{"dtype":"F64","shape":[],"data_offsets":[12,20]},)"
                             R"("n":{"dtype":"I64","shape":[],"data_offsets":[20,28]}})";
  const std::string values(
      "\x00\x3c\x00\xc0\x01\x00\x00\x7c\xff\x7b"
      "\x80\x3f"
      "\0\0\0\0\0\0\xf0\xbf"
      "\x07\0\0\0\0\0\0\0",
      28);
  const Safetensors file = parse(file_of(header, values));
  const auto half = file.tensors.at("h").values();
  CHECK(half[0] == 1.0f);
  CHECK(half[1] == -2.0f);
  CHECK(half[2] == 0x1p-24f);  // the smallest subnormal
  CHECK(std::isinf(half[3]));
  CHECK(half[4] == 65504.0f);
  CHECK(file.tensors.at("b").item() == 1.0f);
  CHECK(file.tensors.at("d").item() == -1.0f);
  CHECK(file.skipped == std::map<std::string, std::string>{{"n", "I64"}});
}

TEST_CASE("safetensors: files whose sizes cannot be are refused") {
  CHECK(contains(refusal(""), "[safetensors] test file: has 0 bytes, fewer than the 8"));
  CHECK(contains(refusal("1234567"), "has 7 bytes"));
  CHECK(contains(refusal(std::string("\x01\0\0\x01\0\0\0\0", 8)), "more than the 16777216"));
  CHECK(contains(refusal(std::string(8, '\xff')), "more than the 16777216"));
  CHECK(contains(refusal(std::string("\x03\0\0\0\0\0\0\0{}", 10)), "has only 10; it is truncated"));
  CHECK(contains(refusal(file_of("{}", "x")), "describes 0 bytes of values, the file holds 1"));
  CHECK(parse(file_of("{}")).tensors.empty());
}

TEST_CASE("safetensors: headers that are not the right JSON are refused") {
  CHECK(contains(refusal(file_of("")), "must begin with {"));
  CHECK(contains(refusal(file_of(" {}")), "must begin with {"));
  CHECK(contains(refusal(file_of("[]")), "must begin with {"));
  CHECK(contains(refusal(file_of("{\"a\": ")), "parse error"));
  CHECK(contains(refusal(file_of("{\"\xff\": 1}")), "UTF-8"));
  CHECK(contains(refusal(file_of(R"({"a": 1, "a": 1})")), "occurs twice"));
  CHECK(contains(refusal(file_of(R"({"__metadata__": 1})")), "object of strings"));
  CHECK(contains(refusal(file_of(R"({"__metadata__": {"a": 1}})")), "object of strings"));
  CHECK(contains(refusal(file_of("{" + std::string(100000, '['))), "[json]"));
}

TEST_CASE("safetensors: every broken rule of an entry has its message") {
  const std::pair<const char*, const char*> cases[] = {
      {R"(1)", "must be an object"},
      {R"({"shape":[1],"data_offsets":[0,4]})", "\"dtype\" is missing"},
      {R"({"dtype":"F32","data_offsets":[0,4]})", "\"shape\" is missing"},
      {R"({"dtype":"F32","shape":[1]})", "\"data_offsets\" is missing"},
      {R"({"dtype":1,"shape":[1],"data_offsets":[0,4]})", "dtype must be a string"},
      {R"({"dtype":"F31","shape":[1],"data_offsets":[0,4]})", "unknown dtype \"F31\""},
      {R"({"dtype":"F32","shape":1,"data_offsets":[0,4]})", "shape must be an array"},
      {R"({"dtype":"F32","shape":[-1],"data_offsets":[0,4]})", "whole numbers"},
      {R"({"dtype":"F32","shape":[1.0],"data_offsets":[0,4]})", "whole numbers"},
      {R"({"dtype":"F32","shape":[1],"data_offsets":[0]})", "two whole numbers"},
      {R"({"dtype":"F32","shape":[1],"data_offsets":[0,-4]})", "two whole numbers"},
      {R"({"dtype":"F32","shape":[1],"data_offsets":[4,0]})", "before they begin"},
      {R"({"dtype":"F32","shape":[2],"data_offsets":[0,4]})", "need 8 bytes, data_offsets hold 4"},
      {R"({"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,4]})", "overflows"},
      {R"({"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,4]})", "overflows"},
      {R"({"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]})", "overflows"},
      {R"({"dtype":"F32","shape":[1],"data_offsets":[4,8]})", "begins at byte 4"},
  };
  for (const auto& row : cases) {  // no structured binding: CAPTURE is a lambda, for clang 14
    const std::string entry = row.first;
    const std::string expected = row.second;
    CAPTURE(entry);
    const std::string message = refusal(file_of(text("{\"w\":", entry, "}"), "1234"));
    CAPTURE(message);
    CHECK(contains(message, expected));
    CHECK(contains(message, "tensor \"w\""));
  }
}

TEST_CASE("safetensors: gaps and overlaps between tensors are refused") {
  const auto two = [](const char* second) {
    return file_of(text(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)",
                        R"("b":{"dtype":"F32","shape":[1],"data_offsets":)", second, "}}"),
                   "12345678");
  };
  CHECK(parse(two("[4,8]")).tensors.size() == 2);
  CHECK(contains(refusal(two("[0,4]")), "\"b\" begins at byte 0 of the values, the one before it"));
  CHECK(contains(refusal(two("[2,6]")), "begins at byte 2"));
  CHECK(contains(refusal(two("[5,9]")), "begins at byte 5"));
}

TEST_CASE("safetensors: a file that cannot be opened or is no file is named with the reason") {
  const test::TemporaryFolder folder;
  CHECK(contains(error_text([&] { read_safetensors(folder.file("none")); }),
                 "none: No such file or directory"));
  CHECK(contains(error_text([&] { read_safetensors(folder.path().string()); }),
                 "not a regular file"));
}

TEST_CASE("safetensors: names that no reader would take are refused when writing") {
  CHECK(contains(error_text([] {
                   safetensors_header({{"\xff", Tensor::scalar(1)}}, {});
                 }),
                 "must be UTF-8"));
  CHECK(contains(error_text([] {
                   safetensors_header({{"__metadata__", Tensor::scalar(1)}}, {});
                 }),
                 "must not be named"));
}

TEST_CASE("safetensors: every file cut short is refused") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("a");
  write_safetensors(path, {{"w", Tensor::ones({3})}, {"v", Tensor::ones({2})}}, {{"k", "v"}});
  const std::string whole = content(path);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    REQUIRE(contains(refusal(whole.substr(0, length)), "[safetensors] test file"));
  }
  CHECK(parse(whole).tensors.size() == 2);
}

TEST_CASE("safetensors: PyTorch's own weights are read") {
  const char* folder = std::getenv("ACTLAB_GOLDEN");
  const std::string path = text(folder ? folder : "", "/resnet20_init.safetensors");
  if (folder == nullptr || !std::filesystem::exists(path)) {
    MESSAGE("skipped: ACTLAB_GOLDEN names no folder with resnet20_init.safetensors");
    return;
  }
  const Safetensors file = read_safetensors(path);
  CHECK(file.tensors.at("conv1.weight").shape() == Shape{16, 3, 3, 3});
  CHECK(file.tensors.at("linear.bias").shape() == Shape{10});
}

#include <actlab/studies/store/store_address.h>

#include <doctest/doctest.h>

#include <string>

#include <actlab/studies/store/store.h>
#include "tests/support/error_text.h"

using namespace actlab::studies;
using actlab::test::contains;
using actlab::test::usage_error_text;

namespace {

std::string refusal(const std::string& address) {
  return usage_error_text([&] { TrialStore::open(address); });
}

}  // namespace

TEST_CASE("store address: a password with bare / @ % is refused at once and never shown") {
  for (const std::string part : {"pa/ss@", "s3cr3t@x@", "pa%ss@"}) {
    const std::string message = refusal("postgresql://bob:" + part + "host/actlab");
    CHECK(contains(message, "bad PostgreSQL address"));
    CHECK(contains(message, "%2F"));
    for (const char* secret : {"pa/", "ss@", "pa%", "s3cr3t", "x@"}) {
      CHECK(!contains(message, secret));
    }
  }
  require_store_address("postgresql://bob:pa%2Fss@host:5432/actlab");
  require_store_address("postgresql://bob@[::1]:5432,other/actlab");
}

TEST_CASE("store address: what can never be a store is refused and makes no file") {
  CHECK(contains(refusal(""), "names no store"));
  CHECK(contains(refusal("mysql://host/db"), "'mysql://' names no store"));
  CHECK(contains(refusal("postgresql:/host/db"), "'postgresql:/' names no store"));
  CHECK(contains(refusal("bob:s3cr3t@host/db"), "begin it with postgresql://"));
  CHECK(contains(refusal("postgresql://host:port/db"), "no port number"));
  CHECK(contains(refusal("host=head password=s3cr3t"), "write postgresql://"));
  require_store_address("runs/studies.db");
}

TEST_CASE("store: a study's name is one short line") {
  CHECK(contains(usage_error_text([] { require_study_name("a\nb"); }), "no line end"));
  CHECK(contains(usage_error_text([] { require_study_name(std::string(5000, 'a')); }),
                 "100 bytes, this one has 5000"));
  CHECK(contains(usage_error_text([] { require_study_name(""); }), "needs a name"));
  require_study_name("night 2");
}

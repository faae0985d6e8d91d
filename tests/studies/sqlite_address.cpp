#include <string>

#include "tests/studies/contract/store_address.h"
#include "tests/support/temporary_folder.h"

namespace actlab::studies::test {

std::string new_store_address() {
  static const actlab::test::TemporaryFolder folder;
  static int count = 0;
  return folder.file(text("store-", ++count, ".db"));
}

}  // namespace actlab::studies::test

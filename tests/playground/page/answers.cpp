// A session (playground/session.h) for scripts: a request a line in, an answer a line out.
#include <actlab/playground/session.h>

#include <iostream>
#include <string>

#include <actlab/core/base/parallel.h>
#include "tests/support/temporary_folder.h"

int main() {
  actlab::set_threads(1);  // as a page has
  const actlab::test::TemporaryFolder folder;
  actlab::playground::Session session(folder.path().string());
  for (std::string request; std::getline(std::cin, request);) {
    std::cout << session.answer(request) << std::endl;
  }
}

// docs/settings.md lists every row of the tables, every setting and every default.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include <actlab/layers/models/table.h>
#include <actlab/optim/table.h>
#include "tests/support/error_text.h"

using namespace actlab;
using test::contains;

namespace {

std::string page() {
  std::ifstream file(ACTLAB_SOURCE_DIR "/docs/settings.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

void check_settings(const std::string& text, const std::vector<RowSetting>& settings) {
  for (const RowSetting& setting : settings) {
    CHECK_MESSAGE(contains(text, "`--" + setting.name), setting.name);
    for (const std::string& choice : setting.choices) {
      CHECK_MESSAGE(contains(text, choice), setting.name, " ", choice);
    }
  }
}

}  // namespace

TEST_CASE("documents: the page of settings names every row and every setting") {
  const std::string text = page();
  for (const layers::ModelRow& row : layers::models()) {
    CHECK_MESSAGE(contains(text, "`" + row.pattern + "`"), row.pattern);
    CHECK_MESSAGE(contains(text, row.rule), row.pattern);
    for (const std::string& name : row.names) CHECK_MESSAGE(contains(text, "`" + name + "`"), name);
    check_settings(text, row.settings);
  }
  for (const layers::InitRow& row : layers::init_schemes()) {
    CHECK_MESSAGE(contains(text, "| `" + row.name + "` |"), row.name);
    check_settings(text, row.settings);
  }
  for (const optim::OptimizerRow& row : optim::optimizers()) {
    CHECK_MESSAGE(contains(text, "| `" + row.name + "`"), row.name);
    check_settings(text, row.settings);
  }
}

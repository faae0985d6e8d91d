// The networks by name: one row each. Flags, help, errors and configurations come from the rows.
//
//   auto model = make_model("resnet20", {.classes = 10, .activation = "swish",
//                                        .settings = {{"shortcut", "b"}}});
//
// A name is a row's pattern, in which capitals stand for whole numbers: resnetD with D = 6n + 2 is
// resnet20, resnet32, ...; wrnD-K is wrn16-4, wrn28-10, ... The first row that fits counts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/base/row_settings.h>
#include <actlab/core/base/shape.h>
#include <actlab/layers/initialise.h>
#include <actlab/layers/layer.h>
#include <actlab/layers/models/model_row.h>

namespace actlab::layers {

const std::vector<ModelRow>& models();
// What they are made of: rows.cpp, or rows_in_browser.cpp in a build for a page.
std::vector<ModelRow> model_rows();

// Both throw UsageError for an unknown name, with all names and the nearest of them.
const ModelRow& find_model(std::string_view name);
inline void require_known_model(const std::string& name) { find_model(name); }

// For --help and errors: "resnet20, resnet32, ... or any resnetD with D = 6n + 2", row after row.
std::string model_names_text();

struct ModelOptions {
  std::int64_t classes = 10;
  std::string activation = "relu";  // a catalog name or a formula
  GivenSettings settings = {};      // of the row
  InitScheme init_scheme = InitScheme::he;
  std::uint64_t seed = 0;
  Shape input = {32, 32, 3};
};

// Initialised by the seed. Throws UsageError for an unknown name, for settings that the network
// does not have or that are out of range, for a wrong formula and an input that it cannot take.
std::unique_ptr<Layer> make_model(const std::string& name, const ModelOptions& options = {});

}  // namespace actlab::layers

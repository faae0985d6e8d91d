#include <actlab/layers/models/table.h>

#include <charconv>
#include <optional>
#include <utility>

#include <actlab/core/base/error.h>
#include <actlab/core/base/joined.h>
#include <actlab/core/base/suggest.h>

namespace actlab::layers {
namespace {

// ---- names ------------------------------------------------------------------------------------

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

// The numbers at the places of the capitals; nothing where the name is built otherwise.
std::optional<ModelNumbers> match(std::string_view pattern, std::string_view name) {
  ModelNumbers numbers;
  const char* at = name.data();
  const char* const end = at + name.size();
  for (const char expected : pattern) {
    if (!is_capital(expected)) {
      if (at == end || *at++ != expected) return {};
      continue;
    }
    const auto [next, error] = std::from_chars(at, end, numbers.emplace_back());
    if (error != std::errc() || numbers.back() < 1) return {};
    at = next;
  }
  if (at != end) return {};
  return numbers;
}

struct Found {
  const ModelRow& row;
  ModelNumbers numbers;
};

Found find(const std::string& name) {
  std::vector<std::string> known;
  for (const ModelRow& row : models()) {
    const auto numbers = match(row.pattern, name);
    if (numbers && row.fits(*numbers)) return {row, *numbers};
    known.insert(known.end(), row.names.begin(), row.names.end());
  }
  throw UsageError(text("[model] unknown model '", name, "'", did_you_mean(name, known),
                        "; known: ", model_names_text()));
}

void require_input(const ModelRow& row, const std::string& name, const ModelOptions& options) {
  const Shape& input = options.input;
  const bool image = input.rank() == 3;
  const bool fits = image || (row.input == ModelInput::rows && input.rank() == 1);
  if (fits && input.elements() > 0) {
    const std::int64_t least = row.least_side(options.settings);
    if (!image || (input[0] >= least && input[1] >= least)) return;
    throw UsageError(text("[model] ", name, " needs images of at least ", least, " x ", least,
                          " pixels, got examples ", input));
  }
  throw UsageError(text("[model] ", name, " takes images [height, width, channels]",
                        row.input == ModelInput::rows ? " or rows [features]" : "",
                        ", got examples ", input));
}

}  // namespace

const std::vector<ModelRow>& models() {
  static const std::vector<ModelRow> table = model_rows();
  return table;
}

const ModelRow& find_model(std::string_view name) { return find(std::string(name)).row; }

std::string model_names_text() {
  return joined_nonempty(models(), ", ", [](const ModelRow& row) {
    const std::string any = row.rule.empty() ? "" : text("any ", row.pattern, " with ", row.rule);
    return joined_nonempty({joined(row.names, ", "), any}, ", ");
  });
}

std::unique_ptr<Layer> make_model(const std::string& name, const ModelOptions& options) {
  if (options.classes < 1) {
    throw UsageError(text("[model] classes must be at least 1, got ", options.classes));
  }
  const Found found = find(name);
  require_known(options.settings, name, found.row.settings);
  require_input(found.row, name, options);
  const MemoryUseScope scope(MemoryUse::weights);
  std::unique_ptr<Layer> model = found.row.make(
      found.numbers,
      {options.input, options.classes, formula::compile(options.activation), options.seed},
      options.settings);
  initialise(*model, options.init_scheme, options.seed);
  return model;
}

}  // namespace actlab::layers

#include <actlab/core/io/json.h>

#include <unordered_set>
#include <vector>

#include <actlab/core/base/error.h>

namespace actlab {
namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxValues = std::size_t{4} << 20;

// The library's message without its own prefix, and without the offending text, which may be
// megabytes long or not UTF-8 at all.
std::string reason(const std::string& message) {
  const std::size_t prefix = message.find("] ");
  std::string result = prefix == std::string::npos ? message : message.substr(prefix + 2);
  return result.substr(0, result.find("; last read:"));
}

// Builds the value while the library's parser, which does not recurse, reports its events.
class Builder : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(const std::string& source) : source_(source) {}

  Json take() { return std::move(root_); }

  bool null() override { return add(Json()); }
  bool boolean(bool value) override { return add(Json(value)); }
  bool number_integer(number_integer_t value) override { return add(Json(value)); }
  bool number_unsigned(number_unsigned_t value) override { return add(Json(value)); }
  bool number_float(number_float_t value, const string_t&) override { return add(Json(value)); }
  bool string(string_t& value) override { return add(Json(std::move(value))); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (!levels_.back().keys.insert(name).second) {
      throw Error(text("[json] ", source_, ": the key \"", name.substr(0, 100), "\" occurs twice"));
    }
    key_ = std::move(name);
    return true;
  }

  bool parse_error(std::size_t, const std::string&,
                   const nlohmann::detail::exception& error) override {
    throw Error(text("[json] ", source_, ": ", reason(error.what())));
  }

 private:
  struct Level {
    Json* container;
    std::unordered_set<std::string> keys;
  };

  Json* place(Json value) {
    if (++values_ > kMaxValues) {
      throw Error(text("[json] ", source_, ": more than ", kMaxValues, " values"));
    }
    if (levels_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Json& container = *levels_.back().container;
    if (container.is_array()) {
      container.push_back(std::move(value));
      return &container.back();
    }
    // The map's own emplace looks for the key from the front, which is quadratic; the key is known
    // to be new.
    auto& members = container.get_ref<Json::object_t&>();
    return &members.Json::object_t::Container::emplace_back(std::move(key_), std::move(value))
                .second;
  }

  bool add(Json value) {
    place(std::move(value));
    return true;
  }

  bool open(Json container) {
    if (levels_.size() == kMaxDepth) {
      throw Error(text("[json] ", source_, ": nested deeper than ", kMaxDepth, " levels"));
    }
    levels_.push_back({place(std::move(container)), {}});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  const std::string& source_;
  Json root_;
  std::vector<Level> levels_;  // an open container does not move: its parent does not grow
  std::string key_;
  std::size_t values_ = 0;
};

}  // namespace

Json parse_json(std::string_view json, const std::string& source) {
  Builder builder(source);
  Json::sax_parse(json, &builder);
  return builder.take();
}

}  // namespace actlab

// From a store to JSON and back, for .cpp files. A store may hold any text where JSON is meant, and
// JSON has no NaN and no infinity: none of these throws.
#pragma once

#include <cmath>
#include <optional>
#include <string>

#include <actlab/core/base/error.h>
#include <actlab/core/io/json.h>

namespace actlab::studies {

// The value, or the text itself as a JSON string where it is no JSON.
inline Json json_or_text(const std::string& content) {
  try {
    return parse_json(content, "store");
  } catch (const Error&) {
    return content;
  }
}

// The object, or an empty one where the text is anything else.
inline Json object_or_empty(const std::string& content) {
  Json json = json_or_text(content);
  return json.is_object() ? json : Json::object();
}

inline Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(); }

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

}  // namespace actlab::studies

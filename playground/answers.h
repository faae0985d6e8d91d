// Parts of what a session answers (session.h), as JSON. Numbers that are not finite are null.
#pragma once

#include <cmath>
#include <vector>

#include <actlab/core/io/json.h>
#include <actlab/dynamics/experiments/backprop.h>
#include <actlab/playground/formula_card.h>
#include <actlab/playground/side.h>

namespace actlab::playground {

inline Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
template <class Values>
Json numbers(const Values& values) {
  Json list = Json::array();
  for (const auto value : values) list.push_back(number(static_cast<double>(value)));
  return list;
}

Json card_json(const FormulaCard& card);
// The first of them, as many as a picture shows.
Json rows_json(const tasks::Rows& rows);
Json measures_json(const training::Measures& measures);
// f and f' of each activation, with the means over units of what its parameters are now.
Json curves_json(const Side& side);
Json findings_json(const Side& side);
Json layer_json(const dynamics::LayerPassage& layer);

}  // namespace actlab::playground

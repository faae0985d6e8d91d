// Session: what a page asks of the core, and what it is told. One JSON object in, one out:
//
//   {"do": "formula", "text": "x * sigmoid(x)"}        f, f', parameters, or what is wrong with it
//   {"do": "catalog"}                                  every activation with its curve
//   {"do": "open", "task": "points",                   two networks: same weights, data and order
//    "config": {"data": "spirals", "lr": 0.01}, "activations": ["relu", "swish"], "csv": "..."}
//   {"do": "step", "count": 10}                        updates of both, their losses, the measures
//   {"do": "look"}                                     both networks inside: z, slopes, gradients
//   {"do": "plane", "size": 64, "unit": {...}}         what both say all over their inputs
//   {"do": "pictures", "count": 24}                    of images: the first of the test, and what
//                                                      both say of them
//   {"do": "passage", "row": 3}                        one example forward and back
//   {"do": "command"}                                  the ./run train that does the same
//
// An answer that is {"error": "..."} says what was wrong; the session stays as it was. Numbers that
// are not finite are null. docs/playground.md describes every answer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <actlab/core/io/json.h>
#include <actlab/playground/side.h>

namespace actlab::playground {

class Session {
 public:
  // Pasted data is written to a file in the folder; messages call it "the box".
  explicit Session(std::string folder);

  // Never throws but for memory.
  std::string answer(std::string_view request);

 private:
  using Answer = Json (Session::*)(const Json& request);
  Json formula(const Json& request);
  Json catalog(const Json& request);
  Json open(const Json& request);
  Json step(const Json& request);
  Json look(const Json& request);
  Json plane(const Json& request);
  Json pictures(const Json& request);
  Json passage(const Json& request);
  Json command(const Json& request);
  static Answer find(const std::string& action);
  void require_open() const;
  std::string points_path() const;

  std::string folder_;
  training::TaskTable table_;
  std::vector<std::unique_ptr<Side>> sides_;
};

}  // namespace actlab::playground

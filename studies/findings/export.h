// A whole study as text, for other programs: one JSON object a line.
//
//   {"study": "...", "kind": "...", "configuration": {...}, "created": 1.7e9}
//   {"trial": 0, "formula": "...", ..., "state": "complete", "outcome": "ok", "reward": 0.91,
//    "metrics": [{"step": 1, "name": "loss", "value": 2.3}, ...]}
//   {"update": 3, "consumed": 60, "baseline": 0.8, "report": {...}}
//   {"proposal": 12, "tokens": "...", "trial": 9}
//
// Trials are named by their number in the study. JSON has no NaN: such a value is null. Text that
// was stored as JSON is exported as JSON, or as a string where it is none.
#pragma once

#include <iosfwd>

#include <actlab/studies/store/store.h>

namespace actlab::studies {

void export_study(TrialStore& store, const Study& study, std::ostream& output);

}  // namespace actlab::studies

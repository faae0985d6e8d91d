// The configuration of a study for people. A search has one, by which it was started. A grid grows
// with every call of its command, so what it is stands in its trials:
//   {"activations": [...], "models": [...], "data": [...], "seeds": [...], "steps": [300, 500],
//    "lr": 0.1, ...}
// with every setting that decides a result; one that differs between trials is a list.
#pragma once

#include <string>

#include <actlab/studies/findings/recorded_study.h>

namespace actlab::studies {

// As JSON, or whatever text the store holds.
std::string study_configuration(const RecordedStudy& study);

// The hash of a trial without JSON inside: version 0.1 wrote a grid's configuration into it.
std::string readable_hash(const Study& study, const Trial& trial);

}  // namespace actlab::studies

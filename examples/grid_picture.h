// A grid as a picture: for each network on each data set the loss while training (the median over
// the seeds, with a band from the lowest to the highest) and, beside it, the accuracy that each
// seed ended with. An activation has one colour.
#pragma once

#include <string>

#include <actlab/studies/findings/recorded_study.h>

namespace actlab {

// SVG. Throws UsageError where no training has ended yet.
std::string grid_picture(const studies::RecordedStudy& study);

}  // namespace actlab

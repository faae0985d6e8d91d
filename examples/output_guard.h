// What a program reads it does not write over: not with a page, and not with a picture.
#pragma once

#include <string>
#include <vector>

namespace actlab {

// Throws UsageError where `output` leads to the file `input`.
void refuse_input_as_output(const std::string& output, const std::string& input);

// `runs` are folders of runs, or files of records. Throws UsageError where `output` leads to a file
// that belongs to one of them, whether it is there yet or not. Pages and pictures may lie in a
// run's folder, but for those that the run draws itself.
void refuse_run_file_as_output(const std::string& output, const std::vector<std::string>& runs);

}  // namespace actlab

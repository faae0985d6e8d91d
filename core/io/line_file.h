// A text file that grows by whole lines while a program runs, and is readable at any time.
//
// Each line is handed to the system as it is written. A program that is killed leaves at most half
// a line behind; whoever opens the file again says which lines stay.
#pragma once

#include <fstream>
#include <functional>
#include <string>
#include <string_view>

namespace actlab {

class LineFile {
 public:
  // Opens the file to append, and makes it where there is none. What begins at the first line that
  // is cut short, or that `stays` refuses, goes. Throws Error naming the path, also where it is no
  // regular file: a device may have no end.
  LineFile(std::string path, const std::function<bool(std::string_view line)>& stays);

  // `lines` end in a line feed each. Throws Error where they cannot be written.
  void append(std::string_view lines);

 private:
  std::string path_;
  std::ofstream file_;
};

}  // namespace actlab

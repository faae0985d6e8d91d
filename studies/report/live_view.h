// A study on the terminal. Where the output is one, a picture that is drawn again in its place:
//
//   night   312/500 proposed   waiting 4  running 2  complete 287  pruned 21  failed 0
//   reward  ▂▃▅▅▆▅▇▆▇█  best 0.8312   1,904 images/s   1:42:10 left
//     0.8312  x * sigmoid(beta1 * x)                        10000 steps, seed 0
//   laptop-night-1   max(sin(x), x)                         step 310/500, seed 0
//
// Elsewhere one plain line every ten seconds.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>

#include <actlab/studies/report/study_watch.h>

namespace actlab::studies {

// The picture as lines of at most `columns` characters, with a line end each.
std::string picture_text(const StudyPicture& picture, std::size_t columns);
// The same in one line.
std::string picture_line(const StudyPicture& picture);

// The means of `width` equal parts of the values as blocks of eight heights, from the least to the
// greatest mean.
std::string sparkline(const std::vector<double>& values, std::size_t width);

class LiveView {
 public:
  explicit LiveView(std::ostream& stream);  // a terminal if standard output is one
  LiveView(std::ostream& stream, bool terminal) : stream_(stream), terminal_(terminal) {}

  bool is_time() const;
  void show(const StudyPicture& picture);
  // A line that stays.
  void line(const std::string& text);
  // The last picture, which stays.
  void end(const StudyPicture& picture);

 private:
  void clear();

  std::ostream& stream_;
  bool terminal_;
  std::size_t lines_shown_ = 0;
  std::chrono::steady_clock::time_point shown_{};
};

}  // namespace actlab::studies

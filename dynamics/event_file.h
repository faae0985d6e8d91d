// The event files of TensorBoard: records of protocol buffers, each with its checksums.
//
//   record   u64 length | u32 masked CRC of the length | bytes | u32 masked CRC of the bytes
//   event    wall_time = 1 (double), step = 2 (int64), file_version = 3, summary = 5
//   summary  value = 1, repeated: tag = 1, simple_value = 2 (float), histo = 5
//   histo    doubles min = 1, max = 2, num = 3, sum = 4, sum_squares = 5, and packed
//            bucket_limit = 6 (right edges), bucket = 7
//
// Little-endian. tensorflow/core/lib/io/record_writer.h, tensorflow/core/util/event.proto and
// tensorflow/core/framework/summary.proto are the definitions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <actlab/dynamics/histogram.h>

namespace actlab::dynamics {

// CRC-32C (Castagnoli); of "123456789" it is 0xE3069283.
std::uint32_t crc32c(std::string_view bytes);

// The first record of every file.
std::string version_record(double wall_time);

// The values of one step, to be written as one record.
class Summary {
 public:
  void add(const std::string& tag, double value);  // as float
  // `mean_square` and `mean` are of the numbers that were counted.
  void add(const std::string& tag, Scale scale, const Histogram& histogram, double mean,
           double mean_square);

  bool empty() const { return values_.empty(); }
  std::string record(double wall_time, std::int64_t step) const;

 private:
  std::string values_;
};

}  // namespace actlab::dynamics

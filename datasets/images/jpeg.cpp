// decode_jpeg by libjpeg-turbo; the only place that knows the library.
#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include <jpeglib.h>  // wants <cstdio> before it

#include <jerror.h>

#include <actlab/core/base/error.h>
#include <actlab/datasets/images/decoders.h>
#include <actlab/datasets/images/shrinking_image.h>

namespace actlab::datasets {
namespace {

constexpr long kMostMemory = 1L << 30;  // of coefficients that a progressive image keeps
constexpr int kMostScans = 500;         // each costs a pass over the whole image
constexpr int kInks = 4;

// The library reports by calling back, and leaves by a jump to where guarded() waits.
struct Failure : jpeg_error_mgr {
  std::jmp_buf escape;
  char reason[JMSG_LENGTH_MAX];
};

[[noreturn]] void leave(j_common_ptr info) {
  auto* failure = static_cast<Failure*>(info->err);
  failure->format_message(info, failure->reason);
  std::longjmp(failure->escape, 1);
}

// Bytes too many between segments and dubious headers change no pixel; every other warning says
// that data were made up.
bool is_harmless(int warning) {
  return warning == JWRN_EXTRANEOUS_DATA || warning == JWRN_ADOBE_XFORM ||
         warning == JWRN_JFIF_MAJOR || warning == JWRN_BOGUS_ICC || warning == JWRN_TOO_MUCH_DATA;
}

void take_message(j_common_ptr info, int level) {
  if (level < 0 && !is_harmless(info->err->msg_code)) leave(info);
}

void check_scans(j_common_ptr info) {
  const auto* decoder = reinterpret_cast<j_decompress_ptr>(info);
  auto* failure = static_cast<Failure*>(info->err);
  if (decoder->input_scan_number <= kMostScans) return;
  std::snprintf(failure->reason, sizeof failure->reason, "more than %d scans", kMostScans);
  std::longjmp(failure->escape, 1);
}

// Makes one call of the library. `call` must hold nothing that needs a destructor: an error jumps
// over it.
template <class Call>
void guarded(Failure& failure, const Call& call) {
  if (setjmp(failure.escape) != 0) {
    throw Error(text("the image is damaged (", failure.reason, ")"));
  }
  call();
}

class Decoder {
 public:
  explicit Decoder(std::span<const std::uint8_t> bytes) {
    info_.err = jpeg_std_error(&failure_);
    failure_.error_exit = leave;
    failure_.emit_message = take_message;
    progress_.progress_monitor = check_scans;
    guarded(failure_, [&] {
      jpeg_create_decompress(&info_);
      info_.progress = &progress_;
      info_.mem->max_memory_to_use = kMostMemory;
      jpeg_mem_src(&info_, bytes.data(), static_cast<unsigned long>(bytes.size()));
    });
  }
  ~Decoder() { jpeg_destroy_decompress(&info_); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  RgbImage decode(std::size_t file_size) {
    guarded(failure_, [&] { jpeg_read_header(&info_, TRUE); });
    check_header(file_size);
    const bool has_inks = info_.num_components == kInks;
    info_.out_color_space = has_inks ? JCS_CMYK : JCS_RGB;
    guarded(failure_, [&] { jpeg_start_decompress(&info_); });
    ShrinkingImage image(info_.output_width, info_.output_height);
    std::vector<std::uint8_t> row(std::size_t{info_.output_width} * kInks);
    const std::size_t row_bytes = std::size_t{info_.output_width} * 3;
    while (info_.output_scanline < info_.output_height) {
      JSAMPROW start = row.data();
      guarded(failure_, [&] { jpeg_read_scanlines(&info_, &start, 1); });
      if (has_inks) inks_to_rgb(row);
      image.add_row(std::span(row).first(row_bytes));
    }
    guarded(failure_, [&] { jpeg_finish_decompress(&info_); });
    return image.take();
  }

 private:
  void check_header(std::size_t file_size) const {
    check_image_size(info_.image_width, info_.image_height);
    if (info_.arith_code != FALSE) throw Error("a JPEG with arithmetic coding cannot be read");
    if (info_.jpeg_color_space == JCS_UNKNOWN) {
      throw Error(text("a JPEG of ", info_.num_components, " components cannot be read"));
    }
    // A Huffman code has at least one bit, and every block of 8 x 8 samples one code.
    const std::size_t columns = 8u * static_cast<unsigned>(info_.max_h_samp_factor);
    const std::size_t rows = 8u * static_cast<unsigned>(info_.max_v_samp_factor);
    const std::size_t bits = (info_.image_width / columns) * (info_.image_height / rows);
    if (bits / 8 > file_size) {
      throw Error(text("the image is damaged (", file_size, " bytes are too few for ",
                       info_.image_width, " x ", info_.image_height, " pixels)"));
    }
  }

  static void inks_to_rgb(std::vector<std::uint8_t>& row) {
    for (std::size_t from = 0, to = 0; from < row.size(); from += kInks) {
      const unsigned black = row[from + 3];
      for (std::size_t c = 0; c < 3; ++c) {
        row[to++] = static_cast<std::uint8_t>((row[from + c] * black + 127) / 255);
      }
    }
  }

  jpeg_decompress_struct info_{};
  jpeg_progress_mgr progress_{};
  Failure failure_{};
};

}  // namespace

RgbImage decode_jpeg(std::span<const std::uint8_t> bytes, const JpegSegments& segments) {
  if (!segments.is_complete) throw Error("the image is damaged (cut off)");
  return Decoder(bytes).decode(bytes.size());
}

std::string_view jpeg_decoder_name() { return "libjpeg-turbo"; }

}  // namespace actlab::datasets

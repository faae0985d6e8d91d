#include <actlab/layers/dropout.h>

namespace actlab::layers {
namespace {

constexpr std::int64_t kPieces = 4;
constexpr int kPieceBits = 16;  // exact in a float

std::uint64_t position_of(const Tensor& pieces) {
  std::uint64_t position = 0;
  for (float piece : pieces.values()) {
    position = (position << kPieceBits) | static_cast<std::uint64_t>(piece);
  }
  return position;
}

void set_position(Tensor& pieces, std::uint64_t position) {
  for (std::int64_t i = kPieces - 1; i >= 0; --i, position >>= kPieceBits) {
    pieces.data()[i] = static_cast<float>(position & ((1u << kPieceBits) - 1));
  }
}

}  // namespace

Dropout::Dropout(float rate, std::uint64_t seed, std::uint64_t index)
    : rate_(rate),
      random_(seed, Purpose::dropout, index),
      position_(
          add_buffer("random_position", Tensor::zeros({kPieces}), BufferKind::random_position)) {}

DropoutDraw Dropout::draw(std::int64_t values) {
  if (!is_active()) return {};
  const std::uint64_t position = position_of(position_);
  set_position(position_, position + static_cast<std::uint64_t>(values));
  return {rate_, random_.stream(), position};
}

Tensor Dropout::compute(const Tensor& input) {
  if (!is_active()) return input;
  random_.seek(position_of(position_));
  Tensor output = dropout(input, rate_, random_);
  set_position(position_, random_.position());
  return output;
}

}  // namespace actlab::layers

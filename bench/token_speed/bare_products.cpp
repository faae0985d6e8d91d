#include "bench/token_speed/bare_products.h"

#include <algorithm>

#include <actlab/core/kernels/gemm.h>
#include "bench/timing.h"

namespace actlab::bench {

using kernels::parallel_gemm;
using kernels::Transpose;

std::vector<LinearShape> linear_shapes(const TokenStepOptions& options) {
  const layers::TransformerOptions size = layers::transformer_options(options.model);
  const std::int64_t rows = options.tokens(), d = size.width;
  std::vector<LinearShape> shapes;
  const auto feed_forward = [&] {
    shapes.push_back({rows, d, size.inner});
    shapes.push_back({rows, size.inner, d});
  };
  for (std::int64_t i = 0; i < size.encoder_layers; ++i) {
    shapes.insert(shapes.end(), {{rows, d, 3 * d}, {rows, d, d}});
    feed_forward();
  }
  for (std::int64_t i = 0; i < size.decoder_layers; ++i) {
    shapes.insert(shapes.end(), {{rows, d, 3 * d}, {rows, d, d}});                // itself
    shapes.insert(shapes.end(), {{rows, d, d}, {rows, d, 2 * d}, {rows, d, d}});  // the memory
    feed_forward();
  }
  shapes.push_back({rows, d, options.vocabulary});
  return shapes;
}

BareProducts::BareProducts(const TokenStepOptions& options) : shapes_(linear_shapes(options)) {
  const auto largest = [&](const auto& size) {
    std::int64_t most = 0;
    for (const LinearShape& shape : shapes_) most = std::max(most, size(shape));
    return std::vector<float>(static_cast<std::size_t>(most), 0.01f);
  };
  x_ = d_x_ = largest([](const LinearShape& s) { return s.rows * s.in; });
  weight_ = d_weight_ = largest([](const LinearShape& s) { return s.out * s.in; });
  y_ = largest([](const LinearShape& s) { return s.rows * s.out; });
}

double BareProducts::run() {
  return milliseconds([&] {
    for (const auto& [rows, in, out] : shapes_) {
      parallel_gemm(Transpose::no, Transpose::yes, rows, out, in, 1.0f, x_.data(), in,
                    weight_.data(), in, 0.0f, y_.data(), out);
      parallel_gemm(Transpose::no, Transpose::no, rows, in, out, 1.0f, y_.data(), out,
                    weight_.data(), in, 0.0f, d_x_.data(), in);
      parallel_gemm(Transpose::yes, Transpose::no, out, in, rows, 1.0f, y_.data(), out, x_.data(),
                    in, 0.0f, d_weight_.data(), in);
    }
  });
}

double BareProducts::flop() const {
  double sum = 0.0;
  for (const auto& [rows, in, out] : shapes_) {
    sum += 6.0 * static_cast<double>(rows) * static_cast<double>(in) * static_cast<double>(out);
  }
  return sum;
}

}  // namespace actlab::bench

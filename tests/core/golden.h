// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "core/checkpoints/formats/safetensors.h"

namespace v4e::test {

/// A file or folder of tests/goldens.
inline std::filesystem::path golden_path(const std::string& name) {
  return std::filesystem::path(V4E_SOURCE_DIR) / "tests/goldens" / name;
}

/// max|a - b| / max|b| over the whole tensor in fp32; infinite for NaN or another shape.
inline double relative_error(const at::Tensor& actual, const at::Tensor& expected) {
  if (actual.sizes() != expected.sizes()) return INFINITY;
  const at::Tensor difference = (actual.to(at::kFloat) - expected.to(at::kFloat)).abs();
  const double largest = expected.to(at::kFloat).abs().max().item<double>();
  const double error = difference.max().item<double>() / (largest > 0 ? largest : 1);
  return std::isfinite(error) ? error : INFINITY;
}

/// For EXPECT_TRUE: says by how much and where two tensors differ.
inline testing::AssertionResult close(const at::Tensor& actual, const at::Tensor& expected,
                                      double tolerance) {
  if (actual.sizes() != expected.sizes()) {
    return testing::AssertionFailure() << "shape " << actual.sizes() << ", expected " << expected.sizes();
  }
  const double error = relative_error(actual, expected);
  if (error <= tolerance) return testing::AssertionSuccess() << "relative error " << error;
  const at::Tensor difference = (actual.to(at::kFloat) - expected.to(at::kFloat)).abs();
  return testing::AssertionFailure() << "relative error " << error << " > " << tolerance
                                     << ", mean |difference| " << difference.mean().item<double>()
                                     << ", worst at flat index " << difference.argmax().item<std::int64_t>();
}

}  // namespace v4e::test

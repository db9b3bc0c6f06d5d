// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/scaled_reader.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include <limits>

#include "core/base/error.h"
#include "tests/core/checkpoints/expanded.h"

namespace v4e {
namespace {

using test::expanded;
using Tensors = std::vector<std::pair<std::string, at::Tensor>>;

std::shared_ptr<const StateDictReader> stored(Tensors tensors,
                                              std::map<std::string, std::string> metadata = {}) {
  return std::make_shared<MemoryStateDict>(std::move(tensors), std::move(metadata));
}

at::Tensor text(const std::string& value) {
  return at::tensor(std::vector<std::uint8_t>(value.begin(), value.end()));
}

/// Four rows of eight, exact in eight bits.
at::Tensor values() {
  return at::arange(32, at::kFloat).view({4, 8}).sub(16) / 2;
}

/// Opening or reading "p.weight" fails with this code; returns the message.
std::string refusal(Tensors tensors, ErrorCode code, std::map<std::string, std::string> metadata = {}) {
  try {
    const ScaledReader reader(stored(std::move(tensors), std::move(metadata)));
    (void)reader.read("p.weight");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "read";
  return {};
}

TEST(ScaledReader, MultipliesEveryFormOut) {
  const at::Tensor fp8 = values().to(at::kFloat8_e4m3fn);
  const at::Tensor rows = at::tensor({1.0f, 2.0f, 0.5f, 4.0f});
  const at::Tensor blocks = at::arange(1, 9, at::kFloat).view({4, 2, 1});
  const at::Tensor by_block = (fp8.to(at::kFloat).view({4, 2, 4}) * blocks).view({4, 8});
  const at::Tensor int8 = values().to(at::kChar);
  struct Form {
    const char* name;
    Tensors tensors;
    at::Tensor expected;
  };
  const at::Tensor three = at::tensor(3.0f);
  const at::Tensor by_row = fp8.to(at::kFloat) * rows.view({4, 1});
  const std::vector<Form> forms{
      {"old, scalar",
       {{"p.weight", fp8}, {"p.scale_weight", three}, {"scaled_fp8", at::empty({0})}},
       fp8.to(at::kFloat) * 3},
      {"old, [1]",
       {{"p.weight", fp8}, {"p.scale_weight", three.view({1})}, {"p.scale_input", three}},
       fp8.to(at::kFloat) * 3},
      {"e5m2",
       {{"p.weight", values().to(at::kFloat8_e5m2)}, {"p.scale_weight", three}},
       values().to(at::kFloat8_e5m2).to(at::kFloat) * 3},
      {"new",
       {{"p.weight", fp8},
        {"p.weight_scale", three},
        {"p.comfy_quant", text(R"({"format":"float8_e4m3fn"})")}},
       fp8.to(at::kFloat) * 3},
      {"rows", {{"p.weight", fp8}, {"p.weight_scale", rows}}, by_row},
      {"rows, [out, 1]",
       {{"p.weight", fp8}, {"p.weight_scale", rows.view({4, 1})}, {"p.input_scale", three}},
       by_row},
      {"blocks", {{"p.weight", fp8}, {"p.scale_weight", blocks}}, by_block},
      {"int8 rows", {{"p.weight", int8}, {"p.weight_scale", rows}}, int8.to(at::kFloat) * rows.view({4, 1})},
      {"quanto",
       {{"p.weight._data", int8}, {"p.weight._scale", rows.view({4, 1})}, {"p.output_scale", three}},
       int8.to(at::kFloat) * rows.view({4, 1})}};
  for (const Form& form : forms) {
    SCOPED_TRACE(form.name);
    const auto source = stored(form.tensors);
    EXPECT_TRUE(ScaledReader::applies_to(*source));
    const ScaledReader reader(source);
    EXPECT_EQ(reader.names(), std::vector<std::string>{"p.weight"}) << "what serves only scaling is gone";
    EXPECT_EQ(reader.info("p.weight").dtype, at::kFloat);
    EXPECT_NE(reader.info("p.weight").packing.find("scaled"), std::string::npos);
    EXPECT_TRUE(at::equal(reader.read("p.weight"), form.expected));
    EXPECT_TRUE(at::equal(expanded(reader, "p.weight", 3), form.expected));
  }
}

TEST(ScaledReader, OtherTensorsPassAsTheyAre) {
  const auto source =
      stored({{"p.bias", at::ones({4}, at::kHalf)}, {"p.weight", values().to(at::kFloat8_e4m3fn)}});
  EXPECT_FALSE(ScaledReader::applies_to(*source)) << "plain 8 bit";
  const ScaledReader reader(source);
  EXPECT_EQ(reader.info("p.bias").dtype, at::kHalf);
  EXPECT_EQ(reader.info("p.weight").dtype, at::kFloat8_e4m3fn);
  EXPECT_EQ(reader.info("p.weight").packing, "");
}

TEST(ScaledReader, ScalesThatDoNotGoWithTheirWeight) {
  const at::Tensor fp8 = values().to(at::kFloat8_e4m3fn);
  const auto mismatch = ErrorCode::CheckpointMismatch;
  EXPECT_NE(refusal({{"p.scale_weight", at::ones({1})}}, mismatch).find("p.weight, which is not there"),
            std::string::npos);
  refusal({{"p.weight", fp8}, {"p.scale_weight", at::ones({3})}}, mismatch);
  refusal({{"p.weight", fp8}, {"p.scale_weight", at::ones({8})}}, mismatch);
  refusal({{"p.weight", fp8}, {"p.scale_weight", at::ones({4, 3, 1})}}, mismatch);
  refusal({{"p.weight", fp8}, {"p.scale_weight", at::ones({0})}}, mismatch);
  refusal({{"p.weight", fp8}, {"p.scale_weight", at::ones({1}, at::kLong)}}, mismatch);
  refusal({{"p.weight", values()}, {"p.scale_weight", at::ones({1})}}, mismatch);
  for (const float bad :
       {0.0f, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()})
    EXPECT_NE(refusal({{"p.weight", fp8}, {"p.scale_weight", at::tensor(bad)}}, ErrorCode::FileMalformed)
                  .find("p.scale_weight"),
              std::string::npos);
}

/// The rotation as a whole matrix, out of the definition.
at::Tensor rotation(std::int64_t group) {
  const at::Tensor four = at::tensor({1.0f, 1.0f, 1.0f, -1.0f, 1.0f, 1.0f, -1.0f, 1.0f, 1.0f, -1.0f, 1.0f,
                                      1.0f, -1.0f, 1.0f, 1.0f, 1.0f})
                              .view({4, 4}) /
                          2;
  at::Tensor whole = four;
  while (whole.size(0) < group) whole = at::kron(whole, four);
  return whole;
}

TEST(ScaledReader, RotatedWeightsAreTurnedBack) {
  const at::Tensor scale = at::tensor({0.5f, 2.0f, 1.0f}).view({3, 1});
  for (const std::int64_t group : {4, 16, 64}) {
    const at::Tensor turned = (at::arange(3 * 128, at::kFloat).view({3, 128}) * 37 % 255 - 127).to(at::kChar);
    const at::Tensor expected =
        (turned.to(at::kFloat) * scale).view({3, -1, group}).matmul(rotation(group)).view({3, 128});
    const std::string format =
        R"({"format":"int8_tensorwise","convrot":true,"convrot_groupsize":)" + std::to_string(group) + "}";
    const Tensors plain{{"model.p.weight", turned}, {"model.p.weight_scale", scale}};
    Tensors described = plain;
    described.emplace_back("model.p.comfy_quant", text(format));
    const std::map<std::string, std::string> header{
        {"_quantization_metadata", R"({"layers":{"p":)" + format + "}}"}};
    for (const auto& reader : {ScaledReader(stored(described)), ScaledReader(stored(plain, header))})
      EXPECT_TRUE(at::allclose(reader.read("model.p.weight"), expected, 1e-5, 1e-4)) << group;
  }
}

TEST(ScaledReader, FormsThatAreNotReadAreNamed) {
  const at::Tensor int8 = values().to(at::kChar);
  const auto unsupported = ErrorCode::Unsupported;
  EXPECT_NE(
      refusal({{"p.weight", at::ones({4, 4}, at::kByte)}, {"p.weight_scale_2", at::ones({1})}}, unsupported)
          .find("nvfp4"),
      std::string::npos);
  // 8 inputs are no multiple of a group of 256, nor is 8 a power of four.
  for (const char* format :
       {R"({"format":"int8_tensorwise","convrot":true})", R"({"convrot":true,"convrot_groupsize":8})",
        R"({"convrot":true,"convrot_groupsize":"4"})", R"({"convrot":true,"convrot_groupsize":-4})"})
    EXPECT_NE(
        refusal({{"p.weight", int8}, {"p.weight_scale", at::ones({4})}, {"p.comfy_quant", text(format)}},
                ErrorCode::FileMalformed)
            .find("convrot"),
        std::string::npos)
        << format;
  refusal({{"p.weight", int8}, {"p.weight_scale", at::ones({4})}}, ErrorCode::CheckpointMismatch,
          {{"_quantization_metadata", R"({"layers":{"q":{"convrot":true}}})"}});
  refusal({{"p.weight", int8}, {"p.weight_scale", at::ones({4})}, {"p.comfy_quant", text("{")}},
          ErrorCode::FileMalformed);
}

}  // namespace
}  // namespace v4e

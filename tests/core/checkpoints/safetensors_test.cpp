// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/formats/safetensors.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include <cstdint>
#include <fstream>
#include <limits>
#include <optional>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using test::TemporaryFolder;

/// The bytes of a file with this header, and `data_bytes` of data; `length` lies about the header's length.
std::string file_bytes(const std::string& header, std::size_t data_bytes,
                       std::optional<std::uint64_t> length = std::nullopt) {
  const std::uint64_t claimed = length.value_or(header.size());
  std::string bytes(reinterpret_cast<const char*>(&claimed), sizeof(claimed));
  return bytes + header + std::string(data_bytes, '\1');
}

/// Opening a file with these bytes fails; returns the message after checking the code.
std::string refusal(const std::string& bytes, ErrorCode code = ErrorCode::FileMalformed) {
  const TemporaryFolder folder;
  std::ofstream(folder / "x.safetensors", std::ios::binary) << bytes;
  try {
    const SafetensorsFile file(folder / "x.safetensors");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    EXPECT_NE(std::string(error.what()).find("x.safetensors"), std::string::npos) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "accepted";
  return {};
}

std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  const std::string& offsets) {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets +
         "}";
}

testing::AssertionResult contains(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "\"" << text << "\" lacks \"" << part << "\"";
}

TEST(Safetensors, RoundTripKeepsEveryDtypeShapeAndBit) {
  const TemporaryFolder folder;
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  torch::manual_seed(1);
  for (const auto dtype :
       {at::kDouble, at::kFloat, at::kHalf, at::kBFloat16, at::kFloat8_e4m3fn, at::kFloat8_e5m2, at::kByte,
        at::kChar, at::kShort, at::kInt, at::kLong, at::kBool}) {
    // Odd counts, so that alignment matters.
    tensors.emplace_back(dtype_text(dtype), at::randn({3, 5}).mul(9).abs().to(dtype));
  }
  tensors.emplace_back("scalar", at::tensor(2.5));
  tensors.emplace_back("empty", at::empty({0, 7}));
  tensors.emplace_back("strided", at::arange(12, at::kFloat).reshape({3, 4}).t());
  tensors.emplace_back("large", at::randn({300, 400}));
  save_safetensors(folder / "a.safetensors", tensors, {{"format", "pt"}, {"note", "ä"}});

  const SafetensorsFile file(folder / "a.safetensors");
  EXPECT_EQ(file.metadata().at("note"), "ä");
  ASSERT_EQ(file.names().size(), tensors.size());
  for (const auto& [name, tensor] : tensors) {
    const at::Tensor read = file.read(name);
    EXPECT_EQ(read.scalar_type(), tensor.scalar_type()) << name;
    EXPECT_EQ(read.sizes(), tensor.sizes()) << name;
    const at::Tensor wanted = tensor.contiguous();
    EXPECT_EQ(std::string(static_cast<const char*>(read.data_ptr()), read.nbytes()),
              std::string(static_cast<const char*>(wanted.data_ptr()), wanted.nbytes()))
        << name;
  }
}

TEST(Safetensors, ReadsWhatTheReferenceLibraryWrote) {
  const SafetensorsFile file(test::golden_path("dit_i2v/bf16/diffusion_pytorch_model.safetensors"));
  EXPECT_EQ(file.info("patch_embedding.weight").shape, (std::vector<std::int64_t>{64, 36, 1, 2, 2}));
  EXPECT_EQ(file.info("patch_embedding.weight").dtype, at::kBFloat16);
  EXPECT_EQ(file.source("patch_embedding.weight"), "diffusion_pytorch_model.safetensors");
  EXPECT_TRUE(file.contains("proj_out.bias"));
  EXPECT_FALSE(file.contains("proj_out.bia"));
  EXPECT_THROW(static_cast<void>(file.read("nothing")), Error);
}

TEST(Safetensors, WritingToAReadTensorNeverReachesTheFile) {
  const TemporaryFolder folder;
  save_safetensors(folder / "a.safetensors", {{"x", at::ones({400, 400})}});
  const SafetensorsFile file(folder / "a.safetensors");
  at::Tensor first = file.read("x");
  first.fill_(7);
  EXPECT_EQ(file.read("x").max().item<float>(), 1.0F);
  EXPECT_EQ(SafetensorsFile(folder / "a.safetensors").read("x").max().item<float>(), 1.0F);
}

TEST(Safetensors, TensorsOutliveTheirFile) {
  const TemporaryFolder folder;
  save_safetensors(folder / "a.safetensors", {{"x", at::full({400, 400}, 3.0)}});
  at::Tensor tensor = SafetensorsFile(folder / "a.safetensors").read("x");
  std::filesystem::remove(folder / "a.safetensors");
  EXPECT_EQ(tensor.sum().item<float>(), 480000.0F);
}

TEST(Safetensors, FailedSaveLeavesTheOldFile) {
  const TemporaryFolder folder;
  save_safetensors(folder / "a.safetensors", {{"x", at::ones({2})}});
  EXPECT_THROW(save_safetensors(folder / "a.safetensors", {{"x", at::ones({2})}, {"x", at::ones({2})}}),
               Error);
  EXPECT_THROW(save_safetensors(folder / "a.safetensors", {{"x", at::ones({2}, at::kComplexFloat)}}), Error);
  EXPECT_EQ(SafetensorsFile(folder / "a.safetensors").read("x").numel(), 2);
}

TEST(SafetensorsMalformed, LyingHeaderLength) {
  const std::string header = "{" + entry("x", "F32", "[1]", "[0,4]") + "}";
  EXPECT_TRUE(contains(refusal(""), "too short"));
  EXPECT_TRUE(contains(refusal("1234567"), "too short"));
  EXPECT_TRUE(contains(refusal(file_bytes(header, 4, 1'000'000)), "cut inside its header"));
  EXPECT_TRUE(contains(refusal(file_bytes(header, 4, 100'000'001)), "not a safetensors file"));
  EXPECT_TRUE(contains(refusal(file_bytes(header, 4, std::numeric_limits<std::uint64_t>::max())),
                       "not a safetensors"));
  refusal(file_bytes(header, 4, header.size() - 1));
  refusal(file_bytes(header, 4, header.size() + 4));
  refusal(file_bytes(header, 4, 0));
}

TEST(SafetensorsMalformed, CutAndOverlongFilesSayByHowMuch) {
  const std::string header = "{" + entry("x", "F32", "[4]", "[0,16]") + "}";
  EXPECT_TRUE(contains(refusal(file_bytes(header, 6)), "10 of"));
  EXPECT_TRUE(contains(refusal(file_bytes(header, 6)), "fetch it again"));
  EXPECT_TRUE(contains(refusal(file_bytes(header, 19)), "3 bytes follow"));
}

TEST(SafetensorsMalformed, OverlapGapAndOrder) {
  const auto two = [](const char* first, const char* second) {
    return file_bytes("{" + entry("a", "U8", "[4]", first) + "," + entry("b", "U8", "[4]", second) + "}", 8);
  };
  EXPECT_TRUE(contains(refusal(two("[0,4]", "[2,6]")), "overlap"));
  EXPECT_TRUE(contains(refusal(two("[0,4]", "[0,4]")), "overlap"));
  EXPECT_TRUE(contains(refusal(two("[0,4]", "[5,9]")), "unclaimed"));
  EXPECT_TRUE(contains(refusal(two("[1,5]", "[5,9]")), "unclaimed"));
  EXPECT_TRUE(contains(refusal(two("[4,0]", "[4,8]")), "not in order"));
  EXPECT_TRUE(contains(refusal(two("[0,3]", "[3,7]")), "needs 4 bytes"));
  EXPECT_TRUE(contains(refusal(two("[0,18446744073709551615]", "[0,4]")), "not in order"));
}

TEST(SafetensorsMalformed, SizesThatOverflow) {
  const auto one = [](const char* dtype, const char* shape, const char* offsets) {
    return file_bytes("{" + entry("a", dtype, shape, offsets) + "}", 8);
  };
  // 2^32 * 2^32 is 0 in 64 bits, and 2^61 * 8 bytes as well.
  EXPECT_TRUE(contains(refusal(one("U8", "[4294967296,4294967296]", "[0,0]")), "impossibly large"));
  EXPECT_TRUE(contains(refusal(one("F64", "[2305843009213693952]", "[0,0]")), "impossibly large"));
  EXPECT_TRUE(contains(refusal(one("U8", "[0,4294967296,4294967296]", "[0,0]")), "impossibly large"));
  EXPECT_TRUE(contains(refusal(one("U8", "[18446744073709551616]", "[0,8]")), "whole number"));
  EXPECT_TRUE(contains(refusal(one("U8", "[-8]", "[0,8]")), "whole number"));
  EXPECT_TRUE(contains(refusal(one("U8", "[8.0]", "[0,8]")), "whole number"));
  EXPECT_TRUE(contains(refusal(one("U8", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,8]", "[0,8]")), "at most 16"));
}

TEST(SafetensorsMalformed, UnknownDtypesAreNamed) {
  const std::string bytes = file_bytes("{" + entry("layer.weight", "F4", "[8]", "[0,4]") + "}", 4);
  const std::string message = refusal(bytes, ErrorCode::Unsupported);
  EXPECT_TRUE(contains(message, "\"F4\""));
  EXPECT_TRUE(contains(message, "layer.weight"));
}

TEST(SafetensorsMalformed, OddHeaders) {
  for (const char* header :
       {"", "null", "[]", "3", "{\"a\":3}", "{\"a\":{}}",
        "{\"a\":{\"dtype\":3,\"shape\":[1],\"data_offsets\":[0,1]}}",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":1,\"data_offsets\":[0,1]}}",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}}",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1,2]}}",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}}", "{\"__metadata__\":3}", "{\"__metadata__\":{\"a\":3}}",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"a\":{\"dtype\":\"U8\",\"shape\":[1]"
        ","
        "\"data_offsets\":[0,1]}}",
        "{\"\xff\xfe\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}"}) {
    SCOPED_TRACE(header);
    refusal(file_bytes(header, 1));
  }
}

TEST(SafetensorsMalformed, DeepJsonDoesNotOverflowTheStack) {
  EXPECT_TRUE(contains(refusal(file_bytes(std::string(1'000'000, '['), 0)), "nested"));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_TRUE(contains(refusal(file_bytes(objects, 0)), "nested"));
}

TEST(SafetensorsMalformed, EveryCutOfAGoodFileIsRefused) {
  const TemporaryFolder folder;
  save_safetensors(folder / "a.safetensors", {{"x", at::ones({3})}, {"y", at::ones({2}, at::kByte)}},
                   {{"k", "v"}});
  const std::string whole = read_file(folder / "a.safetensors", 10000);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    SCOPED_TRACE(length);
    refusal(whole.substr(0, length));
  }
}

TEST(SafetensorsMalformed, FoldersAndMissingFilesAreUnreadable) {
  const TemporaryFolder folder;
  EXPECT_THROW(SafetensorsFile(folder / "none.safetensors"), Error);
  EXPECT_THROW(SafetensorsFile{folder.path()}, Error);
}

}  // namespace
}  // namespace v4e

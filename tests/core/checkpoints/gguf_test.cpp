// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/formats/gguf.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include <fstream>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using test::golden_path;
using test::TemporaryFolder;

void write(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

template <typename Number>
std::string raw(Number number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

std::string text(const std::string& value) {
  return raw<std::uint64_t>(value.size()) + value;
}

/// A header with these values and tensors, then `data` at the next multiple of 32.
std::string gguf(const std::vector<std::string>& values, const std::vector<std::string>& tensors,
                 const std::string& data, std::uint32_t version = 3) {
  std::string bytes =
      "GGUF" + raw(version) + raw<std::uint64_t>(tensors.size()) + raw<std::uint64_t>(values.size());
  for (const std::string& value : values) bytes += value;
  for (const std::string& tensor : tensors) bytes += tensor;
  bytes.resize((bytes.size() + 31) / 32 * 32, '\0');
  return bytes + data;
}

/// `shape` as the format has it: innermost first.
std::string tensor(const std::string& name, const std::vector<std::uint64_t>& shape, std::uint32_t type,
                   std::uint64_t offset) {
  std::string bytes = text(name) + raw<std::uint32_t>(static_cast<std::uint32_t>(shape.size()));
  for (const std::uint64_t side : shape) bytes += raw(side);
  return bytes + raw(type) + raw(offset);
}

class GgufTest : public testing::Test {
 protected:
  /// Opening fails with this code; returns the message.
  std::string refusal(const std::string& bytes, ErrorCode code) {
    write(file_, bytes);
    try {
      const GgufFile reader(file_);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      return error.what();
    }
    ADD_FAILURE() << "opened";
    return {};
  }
  TemporaryFolder folder_;
  fs::path file_ = folder_ / "a.gguf";
};

TEST_F(GgufTest, EveryBlockFormatIsTheReferences) {
  const GgufFile packed(golden_path("gguf/kquants.gguf"));
  const SafetensorsFile expected(golden_path("gguf/expected_kquants.safetensors"));
  EXPECT_EQ(packed.names(), expected.names());
  for (const std::string& name : expected.names()) {
    EXPECT_EQ(packed.info(name).shape, expected.info(name).shape) << name;
    EXPECT_EQ(name, "t." + packed.info(name).packing + ".weight");
    EXPECT_TRUE(test::close(packed.read(name), expected.read(name), 1e-6)) << name;
  }
}

TEST_F(GgufTest, PlainTypesAndShapesOfTheModel) {
  const GgufFile file(golden_path("gguf/wan_i2v_Q4_0.gguf"));
  EXPECT_EQ(file.info("patch_embedding.weight").shape, (std::vector<std::int64_t>{64, 36, 1, 2, 2}))
      << "the file has it flat, its header says how it was";
  EXPECT_EQ(file.info("text_embedding.0.weight").dtype, at::kBFloat16);
  EXPECT_EQ(file.info("blocks.0.self_attn.q.weight").packing, "Q4_0");
  EXPECT_EQ(file.metadata().at("general.architecture"), "wan");
}

TEST_F(GgufTest, MergedDimensionsAreRestoredByTheBias) {
  const std::string data = std::string(3 * 2 * 4 * 4, '\1') + std::string(32, '\0');
  write(file_, gguf({}, {tensor("p.weight", {2, 2, 1, 6}, 0, 0), tensor("p.bias", {3}, 0, 96)}, data));
  const GgufFile file(file_);
  EXPECT_EQ(file.info("p.weight").shape, (std::vector<std::int64_t>{3, 2, 1, 2, 2}));
  EXPECT_EQ(file.read("p.weight").sizes(), at::IntArrayRef({3, 2, 1, 2, 2}));
}

TEST_F(GgufTest, EveryCutOfAGoodFileIsRefused) {
  const std::string whole = read_file(golden_path("gguf/kquants.gguf"), 1 << 20);
  for (std::size_t size = 0; size < whole.size(); size += 1 + size / 50) {
    write(file_, whole.substr(0, size));
    try {
      const GgufFile reader(file_);
      ADD_FAILURE() << "opened with " << size << " bytes";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::FileMalformed) << size << ": " << error.what();
    }
  }
}

TEST_F(GgufTest, TypesAndVersionsThatAreNotReadAreNamed) {
  const auto unsupported = ErrorCode::Unsupported;
  const std::string message =
      refusal(gguf({}, {tensor("a.weight", {256}, 21, 0)}, std::string(256, '\0')), unsupported);
  EXPECT_NE(message.find("tensor a.weight uses IQ3_S"), message.npos) << message;
  EXPECT_NE(message.find("Q4_K_S"), message.npos) << message;
  EXPECT_NE(refusal(gguf({}, {tensor("a", {1}, 99, 0)}, ""), unsupported).find("99"), std::string::npos);
  refusal(gguf({}, {}, "", 1), unsupported);
  refusal(gguf({}, {}, "", 0x03000000), unsupported);
}

TEST_F(GgufTest, ForgedHeadersAreRefused) {
  const auto malformed = ErrorCode::FileMalformed;
  const std::string data(64, '\0');
  const std::string one = tensor("a", {4}, 0, 0);
  refusal(gguf({}, {one, one}, data), malformed);
  refusal(gguf({}, {one, tensor("b", {4}, 0, 0)}, data), malformed);
  refusal(gguf({}, {tensor("a", {4}, 0, 4)}, data), malformed);
  refusal(gguf({}, {tensor("a", {4}, 0, std::uint64_t{1} << 63)}, data), malformed);
  refusal(gguf({}, {tensor("a", {17}, 0, 0)}, data), malformed);
  refusal(gguf({}, {tensor("a", {}, 0, 0)}, data), malformed);
  refusal(gguf({}, {tensor("a", {1, 1, 1, 1, 1, 1}, 0, 0)}, data), malformed);
  refusal(gguf({}, {tensor("a", {std::uint64_t{1} << 40, std::uint64_t{1} << 40}, 0, 0)}, data), malformed);
  refusal(gguf({}, {tensor("a", {0}, 0, 0)}, data), malformed);
  EXPECT_NE(refusal(gguf({}, {tensor("a", {16}, 2, 0)}, data), malformed).find("whole blocks of Q4_0"),
            std::string::npos);
  const std::string key = text("k");
  refusal(gguf({key + raw<std::uint32_t>(13)}, {}, data), malformed);
  refusal(gguf({key + raw<std::uint32_t>(4) + raw<std::uint32_t>(1),
                key + raw<std::uint32_t>(4) + raw<std::uint32_t>(1)},
               {}, data),
          malformed);
  refusal(gguf({key + raw<std::uint32_t>(8) + raw(~std::uint64_t{0})}, {}, data), malformed);
  refusal(gguf({key + raw<std::uint32_t>(9) + raw<std::uint32_t>(4) + raw(std::uint64_t{1} << 62)}, {}, data),
          malformed);
  refusal(gguf({key + raw<std::uint32_t>(9) + raw<std::uint32_t>(9) + raw<std::uint64_t>(1)}, {}, data),
          malformed);
  refusal(gguf({key + raw<std::uint32_t>(9) + raw<std::uint32_t>(8) + raw(~std::uint64_t{0})}, {}, data),
          malformed);
  for (const std::uint32_t alignment : {0U, 3U, 1U << 30})
    refusal(gguf({text("general.alignment") + raw<std::uint32_t>(4) + raw(alignment)}, {}, data), malformed);
  refusal(gguf({text("comfy.gguf.orig_shape.a") + raw<std::uint32_t>(9) + raw<std::uint32_t>(5) +
                raw<std::uint64_t>(1) + raw<std::int32_t>(5)},
               {one}, data),
          malformed);
}

}  // namespace
}  // namespace v4e

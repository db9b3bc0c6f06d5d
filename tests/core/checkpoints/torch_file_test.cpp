// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/formats/torch_file.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include <cstdlib>
#include <fstream>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/checkpoints/formats/pickle.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using test::golden_path;
using test::TemporaryFolder;
using std::string_literals::operator""s;

const char* const kVae = "vae/original/Wan2.1_VAE.pth";

void write(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

template <typename Number>
std::string raw(Number number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

struct ZipPart {
  std::string name;
  std::string bytes;
  std::uint16_t method = 0;
};

/// A zip archive of stored parts.
std::string zip(const std::vector<ZipPart>& parts) {
  std::string body;
  std::string directory;
  for (const ZipPart& part : parts) {
    const auto size = static_cast<std::uint32_t>(part.bytes.size());
    const auto name_bytes = static_cast<std::uint16_t>(part.name.size());
    const std::string sizes =
        raw<std::uint32_t>(0) + raw(size) + raw(size) + raw(name_bytes) + raw<std::uint16_t>(0);
    const std::string common = raw<std::uint16_t>(0) + raw(part.method) + raw<std::uint32_t>(0) + sizes;
    directory += "PK\1\2"s + raw<std::uint16_t>(0) + raw<std::uint16_t>(0) + common + raw<std::uint16_t>(0) +
                 raw<std::uint16_t>(0) + raw<std::uint16_t>(0) + raw<std::uint32_t>(0) +
                 raw(static_cast<std::uint32_t>(body.size())) + part.name;
    body += "PK\3\4"s + raw<std::uint16_t>(0) + common + part.name + part.bytes;
  }
  const auto count = static_cast<std::uint16_t>(parts.size());
  return body + directory + "PK\5\6"s + raw<std::uint32_t>(0) + raw(count) + raw(count) +
         raw(static_cast<std::uint32_t>(directory.size())) + raw(static_cast<std::uint32_t>(body.size())) +
         raw<std::uint16_t>(0);
}

std::string text(const std::string& value) {
  return "X" + raw(static_cast<std::uint32_t>(value.size())) + value;
}

std::string number(std::int32_t value) {
  return "J" + raw(value);
}

/// {"a": a tensor of floats}, as torch.save() writes it.
std::string tensor_pickle(std::int32_t first, const std::string& shape, const std::string& strides,
                          std::int32_t elements, const std::string& type = "FloatStorage") {
  return "\x80\x02}"s + text("a") + "ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage") + "ctorch\n" +
         type + "\n" + text("0") + text("cpu") + number(elements) + "tQ" + number(first) + shape + strides +
         "\x89" + "ccollections\nOrderedDict\n)R" + "tR" + "s.";
}

const std::string kFloats(16, '\0');

class TorchFileTest : public testing::Test {
 protected:
  /// Opening fails with this code; returns the message.
  std::string refusal(const std::string& bytes, ErrorCode code) {
    write(file_, bytes);
    try {
      const TorchFile reader(file_);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      return error.what();
    }
    ADD_FAILURE() << "opened";
    return {};
  }
  std::string pickle_refusal(const std::string& pickle, ErrorCode code) {
    return refusal(zip({{"a/data.pkl", pickle}, {"a/data/0", kFloats}}), code);
  }
  TemporaryFolder folder_;
  fs::path file_ = folder_ / "a.pth";
};

TEST_F(TorchFileTest, HoldsTheSameAsTheSafetensors) {
  const TorchFile file(golden_path(kVae));
  const SafetensorsFile same(golden_path("vae/original/wan_2.1_vae_bf16.safetensors"));
  EXPECT_EQ(file.names(), same.names());
  for (const std::string& name : same.names()) {
    EXPECT_EQ(file.info(name).dtype, at::kFloat);
    EXPECT_TRUE(at::equal(file.read(name).to(at::kBFloat16), same.read(name))) << name;
  }
}

TEST_F(TorchFileTest, StridesAndNestedDictionaries) {
  std::string floats;
  for (const float value : {1.0f, 2.0f, 3.0f, 4.0f}) floats += raw(value);
  // A transposed view: shape (2, 2), strides (1, 2).
  const std::string transposed = tensor_pickle(0, "(K\2K\2t", "(K\1K\2t", 4);
  write(file_, zip({{"a/data.pkl", transposed}, {"a/data/0", floats}, {"a/byteorder", "little"}}));
  EXPECT_TRUE(at::equal(TorchFile(file_).read("a"), at::tensor({1.0f, 3.0f, 2.0f, 4.0f}).view({2, 2})));
  const std::string inner = tensor_pickle(1, "(K\3t", "(K\1t", 4);
  const std::string nested =
      "\x80\x02}"s + text("epoch") + "K\7s" + text("state_dict") + inner.substr(2, inner.size() - 3) + "s.";
  write(file_, zip({{"a/data.pkl", nested}, {"a/data/0", floats}}));
  EXPECT_TRUE(at::equal(TorchFile(file_).read("a"), at::tensor({2.0f, 3.0f, 4.0f})));
}

TEST_F(TorchFileTest, WhatWantsToRunIsNamedAndNeverRuns) {
  const fs::path witness = folder_ / "witness";
  const std::string attack = "\x80\x02"s + "cos\nsystem\n" + text("touch " + witness.string()) + "\x85R.";
  const std::string message = pickle_refusal(attack, ErrorCode::Unsupported);
  EXPECT_NE(message.find("wants to run os.system; it was not opened"), message.npos) << message;
  EXPECT_FALSE(fs::exists(witness));
  for (const char* name :
       {"posix\nsystem", "builtins\neval", "builtins\ngetattr", "torch\nload", "torch.jit\nload",
        "numpy.core.multiarray\nscalar", "collections\nOrderedDict.clear"})
    pickle_refusal("\x80\x02"s + "c" + name + "\n)R.", ErrorCode::Unsupported);
  for (const char* opcode :
       {"i", "o", "\x81", "\x82", "\x93", "0", "2", "\x8b", "\x95", "\x94", "P", "I1\n", "S'a'\n"})
    pickle_refusal("\x80\x02N"s + opcode + std::string(16, '\0'), ErrorCode::Unsupported);
  pickle_refusal("\x80\x02N}b."s, ErrorCode::Unsupported);
}

TEST_F(TorchFileTest, PicklesThatAreNoneAreRefused) {
  const auto malformed = ErrorCode::FileMalformed;
  for (const std::string& pickle : {""s,
                                    "\x80\x02"s,
                                    "\x80\x05N."s,
                                    "\x80\x02."s,
                                    "\x80\x02t."s,
                                    "\x80\x02(."s,
                                    "\x80\x02N)a."s,
                                    "\x80\x02N)s."s,
                                    "\x80\x02}(NNNu."s,
                                    "\x80\x02h\1."s,
                                    "\x80\x02X\xff\xff\xff\xff."s,
                                    "\x80\x02]q\1h\1a."s,
                                    "\x80\x02NQ."s,
                                    "\x80\x02)Q."s,
                                    "\x80\x02\x8a\x09."s,
                                    "\x80\x02(((((((("s,
                                    "\x80\x02NNR."s,
                                    "\x80\x02r\xff\xff\xff\xff."s,
                                    "\x80\x02N."s,
                                    "\x80\x02}."s})
    pickle_refusal(pickle, malformed);
}

TEST_F(TorchFileTest, TensorsOutOfTheirBytesAreRefused) {
  const auto malformed = ErrorCode::FileMalformed;
  const std::string one = "(K\1t";
  EXPECT_NO_THROW((void)[&] {
    write(file_, zip({{"a/data.pkl", tensor_pickle(0, "(K\4t", one, 4)}, {"a/data/0", kFloats}}));
    return TorchFile(file_).read("a").numel();
  }());
  pickle_refusal(tensor_pickle(0, "(K\5t", one, 5), malformed);
  pickle_refusal(tensor_pickle(1, "(K\4t", one, 4), malformed);
  pickle_refusal(tensor_pickle(-1, "(K\1t", one, 4), malformed);
  pickle_refusal(tensor_pickle(0, "(J\xff\xff\xff\xfft"s, one, 4), malformed);
  pickle_refusal(tensor_pickle(0, "(K\2t", "(K\4t", 4), malformed);
  pickle_refusal(tensor_pickle(0, "(K\2t", "(J\xff\xff\xff\xfft"s, 4), malformed);
  pickle_refusal(tensor_pickle(0, "(K\2t", "(K\1K\1t", 4), malformed);
  pickle_refusal(tensor_pickle(0, "(J\xff\xff\xff\x7fJ\xff\xff\xff\x7ft"s, "(K\0K\0t"s, 4), malformed);
  pickle_refusal(tensor_pickle(0, "(K\4t", one, 4, "DoubleStorage"), malformed);
  pickle_refusal(tensor_pickle(0, "(K\4t", one, 400), malformed);
}

TEST_F(TorchFileTest, ArchivesThatAreNoneAreRefused) {
  const auto malformed = ErrorCode::FileMalformed;
  const ZipPart good{"a/data.pkl", tensor_pickle(0, "(K\4t", "(K\1t", 4)};
  const ZipPart floats{"a/data/0", kFloats};
  refusal(zip({good}), malformed);
  refusal(zip({floats}), malformed);
  refusal(zip({good, floats, floats}), malformed);
  refusal(zip({good, floats, {"../x", ""}}), malformed);
  refusal(zip({good, floats, {"/x", ""}}), malformed);
  refusal(zip({good, floats, {"b/x", ""}}), malformed);
  refusal(zip({good, {"a/data/0", kFloats, 8}}), ErrorCode::Unsupported);
  refusal(zip({good, floats, {"a/byteorder", "big"}}), ErrorCode::Unsupported);
  EXPECT_NE(
      refusal(zip({good, floats, {"a/code/__torch__.py", ""}}), ErrorCode::Unsupported).find("TorchScript"),
      std::string::npos);
  EXPECT_NE(refusal("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."s, ErrorCode::Unsupported)
                .find("before 1.6"),
            std::string::npos);
}

TEST_F(TorchFileTest, EveryCutOfAGoodFileIsRefused) {
  const std::string whole = read_file(golden_path("umt5/original/models_t5_umt5-xxl-enc-bf16.pth"), 1 << 20);
  for (std::size_t size = 4; size < whole.size(); size += 501) {
    write(file_, whole.substr(0, size));
    EXPECT_THROW(TorchFile{file_}, Error) << size;
  }
}

}  // namespace
}  // namespace v4e

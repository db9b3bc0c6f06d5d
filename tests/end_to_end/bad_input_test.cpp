// SPDX-License-Identifier: GPL-3.0-or-later
// Issue 3, section 7: a clear error that names file and remedy, no crash, no partial file.
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/end_to_end/edit_fixture.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

std::string bytes_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

void write_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

class BadInput : public EditProgram {
 protected:
  /// The edit must fail with this code, name `names`, and leave nothing.
  void refuses(std::vector<std::string> arguments, int exit_code, const std::string& names) const {
    arguments.insert(arguments.end(), {"-o", file("result.png").string()});
    const RunResult run = edit(arguments);
    EXPECT_EQ(run.exit_code, exit_code) << run.err;
    EXPECT_THAT(run.err, HasSubstr(names));
    EXPECT_THAT(run.err, HasSubstr("v4e: "));
    EXPECT_FALSE(fs::exists(file("result.png")));
  }

  /// A copy of the tiny model that the test may damage.
  [[nodiscard]] fs::path damaged_model() const {
    fs::copy(model(), file("model"), fs::copy_options::recursive);
    return file("model");
  }
  [[nodiscard]] RunResult edit_with(const fs::path& folder) const {
    return run_v4e({"edit", photo("p.png"), "make it night", "-o", file("result.png").string(), "--model",
                    folder.string(), "--device", "cpu"},
                   log_.path());
  }
};

TEST_F(BadInput, Photos) {
  write_bytes(file("text.jpg"), "this is no picture");
  refuses({file("text.jpg").string(), "make it night"}, 3, "text.jpg");
  write_bytes(file("empty.png"), "");
  refuses({file("empty.png").string(), "make it night"}, 3, "empty.png");
  refuses({file("absent.png").string(), "make it night"}, 3, "absent.png");
  const std::string whole = bytes_of(photo("whole.jpg", 400, 300));
  write_bytes(file("cut.jpg"), whole.substr(0, whole.size() / 3));
  refuses({file("cut.jpg").string(), "make it night"}, 3, "cut.jpg");
}

TEST_F(BadInput, ImpossiblyLargePhotoIsRefusedByItsHeader) {
  std::string png = bytes_of(photo("small.png", 16, 16));
  // IHDR: width and height stand at bytes 16 and 20, big-endian. 30,000 is 0x7530; the checksum is not right
  // any more, which may be found first.
  for (const std::size_t at : {16u, 20u}) png.replace(at, 4, std::string("\0\0\x75\x30", 4));
  write_bytes(file("huge.png"), png);
  const RunResult run = edit({file("huge.png").string(), "make it night", "-o", file("result.png").string()});
  EXPECT_THAT(run.exit_code, testing::AnyOf(2, 3)) << run.err;
  EXPECT_THAT(run.err, HasSubstr("huge.png"));
  EXPECT_LT(run.seconds, 10);
}

TEST_F(BadInput, OddPhotosAreEdited) {
  struct Case {
    const char* name;
    int width, height, channels;
    SampleType type;
  };
  for (const Case& odd :
       {Case{"one.png", 1, 1, 3, SampleType::U8}, Case{"grey16.png", 60, 50, 1, SampleType::U16},
        Case{"alpha.png", 60, 50, 4, SampleType::U8}, Case{"thin.png", 3, 200, 3, SampleType::U8}}) {
    const std::string source = photo(odd.name, odd.width, odd.height, odd.channels, odd.type);
    const std::string target = file(std::string("out-") + odd.name).string();
    const RunResult run = edit({source, "make it night", "-o", target});
    ASSERT_EQ(run.exit_code, 0) << odd.name << ": " << run.err;
    const Photo result = read_photo(target);
    EXPECT_EQ(result.image.width(), odd.width);
    EXPECT_EQ(result.image.height(), odd.height);
    EXPECT_EQ(result.image.type(), odd.type);
  }
}

TEST_F(BadInput, Instructions) {
  const std::string source = photo("p.png");
  refuses({source, ""}, 2, "instruction");
  refuses({source, "   "}, 2, "instruction is empty");
  refuses({source, std::string(10000, 'x')}, 2, "10000");
  refuses({source, "make it \xff night"}, 2, "UTF-8");
  refuses({source, "Mach das Bild bitte zu einer Nacht mit dem Mond"}, 6, "tiny");
  refuses({source}, 2, "instruction");
}

TEST_F(BadInput, ArgumentsNameWhatIsWrong) {
  const std::string source = photo("p.png");
  EXPECT_EQ(edit({source, "make it night", "--steps", "0"}).exit_code, 2);
  EXPECT_EQ(edit({source, "make it night", "--frames", "6", "-o", file("r.png").string()}).exit_code, 2);
  EXPECT_EQ(edit({source, "make it night", "--no-such-option"}).exit_code, 2);
  const RunResult format = edit({source, "make it night", "-o", file("r.xyz").string()});
  EXPECT_EQ(format.exit_code, 2);
  EXPECT_THAT(format.err, HasSubstr("r.xyz"));
  const RunResult device = run_v4e(
      {"edit", source, "make it night", "--model", model().string(), "--device", "quantum"}, log_.path());
  EXPECT_EQ(device.exit_code, 2);
  EXPECT_THAT(device.err, HasSubstr("quantum"));
}

TEST_F(BadInput, ModelWithAMissingPart) {
  const fs::path folder = damaged_model();
  fs::remove(folder / "vae" / "diffusion_pytorch_model.safetensors");
  const RunResult run = edit_with(folder);
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.err, HasSubstr("vae"));
  EXPECT_FALSE(fs::exists(file("result.png")));
}

TEST_F(BadInput, ModelWithACutFile) {
  const fs::path folder = damaged_model();
  const fs::path weights = folder / "transformer" / "diffusion_pytorch_model.safetensors";
  fs::resize_file(weights, fs::file_size(weights) / 2);
  const RunResult run = edit_with(folder);
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.err, HasSubstr("diffusion_pytorch_model.safetensors"));
}

TEST_F(BadInput, ModelWithAHeaderLengthThatLies) {
  const fs::path folder = damaged_model();
  const fs::path weights = folder / "transformer" / "diffusion_pytorch_model.safetensors";
  std::string bytes = bytes_of(weights);
  bytes.replace(0, 8, std::string(8, '\x7f'));
  write_bytes(weights, bytes);
  EXPECT_EQ(edit_with(folder).exit_code, 3);
}

TEST_F(BadInput, ModelWithTheWrongShape) {
  const fs::path folder = damaged_model();
  auto config = nlohmann::json::parse(bytes_of(folder / "transformer" / "config.json"));
  config["ffn_dim"] = 128;
  write_bytes(folder / "transformer" / "config.json", config.dump());
  const RunResult run = edit_with(folder);
  EXPECT_EQ(run.exit_code, 5) << run.err;
  EXPECT_THAT(run.err, HasSubstr("ffn"));
}

TEST_F(BadInput, ModelWithNanWeights) {
  const fs::path folder = damaged_model();
  const fs::path weights = folder / "transformer" / "diffusion_pytorch_model.safetensors";
  std::string bytes = bytes_of(weights);
  // The last kilobyte of the data is weights of the fp32 model: all ones are NaN.
  bytes.replace(bytes.size() - 1024, 1024, std::string(1024, '\xff'));
  write_bytes(weights, bytes);
  const RunResult run = edit_with(folder);
  EXPECT_EQ(run.exit_code, 5) << run.err;
  EXPECT_THAT(run.err, HasSubstr("not finite"));
  EXPECT_FALSE(fs::exists(file("result.png")));
}

TEST_F(BadInput, JsonBomb) {
  const fs::path folder = damaged_model();
  write_bytes(folder / "model_index.json", std::string(100000, '['));
  EXPECT_EQ(edit_with(folder).exit_code, 3);
}

TEST_F(BadInput, FoldersThatTakeNoFiles) {
  const RunResult missing = edit({photo("p.png"), "make it night", "-o", file("absent/r.png").string()});
  EXPECT_EQ(missing.exit_code, 4) << missing.err;
  EXPECT_THAT(missing.err, HasSubstr("absent"));
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  fs::create_directory(file("locked"));
  fs::permissions(file("locked"), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(edit({photo("q.png"), "make it night", "-o", file("locked/r.png").string()}).exit_code, 4);
  fs::permissions(file("locked"), fs::perms::owner_all);
}

TEST_F(BadInput, FullDisk) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  // A file size limit fails writes as a full disk does, without filling one.
  const std::string source = photo("p.png", 400, 300);
  const std::string command = "ulimit -f 8; exec " + std::string(V4E_BIN_DIR) + "/v4e edit " + source +
                              " 'make it night' -o " + file("result.png").string() + " --model " +
                              model().string() + " --device cpu 2>" + log_.path().string() + "/err";
  EXPECT_NE(std::system(("trap '' XFSZ; " + command).c_str()), 0);
  EXPECT_THAT(names_in(work_.path()), ElementsAre("p.png"));
}

}  // namespace
}  // namespace v4e::test

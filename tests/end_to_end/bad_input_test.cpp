// SPDX-License-Identifier: GPL-3.0-or-later
// Photos, instructions and arguments that cannot be used, or only look so.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <zlib.h>

#include <cstdint>

#include "core/image/io/photo_io.h"
#include "tests/end_to_end/bad_input_fixture.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift));
  return bytes;
}

/// A sound PNG file except for the size that its header states.
std::string with_stated_size(std::string png, std::uint32_t width, std::uint32_t height) {
  png.replace(16, 8, big_endian(width) + big_endian(height));
  const uLong sum = crc32(0, reinterpret_cast<const Bytef*>(png.data()) + 12, 17);
  return png.replace(29, 4, big_endian(static_cast<std::uint32_t>(sum)));
}

std::string corpus(const char* name) {
  return (fs::path(V4E_SOURCE_DIR) / "tests" / "fuzz" / "corpus" / "image" / name).string();
}

TEST_F(BadInput, PhotosThatAreNone) {
  write_bytes(file("text.jpg"), "this is no picture");
  refuses({file("text.jpg").string(), "make it night"}, 3, {"text.jpg", "choose a JPEG, PNG, HEIC"});
  write_bytes(file("empty.png"), "");
  refuses({file("empty.png").string(), "make it night"}, 3, {"empty.png is empty", "copy it again"});
  refuses({file("absent.png").string(), "make it night"}, 3, {"absent.png"});
  fs::create_directory(file("folder.png"));
  refuses({file("folder.png").string(), "make it night"}, 3, {"folder.png is a folder"});
  write_bytes(file("phone.heic"), std::string("\0\0\0\x18"
                                              "ftypheic",
                                              12));
  refuses({file("phone.heic").string(), "make it night"}, 3, {"phone.heic is damaged", "copy it again"});
  write_bytes(file("layers.xcf"), "gimp xcf v011");
  refuses({file("layers.xcf").string(), "make it night"}, 6, {"layers.xcf", "GIMP", "export it as"});
  ASSERT_EQ(::mkfifo(file("pipe.png").c_str(), 0600), 0);
  refuses({file("pipe.png").string(), "make it night"}, 3, {"pipe.png is not an ordinary file"});
}

TEST_F(BadInput, CutPhotos) {
  for (const char* name : {"cut.jpg", "cut.png", "cut.webp", "cut.tif"}) {
    const std::string whole = bytes_of(photo(name, 400, 300));
    for (const std::size_t part : {3, 30, 60, 90}) {
      write_bytes(file(name), whole.substr(0, whole.size() * part / 100));
      SCOPED_TRACE(std::to_string(part) + " % of " + name);
      refuses({file(name).string(), "make it night"}, 3, {name});
    }
  }
}

TEST_F(BadInput, ImpossiblyLargePhotoIsRefusedByItsHeader) {
  const std::string small = bytes_of(photo("small.png", 16, 16));
  write_bytes(file("huge.png"), with_stated_size(small, 30000, 30000));
  refuses({file("huge.png").string(), "make it night"}, 3,
          {"huge.png has 30000 x 30000 pixels (900 megapixels)", "make a smaller copy"});
  // Less than the limit of pixels: the lie is found when the data ends.
  write_bytes(file("liar.png"), with_stated_size(small, 9000, 9000));
  refuses({file("liar.png").string(), "make it night"}, 3, {"liar.png"});
}

TEST_F(BadInput, OddPhotosAreEdited) {
  struct Case {
    const char* name;
    int width, height, channels;
    SampleType type;
  };
  for (const Case& odd :
       {Case{"one.png", 1, 1, 3, SampleType::U8}, Case{"grey16.png", 60, 50, 1, SampleType::U16},
        Case{"grey16.tif", 60, 50, 1, SampleType::U16}, Case{"alpha.png", 60, 50, 4, SampleType::U8},
        Case{"grey_alpha.png", 60, 50, 2, SampleType::U8}, Case{"thin.png", 3, 200, 3, SampleType::U8},
        Case{"flat.png", 900, 1, 3, SampleType::U8}}) {
    SCOPED_TRACE(odd.name);
    const std::string source = photo(odd.name, odd.width, odd.height, odd.channels, odd.type);
    const std::string target = file(std::string("out-") + odd.name).string();
    const RunResult run = edit({source, "make it night", "-o", target});
    ASSERT_EQ(run.exit_code, 0) << run.err;
    const Photo result = read_photo(target);
    EXPECT_EQ(result.image.width(), odd.width);
    EXPECT_EQ(result.image.height(), odd.height);
    EXPECT_EQ(result.image.type(), odd.type);
    EXPECT_EQ(result.image.has_alpha(), odd.channels % 2 == 0);
  }
}

TEST_F(BadInput, TransparencyIsKeptByteForByte) {
  Photo source = make_photo(60, 50, 4);
  for (std::size_t i = 3; i < source.image.size_bytes(); i += 4)
    source.image.mutable_data()[i] = static_cast<std::byte>(i % 251);
  write_photo(file("a.png"), source);
  ASSERT_EQ(edit({file("a.png").string(), "make it night", "-o", file("b.png").string()}).exit_code, 0);
  const Photo result = read_photo(file("b.png"));
  ASSERT_EQ(result.image.size_bytes(), source.image.size_bytes());
  for (std::size_t i = 3; i < source.image.size_bytes(); i += 4)
    ASSERT_EQ(result.image.data()[i], source.image.data()[i]) << i;
}

TEST_F(BadInput, CmykAndAnimatedPhotosAreEditedAndSaySo) {
  struct Case {
    const char* source;
    const char* target;
    const char* note;
  };
  for (const Case& odd : {Case{"cmyk.jpg", "cmyk.jpg", "CMYK colours were converted"},
                          Case{"cmyk.tif", "cmyk.tif", "CMYK colours were converted"},
                          Case{"animated.gif", "gif.png", "only the first frame is read"},
                          Case{"animated.png", "apng.png", "only the first frame is read"},
                          Case{"animated.webp", "webp.webp", "only the first frame is read"}}) {
    SCOPED_TRACE(odd.source);
    const Photo source = read_photo(corpus(odd.source));
    const RunResult run = edit({corpus(odd.source), "make it night", "-o", file(odd.target).string()});
    ASSERT_EQ(run.exit_code, 0) << run.err;
    EXPECT_THAT(run.err, HasSubstr(odd.note));
    const Photo result = read_photo(file(odd.target));
    EXPECT_EQ(result.image.width(), source.image.width());
    EXPECT_EQ(result.image.height(), source.image.height());
  }
}

TEST_F(BadInput, Instructions) {
  const std::string source = photo("p.png");
  refuses({source, ""}, 2, {"instruction"});
  refuses({source, "   \t\n"}, 2, {"instruction is empty"});
  refuses({source, std::string(10000, 'x')}, 2, {"10000", "at most 4000"});
  refuses({source, "make it \xff night"}, 2, {"UTF-8"});
  refuses({source}, 2, {"instruction"});
  // One that is long, but no word of it unknown.
  std::string night = "make it night";
  while (night.size() < 10000) night += " please";
  refuses({source, night}, 2, {std::to_string(night.size())});
}

TEST_F(BadInput, InstructionsInOtherLanguages) {
  const std::string source = photo("p.png");
  for (const char* text : {"Maak er een nachtfoto van met de maan", "昼を夜に変えて", "преврати день в ночь",
                           "حوّل النهار إلى ليل", "🌙🌙🌙"}) {
    SCOPED_TRACE(text);
    refuses({source, text}, 6, {"\"tiny\" cannot do that", "--model"});
  }
  // The way past the rules: a caption of one's own.
  const RunResult own = edit({source, "преврати день в ночь", "--caption", "day slowly turns into night",
                              "-o", file("own.png").string()});
  EXPECT_EQ(own.exit_code, 0) << own.err;
}

TEST_F(BadInput, ArgumentsNameWhatIsWrong) {
  const std::string source = photo("p.png");
  refuses({source, "make it night", "--steps", "0"}, 2, {"--steps"});
  refuses({source, "make it night", "--frames", "6"}, 2, {"frames", "6"});
  refuses({source, "make it night", "--size", "nan"}, 2, {"--size"});
  refuses({source, "make it night", "--guidance", "nan"}, 2, {"guidance"});
  EXPECT_EQ(edit({source, "make it night", "--no-such-option"}).exit_code, 2);
  const RunResult format = edit({source, "make it night", "-o", file("r.xyz").string()});
  EXPECT_EQ(format.exit_code, 2);
  EXPECT_THAT(format.err, HasSubstr("r.xyz"));
  const RunResult device = run_v4e(
      {"edit", source, "make it night", "--model", model().string(), "--device", "quantum"}, log_.path());
  EXPECT_EQ(device.exit_code, 2);
  EXPECT_THAT(device.err, HasSubstr("quantum"));
}

}  // namespace
}  // namespace v4e::test

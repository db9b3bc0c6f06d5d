// SPDX-License-Identifier: GPL-3.0-or-later
// Replays the corpus of tests/fuzz/image_fuzz.cpp, whole and cut, as an ordinary test.
#include "core/image/io/photo_io.h"
#include "photo_fixtures.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes);

namespace v4e {
namespace {

std::vector<std::filesystem::path> corpus() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(V4E_SOURCE_DIR "/tests/fuzz/corpus/image")) {
    files.push_back(entry.path());
  }
  return files;
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(ImageCorpus, EveryFileAndEveryCutOfItEndsInAPhotoOrAnError) {
  const auto files = corpus();
  ASSERT_GE(files.size(), 15u);
  for (const auto& file : files) {
    const std::string bytes = bytes_of(file);
    for (std::size_t size = bytes.size();; size -= std::min(size, 1 + bytes.size() / 12)) {
      SCOPED_TRACE(file.filename().string() + " cut to " + std::to_string(size));
      EXPECT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), size), 0);
      if (size == 0) break;
    }
  }
}

TEST(ImageCorpus, GifOfAnotherProgramDecodesExactly) {
  const Photo photo = decode_photo(bytes_of(V4E_SOURCE_DIR "/tests/fuzz/corpus/image/interlaced.gif"), "gif");
  ASSERT_EQ(photo.image.width(), 61);
  ASSERT_EQ(photo.image.height(), 47);
  for (int y = 0; y < 47; ++y) {
    for (int x = 0; x < 61; ++x) {
      // The palette holds (i, 255 - i, i / 2) at i.
      const int index = (x * 7 + y * y * 3) % 256;
      const auto* pixel = photo.image.row<std::uint8_t>(y) + x * photo.image.channels();
      ASSERT_EQ(pixel[0], index) << x << ", " << y;
      ASSERT_EQ(pixel[1], 255 - index);
      ASSERT_EQ(pixel[2], index / 2);
    }
  }
}

}  // namespace
}  // namespace v4e

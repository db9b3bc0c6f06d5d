// SPDX-License-Identifier: GPL-3.0-or-later
// Writes animated GIF (specification: GIF89a), each frame with its own palette. OpenCV's FFmpeg does not.
#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/evolution/colour_palette.h"
#include "core/evolution/evolution_steps.h"

namespace v4e {
namespace {

constexpr int kMinCodeBits = 8;  ///< indices are bytes: every palette is filled up to 256 colours
constexpr int kMostCodes = 4096;
// Players take anything shorter for a mistake and show it for a tenth of a second.
constexpr int kLeastDelay = 2;  // hundredths of a second

void add_word(std::string& bytes, int value) {
  bytes.push_back(static_cast<char>(value & 0xff));
  bytes.push_back(static_cast<char>(value >> 8 & 0xff));
}

/// Codes of growing width, packed from the lowest bit on into blocks of up to 255 bytes.
class CodeBlocks {
 public:
  explicit CodeBlocks(std::string& bytes) : bytes_(bytes) {}

  void add(int code, int width_bits) {
    buffer_ |= static_cast<std::uint32_t>(code) << filled_bits_;
    for (filled_bits_ += width_bits; filled_bits_ >= 8; filled_bits_ -= 8, buffer_ >>= 8) push();
  }

  void finish() {
    if (filled_bits_ > 0) push();
    if (!block_.empty()) flush();
    bytes_.push_back('\0');
  }

 private:
  void push() {
    block_.push_back(static_cast<char>(buffer_ & 0xff));
    if (block_.size() == 255) flush();
  }
  void flush() {
    bytes_.push_back(static_cast<char>(block_.size()));
    bytes_ += block_;
    block_.clear();
  }

  std::string& bytes_;
  std::string block_;
  std::uint32_t buffer_ = 0;
  int filled_bits_ = 0;
};

void add_lzw(std::string& bytes, const std::vector<std::uint8_t>& indices) {
  constexpr int kClear = 1 << kMinCodeBits;
  constexpr int kEnd = kClear + 1;
  // [code][next index]: the code of that longer string, 0 where there is none yet.
  std::vector<std::array<std::uint16_t, 256>> longer(kMostCodes);
  CodeBlocks blocks(bytes);
  bytes.push_back(kMinCodeBits);
  int next = kEnd + 1;
  int width_bits = kMinCodeBits + 1;
  blocks.add(kClear, width_bits);
  int code = indices.front();
  for (std::size_t i = 1; i < indices.size(); ++i) {
    std::uint16_t& known = longer[static_cast<std::size_t>(code)][indices[i]];
    if (known != 0) {
      code = known;
      continue;
    }
    blocks.add(code, width_bits);
    if (next < kMostCodes) {
      // A reader learns each code one step later, so its codes grow wider one step later, too.
      if (next == 1 << width_bits) ++width_bits;
      known = static_cast<std::uint16_t>(next++);
    } else {
      blocks.add(kClear, width_bits);
      std::ranges::fill(longer, std::array<std::uint16_t, 256>{});
      next = kEnd + 1;
      width_bits = kMinCodeBits + 1;
    }
    code = indices[i];
  }
  blocks.add(code, width_bits);
  // The reader has learnt a code from that one as well.
  if (next == 1 << width_bits && width_bits < 12) ++width_bits;
  blocks.add(kEnd, width_bits);
  blocks.finish();
}

std::string encode_header(int width_px, int height_px, bool loops) {
  std::string bytes = "GIF89a";
  add_word(bytes, width_px);
  add_word(bytes, height_px);
  bytes += std::string("\x70\0\0", 3);  // no global palette, 8 bits a channel
  if (loops) bytes += std::string("\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0", 19);  // endlessly
  return bytes;
}

std::string encode_frame(const Image& frame, int delay) {
  std::string bytes("\x21\xf9\x04\x04", 4);  // graphic control: leave the picture in place
  add_word(bytes, delay);
  bytes += std::string("\0\0\x2c\0\0\0\0", 7);  // no transparency; the picture starts at the corner
  add_word(bytes, frame.width());
  add_word(bytes, frame.height());
  bytes.push_back('\x87');  // its own palette of 256 colours
  const PalettePicture picture = to_palette(frame);
  for (std::size_t i = 0; i < 256; ++i) {
    const PaletteColour colour = i < picture.palette.size() ? picture.palette[i] : PaletteColour{};
    for (const std::uint8_t value : colour) bytes.push_back(static_cast<char>(value));
  }
  add_lzw(bytes, picture.indices);
  return bytes;
}

}  // namespace

void write_gif(const std::filesystem::path& path, const EvolutionFrames& frames,
               const EvolutionOptions& options, const RunContext& context) {
  AtomicFile file(path);
  const auto steps = evolution_steps(frames.count, options, options.loops);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    context.tick({Stage::Export, static_cast<int>(i), static_cast<int>(steps.size())});
    const Image frame = evolution_frame(frames, steps[i].frame, options, context);
    if (i == 0) file.write(encode_header(frame.width(), frame.height(), options.loops));
    const int delay = std::max(kLeastDelay, static_cast<int>(std::lround(steps[i].seconds * 100)));
    file.write(encode_frame(frame, delay));
  }
  file.write(";");
  context.check();
  file.commit();
}

}  // namespace v4e
